//! The measured generator: this project's or typify.

use std::fmt;
use std::path::Path;

use crate::corpus::Case;
use crate::generate::{self, Module};
use crate::typify::{self, Program};

/// A generator.
#[derive(Clone, Debug)]
pub enum Engine {
    /// This project's generator with strict types.
    Ours,
    /// typify, which runs in separate processes.
    Typify(Program),
}

impl Engine {
    /// Generates the module of a case.
    ///
    /// # Errors
    ///
    /// The error of the generator.
    pub fn generate(&self, case: &Case) -> Result<Module, String> {
        match self {
            Self::Ours => generate::generate(case),
            Self::Typify(program) => typify::generate(program, &case.schema),
        }
    }

    /// Returns the dependencies of the generated code, as lines of a manifest.
    pub(crate) fn dependencies(&self, runtime: &Path) -> String {
        match self {
            Self::Ours => format!(
                "billing-runtime = {{ path = {runtime:?}, default-features = false }}\n\
                 serde_json = {{ version = \"1\", features = [\"raw_value\"] }}\n"
            ),
            Self::Typify(_) => "chrono = { version = \"0.4\", default-features = false, features = [\"serde\", \"std\"] }\n\
                 regress = \"0.12\"\n\
                 serde = { version = \"1\", features = [\"derive\"] }\n\
                 serde_json = \"1\"\n\
                 uuid = { version = \"1\", default-features = false, features = [\"serde\", \"std\"] }\n"
                .into(),
        }
    }

    /// Returns a function that decodes a string as a type and encodes it again.
    pub(crate) fn decoder(&self) -> &'static str {
        match self {
            Self::Ours => {
                "fn go<T: billing_runtime::Wire>(text: &str) -> Result<String, String> {
    let value = T::from_json(text.as_bytes()).map_err(|error| error.to_string())?;
    Ok(value.to_json())
}"
            }
            Self::Typify(_) => {
                "fn go<T: serde::de::DeserializeOwned + serde::Serialize>(text: &str) -> Result<String, String> {
    let value: T = serde_json::from_str(text).map_err(|error| error.to_string())?;
    serde_json::to_string(&value).map_err(|error| error.to_string())
}"
            }
        }
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ours => "ours",
            Self::Typify(_) => "typify",
        })
    }
}
