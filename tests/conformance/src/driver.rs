//! Makes the program that decodes documents with the modules of a crate.

use std::fmt::Write as _;

use crate::engine::Engine;
use crate::generate::Module;

/// Returns the source of the program for some of the modules.
pub(crate) fn driver(engine: &Engine, batch: &[usize], modules: &[&Module]) -> String {
    let mut table = String::new();
    for &index in batch {
        let root = &modules[index].root;
        let _ = writeln!(
            table,
            "        {index} => go::<modules::m{index}::{root}>(text),"
        );
    }
    TEXT.replace("DECODER\n", &format!("{}\n", engine.decoder()))
        .replace("        TABLE\n", &table)
}

const TEXT: &str = r#"//! Decodes the documents of standard input.

use std::io::BufRead;
use std::panic::catch_unwind;

DECODER

fn answer(module: usize, text: &str) -> Result<String, String> {
    match module {
        TABLE
        _ => Err("no such module".into()),
    }
}

fn main() {
    for line in std::io::stdin().lock().lines() {
        let (module, text): (usize, String) = serde_json::from_str(&line.unwrap()).unwrap();
        let answer = catch_unwind(|| answer(module, &text)).unwrap_or_else(|_| Err("panic".into()));
        let (taken, text) = match answer {
            Ok(text) => (true, text),
            Err(text) => (false, text),
        };
        println!("{}", serde_json::to_string(&(taken, text)).unwrap());
    }
}
"#;
