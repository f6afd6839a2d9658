//! String literals of Rust.

/// Returns a string as a literal: a raw one if that saves escapes and every character can be seen.
pub(super) fn raw_string(text: &str) -> String {
    // In a raw literal nothing is escaped, not even invisible characters and those that the compiler refuses.
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
