//! One process of a fleet: takes the session out of the store and calls.

use std::str::FromStr;
use std::time::{Duration, Instant};

use billbora_mock::{EMAIL, ORGANIZATION, OTHER_ORGANIZATION};
use billing_runtime::Client;
use billing_runtime::session::store::RedisStore;

use crate::billbora::{Billbora, Session};
use crate::{Error, Result, shared};

/// How long a worker that is patient tries one call again.
const PATIENCE: Duration = Duration::from_secs(40);

/// How a worker works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// One call after the other; an error is the end.
    Strict,
    /// One call after the other; what may pass is tried again, as a service would do it.
    Patient,
    /// Patient, with four tasks on several threads.
    Threads,
    /// Patient, and every tenth call is for the other organization, which it switches to for that.
    Switching,
}

impl How {
    /// The word on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Strict => "strict",
            Self::Patient => "patient",
            Self::Threads => "threads",
            Self::Switching => "switching",
        }
    }
}

impl FromStr for How {
    type Err = Error;

    fn from_str(word: &str) -> Result<Self> {
        let all = [Self::Strict, Self::Patient, Self::Threads, Self::Switching];
        let found = all.into_iter().find(|how| how.word() == word);
        found.ok_or_else(|| format!("a worker is not `{word}`").into())
    }
}

/// Makes so many calls, and says when it is done.
///
/// # Errors
///
/// When there is no session, or a call fails for good.
pub async fn run(urls: [&str; 3], calls: usize, how: How) -> Result {
    let [project_url, api_url, redis_url] = urls;
    let login = shared(project_url, api_url, RedisStore::new(redis_url)?);
    let session = login.resume(EMAIL).tenant(ORGANIZATION).await?;
    if how == How::Threads {
        let each = move |task: usize| calls / 4 + usize::from(task < calls % 4);
        let tasks: Vec<_> = (0..4)
            .map(|task| {
                let (session, api_url) = (session.clone(), api_url.to_owned());
                tokio::spawn(async move { work(&session, &api_url, each(task), how).await })
            })
            .collect();
        for task in tasks {
            task.await??;
        }
    } else {
        work(&session, api_url, calls, how).await?;
    }
    println!("done {calls}");
    Ok(())
}

async fn work(session: &Session, api_url: &str, calls: usize, how: How) -> Result {
    for number in 1..=calls {
        match how {
            How::Switching if number % 10 == 0 => {
                let begun = Instant::now();
                let other = loop {
                    match session.switch(OTHER_ORGANIZATION).await {
                        Ok(other) => break other,
                        Err(error) => passes(error, begun).await?,
                    }
                };
                call(&other, api_url, how).await?;
            }
            _ => call(session, api_url, how).await?,
        }
        // Gives the others their turn; a worker has other things to do, too.
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    Ok(())
}

async fn call(session: &Session, api_url: &str, how: How) -> Result {
    let client = Client::builder().credential(session.clone());
    let billbora = Billbora::new(client.base_url(api_url).build()?);
    let begun = Instant::now();
    loop {
        match billbora.invoices().list().await {
            Ok(_) => return Ok(()),
            // The token that came for one that had expired has expired as well by now.
            Err(error) if error.code() == Some("token_expired") => {}
            Err(error) if how == How::Strict => return Err(error.into()),
            Err(error) => passes(error, begun).await?,
        }
    }
}

/// Waits a moment, where that may help.
async fn passes(error: billing_runtime::Error, begun: Instant) -> Result {
    if error.needs_sign_in() || begun.elapsed() > PATIENCE {
        return Err(error.into());
    }
    tokio::time::sleep(Duration::from_millis(20)).await;
    Ok(())
}
