//! Compares strict decoding with another validator on random schemas and documents.

mod document;
mod object;
mod prng;
mod refer;
mod schema;

use std::fmt;

use billing_codegen::source::Input;
use serde_json::Value;

use crate::corpus::{Case, Document};
use crate::engine::Engine;
use crate::exact;
use crate::generate::{self, Module};
use crate::scratch::{self, Work};
use document::Documents;
use prng::Prng;

/// The number of schemas in a batch of the command.
pub const SCHEMAS: usize = 100;

/// The number of documents for each schema.
pub const DOCUMENTS: usize = 100;

/// The result of a batch.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The number of documents with a verdict of both.
    pub verdicts: usize,
    /// The number of valid ones among them.
    pub valid: usize,
    /// One disagreement for each schema that has any.
    pub disagreements: Vec<Disagreement>,
}

/// A schema on which the verdicts differ.
#[derive(Clone, Debug)]
pub struct Disagreement {
    /// The schema.
    pub schema: String,
    /// The shortest document that shows it; `None` if the schema itself is refused.
    pub document: Option<String>,
    /// The difference.
    pub fault: String,
}

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "schema   {}", self.schema)?;
        if let Some(document) = &self.document {
            writeln!(f, "document {document}")?;
        }
        writeln!(f, "         {}", self.fault)
    }
}

/// Generates, compiles and runs one batch; the same seed makes the same batch.
///
/// # Errors
///
/// The reason why the whole batch cannot run.
pub fn batch(seed: u64, schemas: usize) -> Result<Outcome, String> {
    let mut prng = Prng::new(seed);
    let mut outcome = Outcome::default();
    let mut cases = Vec::new();
    let mut modules = Vec::new();
    while cases.len() < schemas {
        let schema = schema::random(&mut prng);
        let case = case(&mut prng, &schema)?;
        match generate::generate(&case) {
            Ok(module) => {
                cases.push(case);
                modules.push(module);
            }
            Err(report) => {
                outcome.disagreements.push(Disagreement {
                    schema: case.schema,
                    document: None,
                    fault: format!("not generated: {report}"),
                });
                if outcome.disagreements.len() >= schemas {
                    break;
                }
            }
        }
    }
    compare(&cases, &modules, &mut outcome)?;
    Ok(outcome)
}

fn case(prng: &mut Prng, schema: &Value) -> Result<Case, String> {
    let validator = jsonschema::options()
        .with_draft(jsonschema::Draft::Draft4)
        // An annotation in draft 4.
        .should_validate_formats(false)
        .build(schema)
        .map_err(|error| format!("{schema}: {error}"))?;
    let text = schema.to_string();
    let documents = (0..DOCUMENTS).map(|index| {
        let mut document = Documents::new(schema).random(prng);
        while is_beyond_the_other(schema, &document) {
            document = Documents::new(schema).random(prng);
        }
        Document {
            name: index.to_string(),
            valid: validator.is_valid(&document),
            text: document.to_string(),
        }
    });
    Ok(Case {
        name: String::new(),
        documents: documents.collect(),
        input: Input::Memory(vec![("schema.json".into(), text.clone().into_bytes())]),
        schema: text,
        formats: Vec::new(),
        maps: Vec::new(),
    })
}

/// Returns whether the other validator, which divides by `multipleOf` in floating point, may lose digits of a document;
/// a separate test covers our verdicts on them.
fn is_beyond_the_other(schema: &Value, document: &Value) -> bool {
    fn is_large(value: &Value) -> bool {
        match value {
            Value::Number(number) => number.as_f64().is_some_and(|n| n.abs() >= 9e15),
            Value::Array(items) => items.iter().any(is_large),
            Value::Object(members) => members.values().any(is_large),
            _ => false,
        }
    }
    is_large(document) && schema.to_string().contains("\"multipleOf\"")
}

fn compare(cases: &[Case], modules: &[Module], outcome: &mut Outcome) -> Result<(), String> {
    let modules: Vec<&Module> = modules.iter().collect();
    let with = |(index, case): (usize, &Case)| {
        let questions = case.documents.iter().map(|d| (index, d.text.clone()));
        questions.collect::<Vec<_>>()
    };
    let questions: Vec<_> = cases.iter().enumerate().flat_map(with).collect();
    let asked: Vec<_> = questions
        .iter()
        .map(|(i, text)| (*i, text.as_str()))
        .collect();
    let ran = scratch::run(&Engine::Ours, &modules, &asked, Work::Build)?;
    let mut answers = ran.answers.into_iter();
    for (case, refused) in cases.iter().zip(ran.refused) {
        let mut worst: Option<Disagreement> = refused.map(|error| Disagreement {
            schema: case.schema.clone(),
            document: None,
            fault: format!("not compiled: {error}"),
        });
        for (document, answer) in case.documents.iter().zip(answers.by_ref()) {
            let Some(answer) = answer else { continue };
            outcome.verdicts += 1;
            outcome.valid += usize::from(document.valid);
            let fault = match (document.valid, answer) {
                (true, Ok(text)) if exact::equal(&text, &document.text) => continue,
                (false, Err(_)) => continue,
                (true, Ok(text)) => format!("written back as {text}"),
                (true, Err(error)) => format!("valid, refused: {error}"),
                (false, Ok(_)) => "invalid, accepted".to_owned(),
            };
            let shorter = |worst: &Disagreement| {
                let before = worst.document.as_ref();
                before.is_some_and(|before| document.text.len() < before.len())
            };
            if worst.as_ref().is_none_or(shorter) {
                worst = Some(Disagreement {
                    schema: case.schema.clone(),
                    document: Some(document.text.clone()),
                    fault,
                });
            }
        }
        outcome.disagreements.extend(worst);
    }
    Ok(())
}
