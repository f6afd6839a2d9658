//! Compiles modules as separate crates and decodes documents with them.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::cpu;
use crate::driver;
use crate::engine::Engine;
use crate::generate::Module;

/// The number of lines that are compiled at once: enough to share the cost of a crate, and few enough for
/// the memory of a small machine.
pub(crate) const BATCH: usize = 25_000;

/// A document for a module, by its index.
pub type Question<'d> = (usize, &'d str);

/// The results for modules and documents.
#[derive(Debug, Default)]
pub struct Outcome {
    /// For each module, the compiler's error if it failed.
    pub refused: Vec<Option<String>>,
    /// The number of warnings in the modules.
    pub warnings: usize,
    /// For each question, the encoded document or the reason for its refusal; `None` if the
    /// module did not compile.
    pub answers: Vec<Option<Result<String, String>>>,
    /// CPU seconds of `cargo check`, if requested.
    pub check_seconds: f64,
}

/// The folder that all batches use in turn.
struct Scratch<'m> {
    engine: &'m Engine,
    modules: &'m [&'m Module],
    folder: PathBuf,
    target: PathBuf,
}

/// The task of the compiler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// Builds programs that answer.
    Build,
    /// Builds programs and measures `cargo check`.
    BuildAndCheck,
    /// Only runs `cargo check`, for its time and errors.
    Check,
}

/// Compiles modules in batches and queries them.
///
/// # Errors
///
/// The reason why no module can be compiled: no Cargo, no disk, a runtime that does not compile.
pub fn run(
    engine: &Engine,
    modules: &[&Module],
    questions: &[Question<'_>],
    work: Work,
) -> Result<Outcome, String> {
    // All use one target folder, so only one program is built and run at a time.
    static ONE: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let _one = ONE.lock();
    static LAST: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
    let number = LAST.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let folder = format!("conformance-{}-{number}", std::process::id());
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), Into::into);
    let scratch = Scratch {
        engine,
        modules,
        folder: std::env::temp_dir().join(folder),
        target: std::path::absolute(target.join("conformance")).map_err(problem)?,
    };
    let outcome = scratch
        .prepare(&root)
        .and_then(|()| scratch.batches(questions, work));
    // Only temporary files may remain.
    let _ = fs::remove_dir_all(&scratch.folder);
    outcome
}

