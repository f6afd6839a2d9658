//! One schema through the generator.

use billing_codegen::TypesOptions;
use billing_codegen::schema::{Dialect, TEXT_FORMATS};
use billing_codegen::source::Input;

use super::choice;

/// Makes types of a schema; the first byte chooses how. What comes out is Rust, or a report with an error in it.
///
/// # Panics
///
/// When the generator does, or prints what is no Rust.
pub fn schema(data: &[u8]) {
    let (flags, text) = choice(data);
    let on = |bit: u8| flags & bit != 0;
    let input = Input::Memory(vec![("schema.json".into(), text.to_vec())]);
    let options = TypesOptions {
        root: "Root".into(),
        strict: on(1),
        formats: match on(2) {
            true => TEXT_FORMATS.iter().map(|word| (*word).to_owned()).collect(),
            false => Vec::new(),
        },
        dialect: match on(4) {
            true => Dialect::Draft6,
            false => Dialect::Draft4,
        },
        ..TypesOptions::default()
    };
    match billing_codegen::types(&input, &options) {
        Ok((module, warnings)) => {
            assert_eq!(warnings.errors(), 0);
            let _ = warnings.to_string();
            is_rust(&module);
        }
        Err(report) => {
            assert!(report.errors() > 0);
            let _ = report.to_string();
        }
    }
}

/// # Panics
///
/// When a text is no file of Rust.
pub(super) fn is_rust(text: &str) {
    if let Err(error) = syn::parse_file(text) {
        panic!("{error}: {text}");
    }
}
