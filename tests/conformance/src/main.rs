//! The command: `report` prints the tables of the corpus, `random` prints disagreements on random schemas.

use std::path::PathBuf;
use std::process::ExitCode;

use conformance::engine::Engine;
use conformance::table::{Figures, Selection};
use conformance::{corpus, random, table, typify};

const USAGE: &str =
    "usage: conformance report [--corpus DIR] [--only PART] [--case NAME] [--figures all|ours|cost]
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
            let figures = match take("--figures").as_deref() {
                None | Some("all") => Figures::All,
                Some("ours") => Figures::Ours,
                Some("cost") => Figures::Cost,
                Some(_) => return Err(USAGE.into()),
            };
            let selection = Selection {
                part: take("--only"),
                case: take("--case"),
                figures,
            };
            let folder = take("--corpus").map(PathBuf::from);
            if !options.is_empty() {
                return Err(USAGE.into());
            }
            let folder = folder
                .or_else(corpus::folder)
                .ok_or("no corpus found; set its folder with --corpus")?;
            let program = std::env::current_exe().map_err(|error| error.to_string())?;
            table::print(
                &folder,
                &selection,
                &Engine::Typify(typify::Program::new(program)),
            )
        }
        typify::COMMAND => typify::answer(),
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
