//! One `api.toml` through the generator.

use billing_codegen::Generator;
use billing_codegen::source::Input;

use super::schema::is_rust;

/// What an `api.toml` may refer to.
const SCHEMAS: [(&str, &str); 2] = [
    ("client.json", include_str!("client.json")),
    ("any.json", "{}"),
];

/// Makes the client of an API. What comes out is Rust, or a report with an error in it.
///
/// # Panics
///
/// When the generator does, or prints what is no Rust.
pub fn api(data: &[u8]) {
    let schemas = SCHEMAS.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()));
    let mut files = vec![("api.toml".to_owned(), data.to_vec())];
    files.extend(schemas);
    match Generator::from(Input::Memory(files)).generate() {
        Ok(tree) => tree.iter().for_each(|(_, text)| is_rust(text)),
        Err(report) => {
            assert!(report.errors() > 0);
            let _ = report.to_string();
        }
    }
}
