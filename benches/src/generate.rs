//! Generating the Billingo client: reading, checking and printing, without writing.

use std::path::Path;

use billing_codegen::Generator;

use crate::measure::best;

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
    println!("(no other generator reads these schemas, so there is nothing to compare with)");
    Ok(())
}
