//! A case's schema as a module.

use billing_codegen::TypesOptions;

use crate::corpus::Case;
use crate::cpu;

/// A generated module.
#[derive(Clone, Debug)]
pub struct Module {
    /// The type of the schema itself.
    pub root: String,
    /// Its text.
    pub text: String,
    /// Its lines.
    pub lines: usize,
    /// CPU seconds that generating took.
    pub seconds: f64,
}

/// Generates strict types, whose verdicts are to be those of the schema.
///
/// # Errors
///
/// What the generator reports.
pub fn generate(case: &Case) -> Result<Module, String> {
    let root = "Root".to_owned();
    let options = TypesOptions {
        root: root.clone(),
        strict: true,
        formats: case.formats.clone(),
        maps: case.maps.clone(),
        ..TypesOptions::default()
    };
    let from = cpu::own();
    let done = billing_codegen::types(&case.input, &options);
    let seconds = cpu::between(from, cpu::own());
    let (text, _) = done.map_err(|report| report.to_string())?;
    Ok(Module {
        root,
        lines: text.lines().count(),
        text,
        seconds,
    })
}
