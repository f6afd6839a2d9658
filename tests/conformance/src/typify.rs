//! Generates the module of a schema with typify, the baseline of the comparison.

use std::io::{Read as _, Write as _};
use std::panic;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use schemars::schema::RootSchema;
use serde_json::Value;
use typify_impl::{TypeSpace, TypeSpaceSettings};

use crate::corpus;
use crate::cpu;
use crate::draft7;
use crate::generate::Module;

/// The command that generates one schema from standard input.
pub const COMMAND: &str = "typify";

/// The program that runs typify.
#[derive(Clone, Debug)]
pub struct Program {
    /// This crate's program.
    pub path: PathBuf,
    /// The time limit for a schema: on some, typify never returns.
    pub patience: Duration,
}

impl Program {
    /// Creates a program with a limit of 20 seconds.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            patience: Duration::from_secs(20),
        }
    }
}

/// Generates in a separate process, since typify panics on some schemas and never returns on others.
///
/// # Errors
///
/// The error of typify, or how its process ended.
pub fn generate(program: &Program, schema: &str) -> Result<Module, String> {
    let problem = |error: std::io::Error| error.to_string();
    let mut command = Command::new(&program.path);
    command.arg(COMMAND).env("RUST_BACKTRACE", "0");
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.stderr(Stdio::piped()).spawn().map_err(problem)?;
    let (input, output, errors) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    thread::scope(|scope| {
        let read = scope.spawn(|| text(output));
        let said = scope.spawn(|| text(errors));
        scope.spawn(|| {
            // A process that ended early reports that itself.
            let _ = input.map(|mut input| input.write_all(schema.as_bytes()));
        });
        let begun = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait().map_err(problem)? {
                break Some(status);
            }
            if begun.elapsed() > program.patience {
                child.kill().map_err(problem)?;
                child.wait().map_err(problem)?;
                break None;
            }
            thread::sleep(Duration::from_millis(2));
        };
        let read = read.join().unwrap_or_default();
        let said = said.join().unwrap_or_default();
        match status {
            None => Err(format!("no result after {} s", program.patience.as_secs())),
            Some(status) if status.success() => module(&read),
            Some(_) => Err(said.trim().to_owned()),
        }
    })
}

fn text(stream: Option<impl std::io::Read>) -> String {
    let mut bytes = Vec::new();
    // The output before an error is complete.
    let _ = stream.map(|mut stream| stream.read_to_end(&mut bytes));
    String::from_utf8_lossy(&bytes).into_owned()
}

fn module(answer: &str) -> Result<Module, String> {
    let (root, seconds, text): (String, f64, String) =
        serde_json::from_str(answer).map_err(|error| error.to_string())?;
    Ok(Module {
        lines: text.lines().count(),
        root,
        text,
        seconds,
    })
}

/// Runs in the separate process: reads a schema and prints the name of its type, the CPU seconds, and the module.
///
/// # Errors
///
/// The error of typify.
pub fn answer() -> Result<(), String> {
    let mut schema = String::new();
    let mut input = std::io::stdin().lock();
    input
        .read_to_string(&mut schema)
        .map_err(|error| error.to_string())?;
    let mut schema = corpus::value(&schema)?;
    draft7::respell(&mut schema);
    let from = cpu::own();
    let (root, text) = types(schema)?;
    let seconds = cpu::between(from, cpu::own());
    println!("{}", serde_json::json!([root, seconds, text]));
    Ok(())
}

/// Generates a schema as a document, as references to `#` require; if that fails, as one definition next to
/// the others, since typify loses the name of some documents and panics.
fn types(mut schema: Value) -> Result<(String, String), String> {
    if let Some(members) = schema.as_object_mut() {
        // A document without a title has no type of its own.
        members.entry("title").or_insert_with(|| "Root".into());
    }
    let schema: RootSchema = serde_json::from_value(schema).map_err(|error| error.to_string())?;
    let tried = panic::catch_unwind(|| document(schema.clone()));
    tried
        .map_err(|_| String::new())
        .flatten()
        .or_else(|_| definition(schema))
}

fn document(schema: RootSchema) -> Result<(String, String), String> {
    let mut space = TypeSpace::new(&TypeSpaceSettings::default());
    let root = space
        .add_root_schema(schema)
        .map_err(|error| error.to_string())?
        .ok_or("typify made no type for the document itself")?;
    let root = space.get_type(&root).map_err(|error| error.to_string())?;
    print(root.ident().to_string(), &space)
}

fn definition(schema: RootSchema) -> Result<(String, String), String> {
    let mut root = "Root".to_owned();
    while schema.definitions.contains_key(&root) {
        root.push_str("Document");
    }
    let mut definitions: Vec<_> = schema.definitions.into_iter().collect();
    definitions.push((root.clone(), schema.schema.into()));
    let mut space = TypeSpace::new(&TypeSpaceSettings::default());
    space
        .add_ref_types(definitions)
        .map_err(|error| error.to_string())?;
    print(root, &space)
}

fn print(root: String, space: &TypeSpace) -> Result<(String, String), String> {
    let file = syn::parse2(space.to_stream()).map_err(|error| error.to_string())?;
    Ok((root, prettyplease::unparse(&file)))
}
