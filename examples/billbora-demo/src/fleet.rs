//! Starts workers and hears how they end.

use std::io::Read as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::Result;
use crate::worker::How;

/// What all workers of a fleet have in common.
#[derive(Debug)]
pub struct Fleet<'a> {
    /// The program, which is this one.
    pub program: &'a Path,
    /// Where people sign in.
    pub project_url: &'a str,
    /// Where the API is.
    pub api_url: &'a str,
    /// Where the session is kept.
    pub redis_url: &'a str,
}

/// A worker that runs; killed if nobody waits for it.
#[derive(Debug)]
pub struct Worker {
    child: Child,
    calls: usize,
}

impl Fleet<'_> {
    /// Starts a worker that makes so many calls, one after the other.
    ///
    /// # Errors
    ///
    /// When the program cannot be started.
    pub fn start(&self, calls: usize) -> Result<Worker> {
        self.start_as(How::Strict, calls)
    }

    /// Starts a worker that works in another way.
    ///
    /// # Errors
    ///
    /// When the program cannot be started.
    pub fn start_as(&self, how: How, calls: usize) -> Result<Worker> {
        let mut command = Command::new(self.program);
        command
            .args(["worker", self.project_url, self.api_url, self.redis_url])
            .args([&calls.to_string(), how.word()])
            .stdout(Stdio::piped());
        if how != How::Strict {
            // A store that is made to fail is an event each time.
            command.stderr(Stdio::null());
        }
        let child = command.spawn()?;
        Ok(Worker { child, calls })
    }
}

impl Worker {
    /// Waits for the end of a worker, who says how many calls succeeded.
    ///
    /// # Errors
    ///
    /// When it failed or said something else.
    pub fn finish(mut self) -> Result {
        let mut said = String::new();
        if let Some(out) = &mut self.child.stdout {
            out.read_to_string(&mut said)?;
        }
        let status = self.child.wait()?;
        if status.success() && said.trim() == format!("done {}", self.calls) {
            return Ok(());
        }
        Err(format!(
            "a worker ended with {status}, having said `{}`",
            said.trim()
        )
        .into())
    }

    /// Kills a worker on the spot.
    ///
    /// # Errors
    ///
    /// When the system refuses.
    pub fn kill(mut self) -> Result {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // It has ended already, as a rule.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
