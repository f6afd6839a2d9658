//! The command: `report [--corpus DIR] [--only PART]` and `random [--batches N] [--seed S]`.

use std::path::PathBuf;
use std::process::ExitCode;

use conformance::{corpus, random, report};

const USAGE: &str = "usage: conformance report [--corpus DIR] [--only PART]
       conformance random [--batches N] [--seed S]";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let mut arguments = std::env::args().skip(1);
    let command = arguments.next().ok_or(USAGE)?;
    let mut options = Vec::new();
    while let Some(name) = arguments.next() {
        let value = arguments.next().ok_or(USAGE)?;
        options.push((name, value));
    }
    let mut take = |name: &str| {
        let index = options.iter().position(|(given, _)| given == name)?;
        Some(options.remove(index).1)
    };
    match command.as_str() {
        "report" => {
            let (folder, only) = (take("--corpus"), take("--only"));
            if !options.is_empty() {
                return Err(USAGE.into());
            }
            show(folder.map(PathBuf::from), only.as_deref())
        }
        "random" => {
            let mut number = |name: &str, usual: u64| match take(name) {
                Some(text) => text.parse().map_err(|_| format!("{name} takes a number")),
                None => Ok(usual),
            };
            let (batches, seed) = (number("--batches", 1)?, number("--seed", 1)?);
            disagreements(batches, seed)
        }
        _ => Err(USAGE.into()),
    }
}

fn show(folder: Option<PathBuf>, only: Option<&str>) -> Result<(), String> {
    let folder = match folder.or_else(corpus::folder) {
        Some(folder) => folder,
        None => return Err("name the corpus with --corpus".into()),
    };
    let parts: Vec<&str> = match only {
        Some(part) => vec![part],
        None => corpus::PARTS.to_vec(),
    };
    let mut lines = Vec::new();
    for part in parts {
        let row = report::part(&folder, part, true)?;
        for fault in &row.faults {
            println!("{part}: {fault}");
        }
        lines.push(format!("| {part} | {row}"));
    }
    println!("\n{}\n{}", report::HEAD, lines.join("\n"));
    Ok(())
}

fn disagreements(batches: u64, seed: u64) -> Result<(), String> {
    let mut verdicts = 0;
    let mut found = 0;
    for batch in 0..batches {
        let outcome = random::batch(seed.wrapping_add(batch), random::SCHEMAS)?;
        verdicts += outcome.verdicts;
        found += outcome.disagreements.len();
        for case in &outcome.disagreements {
            println!("{case}");
        }
    }
    println!("{verdicts} verdicts, {found} schemas with disagreements");
    Ok(())
}
