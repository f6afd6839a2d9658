//! Measures generation without writing files: the Billingo client, and the types of one large schema.

use std::path::Path;

use billing_codegen::source::Input;
use billing_codegen::{Generator, TypesOptions};

use crate::measure::{best, cpu_seconds};

/// Runs the benchmark.
pub fn run() -> Result<(), String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas/billingo");
    let generator = Generator::new(&folder);
    let tree = generator.generate().map_err(|report| report.to_string())?;
    let lines: usize = tree.iter().map(|(_, text)| text.lines().count()).sum();
    let [time] = best(
        5,
        5,
        [&mut || generator.generate().map_or(0, |tree| tree.iter().count())],
    );
    println!("{lines} lines in {:.1} ms", time.as_secs_f64() * 1e3);
    println!("(no comparison: no other generator reads these schemas)");
    large()
}

/// Measures one large schema, once. Build scripts run unoptimized, so leave out `--release` for the figure that a user
/// sees.
fn large() -> Result<(), String> {
    let schema = schema();
    let megabytes = schema.len() as f64 / 1e6;
    let input = Input::Memory(vec![("large.json".into(), schema.into())]);
    let options = TypesOptions {
        root: "Large".into(),
        ..TypesOptions::default()
    };
    let before = cpu_seconds()?;
    let (text, _) =
        billing_codegen::types(&input, &options).map_err(|report| report.to_string())?;
    let seconds = cpu_seconds()? - before;
    let build = if cfg!(debug_assertions) {
        "debug"
    } else {
        "release"
    };
    println!(
        "a schema of {megabytes:.1} MB, {} lines, {build}: {seconds:.2} s of CPU, {:.2} s for each MB",
        text.lines().count(),
        seconds / megabytes,
    );
    Ok(())
}

/// Returns a schema of two thousand records with ten members each, similar to those of large standards.
fn schema() -> String {
    let definitions: Vec<String> = (0..2_000)
        .map(|at| {
            let members: Vec<String> = (0..10)
                .map(|member| {
                    let other = (at * 7 + member * 13) % 2_000;
                    let keywords = match member {
                        0 => "\"enum\": [\"draft\", \"active\", \"on-hold\"]".to_owned(),
                        1 | 2 => format!("\"$ref\": \"#/definitions/Record{other}\""),
                        3 => format!("\"type\": \"array\", \"items\": {{\"$ref\": \"#/definitions/Record{other}\"}}"),
                        4 => "\"type\": \"integer\", \"minimum\": 0".to_owned(),
                        _ => "\"type\": \"string\", \"pattern\": \"^\\\\S+$\"".to_owned(),
                    };
                    format!("        \"member{member}\": {{\"description\": \"What a record says about member {member}, in a few words.\", {keywords}}}")
                })
                .collect();
            format!(
                "    \"Record{at}\": {{\"type\": \"object\", \"properties\": {{\n{}\n    }}, \"required\": [\"member5\"]}}",
                members.join(",\n")
            )
        })
        .collect();
    format!(
        "{{\"$ref\": \"#/definitions/Record0\", \"definitions\": {{\n{}\n}}}}",
        definitions.join(",\n")
    )
}
