//! One process of a fleet: resumes the session from the store and makes calls.

use std::str::FromStr;
use std::time::{Duration, Instant};

use billbora_mock::{EMAIL, ORGANIZATION, OTHER_ORGANIZATION};
use billing_runtime::Client;
use billing_runtime::session::store::RedisStore;

use crate::billbora::{Billbora, Session};
use crate::{Error, Result, shared};

/// How long a patient worker repeats one call.
const RETRY_TIMEOUT: Duration = Duration::from_secs(40);

/// How a worker makes its calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// One call after the other; stops at the first error.
    Strict,
    /// One call after the other; repeats calls after temporary errors, as a service would.
    Patient,
    /// As `Patient`, with four tasks on several threads.
    Threads,
    /// As `Patient`, and switches to the other organization for every tenth call.
    Switching,
}

impl Mode {
    /// Returns the word on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Strict => "strict",
            Self::Patient => "patient",
            Self::Threads => "threads",
            Self::Switching => "switching",
        }
    }
}

impl FromStr for Mode {
    type Err = Error;

    fn from_str(word: &str) -> Result<Self> {
        let all = [Self::Strict, Self::Patient, Self::Threads, Self::Switching];
        let found = all.into_iter().find(|mode| mode.as_str() == word);
        found.ok_or_else(|| format!("`{word}` is not a mode of a worker").into())
    }
}

/// Makes this many calls and prints when it is done.
///
/// # Errors
///
/// If there is no session or a call fails for good.
pub async fn run(urls: [&str; 3], calls: usize, mode: Mode) -> Result {
    let [project_url, api_url, redis_url] = urls;
    let login = shared(project_url, api_url, RedisStore::new(redis_url)?);
    let session = login.resume(EMAIL).tenant(ORGANIZATION).await?;
    if mode == Mode::Threads {
        let each = move |task: usize| calls / 4 + usize::from(task < calls % 4);
        let tasks: Vec<_> = (0..4)
            .map(|task| {
                let (session, api_url) = (session.clone(), api_url.to_owned());
                tokio::spawn(async move { work(&session, &api_url, each(task), mode).await })
            })
            .collect();
        for task in tasks {
            task.await??;
        }
    } else {
        work(&session, api_url, calls, mode).await?;
    }
    println!("done {calls}");
    Ok(())
}

async fn work(session: &Session, api_url: &str, calls: usize, mode: Mode) -> Result {
    for number in 1..=calls {
        match mode {
            Mode::Switching if number % 10 == 0 => {
                let begun = Instant::now();
                let other = loop {
                    match session.switch(OTHER_ORGANIZATION).await {
                        Ok(other) => break other,
                        Err(error) => wait_if_temporary(error, begun).await?,
                    }
                };
                call(&other, api_url, mode).await?;
            }
            _ => call(session, api_url, mode).await?,
        }
        // Lets other workers run; a real worker has other things to do, too.
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    Ok(())
}

async fn call(session: &Session, api_url: &str, mode: Mode) -> Result {
    let client = Client::builder().credential(session.clone());
    let billbora = Billbora::new(client.base_url(api_url).build()?);
    let begun = Instant::now();
    loop {
        match billbora.invoices().list().await {
            Ok(_) => return Ok(()),
            // The token that replaced an expired one has expired by now as well.
            Err(error) if error.code() == Some("token_expired") => {}
            Err(error) if mode == Mode::Strict => return Err(error.into()),
            Err(error) => wait_if_temporary(error, begun).await?,
        }
    }
}

/// Waits a moment if the error is temporary; otherwise returns it.
async fn wait_if_temporary(error: billing_runtime::Error, begun: Instant) -> Result {
    if error.needs_sign_in() || begun.elapsed() > RETRY_TIMEOUT {
        return Err(error.into());
    }
    tokio::time::sleep(Duration::from_millis(20)).await;
    Ok(())
}