impl Scratch<'_> {
    fn prepare(&self, root: &Path) -> Result<(), String> {
        fs::create_dir_all(self.folder.join("src")).map_err(problem)?;
        let runtime = root
            .join("billing-runtime")
            .canonicalize()
            .map_err(problem)?;
        let manifest = format!(
            "[package]\nname = \"modules\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\
             [dependencies]\n{}[workspace]\n[profile.dev]\ndebug = false\nincremental = false\n",
            self.engine.dependencies(&runtime)
        );
        self.write("Cargo.toml", &manifest)?;
        fs::copy(root.join("Cargo.lock"), self.folder.join("Cargo.lock")).map_err(problem)?;
        Ok(())
    }

    fn batches(&self, questions: &[Question<'_>], work: Work) -> Result<Outcome, String> {
        let mut outcome = Outcome {
            refused: vec![None; self.modules.len()],
            answers: vec![None; questions.len()],
            ..Outcome::default()
        };
        if work != Work::Build {
            // The cost of the dependencies does not count.
            self.sources(&[])?;
            done(&self.cargo("check")?)?;
        }
        let mut batch = Vec::new();
        let mut lines = 0;
        for (index, module) in self.modules.iter().enumerate() {
            batch.push(index);
            lines += module.lines;
            if lines >= BATCH || index + 1 == self.modules.len() {
                let batch = std::mem::take(&mut batch);
                lines = 0;
                if work == Work::Check {
                    self.compile(batch, "check", &mut outcome)?;
                    continue;
                }
                let left = self.compile(batch, "build", &mut outcome)?;
                self.ask(&left, questions, &mut outcome)?;
                if work == Work::BuildAndCheck {
                    self.compile(left, "check", &mut outcome)?;
                }
            }
        }
        Ok(outcome)
    }

    /// Compiles a batch without the modules that the compiler refuses, and returns the remaining ones.
    fn compile(
        &self,
        mut batch: Vec<usize>,
        command: &str,
        outcome: &mut Outcome,
    ) -> Result<Vec<usize>, String> {
        loop {
            self.sources(&batch)?;
            let from = cpu::children();
            let output = self.cargo(command)?;
            let seconds = cpu::between(from, cpu::children());
            let said = String::from_utf8_lossy(&output.stderr);
            if output.status.success() {
                if command == "check" {
                    outcome.check_seconds += seconds;
                } else {
                    outcome.warnings += warnings(&said);
                }
                return Ok(batch);
            }
            let mut found = BTreeSet::new();
            for line in said.lines().filter(|line| line.contains(": error")) {
                let Some(index) = module_of(line).filter(|index| batch.contains(index)) else {
                    continue;
                };
                if found.insert(index) {
                    outcome.refused[index] = Some(line.to_owned());
                }
            }
            if found.is_empty() {
                return Err(format!(
                    "the crate of {} modules fails: {said}",
                    batch.len()
                ));
            }
            batch.retain(|index| !found.contains(index));
        }
    }

    /// Writes the crate of some modules.
    fn sources(&self, batch: &[usize]) -> Result<(), String> {
        let mut lib = "//! Modules.\n".to_owned();
        for &index in batch {
            let _ = writeln!(lib, "pub mod m{index};");
            self.write(&format!("src/m{index}.rs"), &self.modules[index].text)?;
        }
        self.write("src/lib.rs", &lib)?;
        let driver = driver::driver(self.engine, batch, self.modules);
        self.write("src/main.rs", &driver)
    }

    /// Queries the program of the last compiled batch. If a document ends the program, its answer is
    /// that error, and the next document starts a new program.
    fn ask(
        &self,
        batch: &[usize],
        questions: &[Question<'_>],
        outcome: &mut Outcome,
    ) -> Result<(), String> {
        let asked = |index: &usize| batch.contains(&questions[*index].0);
        let mut open: Vec<usize> = (0..questions.len()).filter(asked).collect();
        while !open.is_empty() {
            let mut text = String::new();
            for &index in &open {
                let (module, document) = questions[index];
                let document = serde_json::Value::from(document);
                let _ = writeln!(text, "[{module},{document}]");
            }
            self.write("questions", &text)?;
            let questions = File::open(self.folder.join("questions")).map_err(problem)?;
            let mut program = Command::new(self.target.join("debug/modules"));
            let output = program.stdin(questions).output().map_err(problem)?;
            let said = String::from_utf8_lossy(&output.stdout);
            let mut rest = open.iter();
            for (line, &index) in said.lines().zip(rest.by_ref()) {
                let (taken, text): (bool, String) =
                    serde_json::from_str(line).map_err(|error| error.to_string())?;
                outcome.answers[index] = Some(if taken { Ok(text) } else { Err(text) });
            }
            // If the answers ended first, `zip` has consumed one more question than it returned.
            open.retain(|&index| outcome.answers[index].is_none());
            if let Some(&index) = open.first() {
                let end = String::from_utf8_lossy(&output.stderr);
                outcome.answers[index] = Some(Err(format!("the program ended: {end}")));
                open.remove(0);
            }
        }
        Ok(())
    }

    fn cargo(&self, command: &str) -> Result<Output, String> {
        let mut cargo = Command::new(env!("CARGO"));
        cargo
            .arg(command)
            .args(["--offline", "--message-format", "short"]);
        if command == "check" {
            cargo.arg("--lib");
        }
        // The caller's lint settings do not apply to these crates.
        cargo
            .env("CARGO_TARGET_DIR", &self.target)
            .env_remove("RUSTFLAGS");
        cargo.current_dir(&self.folder).output().map_err(problem)
    }

    fn write(&self, name: &str, text: &str) -> Result<(), String> {
        fs::write(self.folder.join(name), text).map_err(problem)
    }
}

fn warnings(said: &str) -> usize {
    let warns = |line: &&str| line.contains(": warning") && line.contains("m");
    let lines = said.lines().filter(|line| line.starts_with("src"));
    lines.filter(warns).count()
}

/// Returns the module that a line of the compiler's output refers to.
fn module_of(line: &str) -> Option<usize> {
    let place = line.split(".rs:").next()?;
    place
        .rsplit(['/', '\\'])
        .next()?
        .strip_prefix('m')?
        .parse()
        .ok()
}

fn done(output: &Output) -> Result<(), String> {
    if output.status.success() {
        return Ok(());
    }
    Err(String::from_utf8_lossy(&output.stderr).into_owned())
}

fn problem(error: std::io::Error) -> String {
    error.to_string()
}
