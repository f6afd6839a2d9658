//! Starts worker processes and waits for them.

use std::io::Read as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::Result;
use crate::worker::Mode;

/// The settings that all workers of a fleet share.
#[derive(Debug)]
pub struct Fleet<'a> {
    /// The program to start, which is this one.
    pub program: &'a Path,
    /// The URL of the Supabase project.
    pub project_url: &'a str,
    /// The base URL of the API.
    pub api_url: &'a str,
    /// The URL of the Redis server with the session.
    pub redis_url: &'a str,
}

/// A running worker; dropping it kills it.
#[derive(Debug)]
pub struct Worker {
    child: Child,
    calls: usize,
}

impl Fleet<'_> {
    /// Starts a worker that makes this many calls, one after the other.
    ///
    /// # Errors
    ///
    /// If the program cannot be started.
    pub fn start(&self, calls: usize) -> Result<Worker> {
        self.start_as(Mode::Strict, calls)
    }

    /// Starts a worker in another mode.
    ///
    /// # Errors
    ///
    /// If the program cannot be started.
    pub fn start_as(&self, mode: Mode, calls: usize) -> Result<Worker> {
        let mut command = Command::new(self.program);
        command
            .args(["worker", self.project_url, self.api_url, self.redis_url])
            .args([&calls.to_string(), mode.as_str()])
            .stdout(Stdio::piped());
        if mode != Mode::Strict {
            // Each injected failure of the store prints an event.
            command.stderr(Stdio::null());
        }
        let child = command.spawn()?;
        Ok(Worker { child, calls })
    }
}

impl Worker {
    /// Waits for the worker, which prints how many calls succeeded.
    ///
    /// # Errors
    ///
    /// If it failed or printed something else.
    pub fn finish(mut self) -> Result {
        let mut output = String::new();
        if let Some(out) = &mut self.child.stdout {
            out.read_to_string(&mut output)?;
        }
        let status = self.child.wait()?;
        if status.success() && output.trim() == format!("done {}", self.calls) {
            return Ok(());
        }
        Err(format!(
            "a worker ended with {status} and printed `{}`",
            output.trim()
        )
        .into())
    }

    /// Kills the worker.
    ///
    /// # Errors
    ///
    /// If the system refuses.
    pub fn kill(mut self) -> Result {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // Usually it has already ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
