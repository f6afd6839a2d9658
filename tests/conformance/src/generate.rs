//! Generates the module of a case's schema.

use billing_codegen::TypesOptions;

use crate::corpus::Case;
use crate::cpu;

/// A generated module.
#[derive(Clone, Debug)]
pub struct Module {
    /// The type of the schema itself.
    pub root: String,
    /// Its source.
    pub text: String,
    /// Its number of lines.
    pub lines: usize,
    /// The CPU seconds of generating it.
    pub seconds: f64,
}

/// Generates strict types, whose verdicts must match those of the schema.
///
/// # Errors
///
/// The report of the generator.
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
