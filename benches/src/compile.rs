//! Compares `derive(Wire)` with the derives of serde: the time for checking and building 400 structs.
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::measure::median;

const STRUCTS: usize = 400;
const ROUNDS: usize = 3;

/// Twelve fields that are typical of billing APIs: name, type for `Wire`, type for serde. `#` is the number of another
/// struct.
const FIELDS: [(&str, &str, &str); 12] = [
    ("id", "i64", "i64"),
    ("name", "String", "String"),
    ("comment", "Option<String>", "Option<String>"),
    ("total", "Decimal", "f64"),
    ("total_paid", "Option<Decimal>", "Option<f64>"),
    ("currency", "String", "String"),
    ("due_date", "Option<String>", "Option<String>"),
    ("count", "Option<i64>", "Option<i64>"),
    ("is_paid", "bool", "bool"),
    ("tags", "Vec<String>", "Vec<String>"),
    ("parent", "Option<Box<S#>>", "Option<Box<S#>>"),
    ("items", "Vec<S#>", "Vec<S#>"),
];

/// A measured crate.
struct Subject {
    name: &'static str,
    folder: PathBuf,
}

/// Runs the benchmark.
pub fn run() -> Result<(), String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let scratch = std::env::temp_dir().join(format!("billing-benches-{}", std::process::id()));
    let outcome = measure(&root, &scratch);
    // If this fails, only temporary files stay behind.
    let _ = std::fs::remove_dir_all(&scratch);
    outcome
}

fn measure(root: &Path, scratch: &Path) -> Result<(), String> {
    let runtime = root
        .join("billing-runtime")
        .canonicalize()
        .map_err(|error| error.to_string())?;
    let wire = format!("billing-runtime = {{ path = {runtime:?}, default-features = false }}");
    let serde = "serde = { version = \"1\", features = [\"derive\"] }";
    let subjects = [
        subject(
            scratch,
            "wire",
            &wire,
            "use billing_runtime::{Decimal, Wire};",
            "Wire",
            |field| field.1,
        )?,
        subject(
            scratch,
            "derived",
            serde,
            "use serde::{Deserialize, Serialize};",
            "Serialize, Deserialize",
            |field| field.2,
        )?,
    ];
    println!(
        "{STRUCTS} structs of {} fields with Clone and Debug, CPU seconds, median of {ROUNDS} in turns",
        FIELDS.len()
    );
    for (command, aim) in [("check", 0.15), ("build", 0.25)] {
        for subject in &subjects {
            cargo(subject, command, root)?;
        }
        let mut times = [Vec::new(), Vec::new()];
        for _ in 0..ROUNDS {
            for (subject, times) in subjects.iter().zip(&mut times) {
                touch(subject)?;
                times.push(cargo(subject, command, root)?);
            }
        }
        let [ours, theirs] = times.map(median);
        println!(
            "cargo {command:8}{} {ours:6.2} s, {} {theirs:6.2} s, ratio {:.3} (aim: {aim})",
            subjects[0].name,
            subjects[1].name,
            ours / theirs
        );
    }
    Ok(())
}

fn subject(
    scratch: &Path,
    name: &'static str,
    dependency: &str,
    imports: &str,
    derives: &str,
    ty: fn(&(&'static str, &'static str, &'static str)) -> &'static str,
) -> Result<Subject, String> {
    let mut source = format!("//! Generated for a benchmark.\n{imports}\n");
    for n in 0..STRUCTS {
        let _ = write!(
            source,
            "#[derive(Clone, Debug, {derives})]\npub struct S{n} {{\n"
        );
        for field in &FIELDS {
            // In each group of ten structs, a struct refers to the next one, and the last one to itself.
            let other = n / 10 * 10 + (n % 10 + 1).min(9);
            let _ = writeln!(
                source,
                "    pub {}: {},",
                field.0,
                ty(field).replace('#', &other.to_string())
            );
        }
        source.push_str("}\n");
    }
    let folder = scratch.join(name);
    let manifest = format!(
        "[package]\nname = \"bench-{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependency}\n\n[workspace]\n"
    );
    let write = || {
        std::fs::create_dir_all(folder.join("src"))?;
        std::fs::write(folder.join("Cargo.toml"), manifest)?;
        std::fs::write(folder.join("src/lib.rs"), source)
    };
    write().map_err(|error: std::io::Error| format!("{}: {error}", folder.display()))?;
    Ok(Subject { name, folder })
}

fn touch(subject: &Subject) -> Result<(), String> {
    let path = subject.folder.join("src/lib.rs");
    let text = std::fs::read(&path).map_err(|error| error.to_string())?;
    std::fs::write(&path, text).map_err(|error| error.to_string())
}

/// Runs cargo on a crate and returns the CPU seconds that cargo and its children took.
fn cargo(subject: &Subject, command: &str, root: &Path) -> Result<f64, String> {
    let lock = subject.folder.join("Cargo.lock");
    if !lock.exists() {
        // With the versions of the workspace, nothing has to be downloaded.
        let _ = std::fs::copy(root.join("Cargo.lock"), &lock);
    }
    let (start, before) = (Instant::now(), children_cpu());
    let output = Command::new("cargo")
        .args([command, "--quiet"])
        .current_dir(&subject.folder)
        .env("CARGO_INCREMENTAL", "0")
        .env("CARGO_TARGET_DIR", subject.folder.join("target"))
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("cargo: {error}"))?;
    if !output.status.success() {
        let errors = String::from_utf8_lossy(&output.stderr);
        let first: Vec<&str> = errors
            .lines()
            .filter(|line| line.starts_with("error"))
            .take(5)
            .collect();
        return Err(format!(
            "cargo {command} of {}:\n{}",
            subject.name,
            first.join("\n")
        ));
    }
    Ok(match (before, children_cpu()) {
        (Some(before), Some(after)) => after - before,
        // The CPU time is known only on Linux; elsewhere this is the elapsed time.
        _ => start.elapsed().as_secs_f64(),
    })
}

/// Returns the CPU seconds of all children that have ended; Linux counts them in hundredths.
fn children_cpu() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
    let ticks = |at: usize| fields.get(at)?.parse::<f64>().ok();
    Some((ticks(13)? + ticks(14)?) / 100.0)
}
