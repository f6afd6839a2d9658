//! String literals of Rust.

/// Returns a string as a literal, which is raw if that saves escapes and every character is visible.
pub(super) fn raw_string(text: &str) -> String {
    // A raw literal escapes nothing, not even invisible characters or those that the compiler rejects.
    let plain = |c: char| matches!(c, '"' | '\\' | '\'') || c.escape_debug().len() == 1;
    if !text.contains(['"', '\\']) || !text.chars().all(plain) {
        return format!("{text:?}");
    }
    let mut hashes = String::new();
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    format!("r{hashes}\"{text}\"{hashes}")
}
