//! One person, two organizations, one refresh; then eight processes.

use std::path::Path;
use std::time::{Duration, SystemTime};

use billbora_mock::{Controls, EMAIL, ORGANIZATION, OTHER_ORGANIZATION, PASSWORD};
use billing_runtime::client::event::EventKind;
use billing_runtime::session::State;
use billing_runtime::session::store::RedisStore;
use billing_runtime::{Client, Wire as _};

use crate::billbora::{Billbora, Session};
use crate::fleet::Fleet;
use crate::redis::Redis;
use crate::{Result, login, shared};

/// Signs in, makes calls while the token expires, and signs out.
///
/// # Errors
///
/// If a step has an unexpected outcome.
pub async fn run() -> Result {
    let mock = billbora_mock::start()?;
    let controls = mock.controls();
    // Short enough to watch; the default is an hour.
    controls.lifetime(Duration::from_secs(2));
    println!("Billbora on a mock server, {}\n", mock.url());

    let login = login(&mock.project_url(), &mock.url());
    let session = login.sign_in(EMAIL, PASSWORD).tenant(ORGANIZATION).await?;
    println!("signed in      {}", describe(&session.state()));
    let first = client(&session, &mock.url())?;
    let organizations = first.organizations().list().await?;
    println!("organizations  {}", organizations.to_json());

    let other = session.switch(OTHER_ORGANIZATION).await?;
    let second = client(&other, &mock.url())?;
    let (ours, theirs) = tokio::join!(first.invoices().list(), second.invoices().list());
    println!(
        "invoices of one organization, with its token:\n  {}",
        ours?.to_json()
    );
    println!(
        "and of the other, at the same time:\n  {}",
        theirs?.to_json()
    );

    let before = controls.counts().refreshes;
    let calls = until_expired(&first, controls, before).await?;
    println!("{calls} calls while the token expired: one refresh");

    session.sign_out().await?;
    println!("signed out     {}", describe(&session.state()));
    match first.invoices().list().await {
        Err(error) if error.needs_sign_in() && error.not_sent() => {
            println!("a call after   {error}")
        }
        other => return Err(format!("a call after signing out returned {other:?}").into()),
    }
    Ok(())
}

/// Describes a state as a user interface would.
fn describe(state: &State) -> String {
    match state {
        State::SignedIn { tenant, until } => {
            let left = until.duration_since(SystemTime::now()).unwrap_or_default();
            let tenant = tenant.as_deref().unwrap_or("the default organization");
            format!(
                "for {tenant}; the token expires in {:.1} s",
                left.as_secs_f32()
            )
        }
        State::SignedOut => "nobody is signed in".to_owned(),
        other => format!("{other:?}"),
    }
}

/// Makes a client for one session.
fn client(session: &Session, url: &str) -> Result<Billbora> {
    let client = Client::builder()
        .credential(session.clone())
        .base_url(url)
        .build()?;
    Ok(Billbora::new(client))
}

/// Repeats calls until the token has been renewed.
async fn until_expired(billbora: &Billbora, controls: &Controls, before: u64) -> Result<usize> {
    let mut calls = 0;
    while controls.counts().refreshes == before {
        let (a, b, c) = tokio::join!(
            billbora.invoices().list(),
            billbora.invoices().list(),
            billbora.invoices().list()
        );
        a.and(b).and(c)?;
        calls += 3;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    match controls.counts().refreshes - before {
        1 => Ok(calls),
        more => Err(format!("{more} refreshes for one token").into()),
    }
}

/// Shares a session among eight processes. Its token expires, and one of them renews it for all.
///
/// # Errors
///
/// If a worker fails or there is more than one refresh.
pub async fn fleet(redis: &Redis, program: &Path) -> Result {
    const WORKERS: usize = 8;
    const CALLS: usize = 10;
    let mock = billbora_mock::start()?;
    let controls = mock.controls();
    let login = shared(
        &mock.project_url(),
        &mock.url(),
        RedisStore::new(redis.url())?,
    );
    let session = login.sign_in(EMAIL, PASSWORD).tenant(ORGANIZATION).await?;
    println!("\neight processes with one session in {}", redis.url());
    controls.expire_now();
    let fleet = Fleet {
        program,
        project_url: &mock.project_url(),
        api_url: &mock.url(),
        redis_url: redis.url(),
    };
    let mut workers = Vec::new();
    for _ in 0..WORKERS {
        workers.push(fleet.start(CALLS)?);
    }
    for worker in workers {
        worker.finish()?;
    }
    let counts = controls.counts();
    println!("{} calls, {} refresh", WORKERS * CALLS, counts.refreshes);
    if counts.refreshes != 1 {
        return Err(format!("{} refreshes for one token", counts.refreshes).into());
    }
    session.sign_out().await?;
    let failed = session.counts().get(EventKind::StoreFailed);
    println!("signed out; the store failed {failed} times");
    Ok(())
}
