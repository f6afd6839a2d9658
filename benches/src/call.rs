//! One call on loopback: generated, against the same call written by hand with reqwest.
//!
//! Both sign a token, send `GET /invoices`, open the envelope and decode a page of invoices. The
//! server is another process, so that only the caller's CPU time counts.

mod bare;
mod by_hand;
mod server;

use std::process::{Child, Command, Stdio};

use billing_runtime::Client;

use crate::billingo::invoices::ListInvoices;
use crate::billingo::{Keys, SERVERS};
use crate::measure::{cpu_seconds, median};

/// Calls in each turn, and turns.
const CALLS: usize = 2_000;
const TURNS: usize = 7;

/// The argument that makes this program the server.
pub const SERVER: &str = "call-server";

pub use server::serve;

/// Runs the benchmark.
pub fn run() -> Result<(), String> {
    let server = Server::start()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| error.to_string())?;
    let outcome = runtime.block_on(async {
        measure(&server.url).await?;
        bare::measure(&server.url).await
    });
    drop(server);
    outcome
}

async fn measure(url: &str) -> Result<(), String> {
    let text = |error: billing_runtime::Error| error.to_string();
    let keys = Keys::new("public", "private").map_err(text)?;
    let client = Client::builder()
        .base_url(url)
        .credential(keys)
        .build()
        .map_err(text)?
        .with_servers(SERVERS);

    let hand = by_hand::Hand::new(url)?;
    let (mut generated, mut by_hand) = (Vec::new(), Vec::new());
    // The first turn of each warms the connection and is not counted.
    for turn in 0..=TURNS {
        let start = cpu_seconds()?;
        for _ in 0..CALLS {
            let page = client.send(&ListInvoices::default()).await.map_err(text)?;
            assert_eq!(page.len(), server::INVOICES);
        }
        let middle = cpu_seconds()?;
        for _ in 0..CALLS {
            assert_eq!(hand.list().await?.len(), server::INVOICES);
        }
        let end = cpu_seconds()?;
        if turn > 0 {
            generated.push(middle - start);
            by_hand.push(end - middle);
        }
    }
    let micros = |seconds: Vec<f64>| median(seconds) / CALLS as f64 * 1e6;
    let (generated, by_hand) = (micros(generated), micros(by_hand));
    println!(
        "CPU time of one call, {} invoices in its answer:",
        server::INVOICES
    );
    println!("  generated          {generated:7.1} us");
    println!("  reqwest by hand    {by_hand:7.1} us");
    println!("  ratio              {:7.2}", generated / by_hand);
    Ok(())
}

/// The server's process; it ends with this value.
struct Server {
    child: Child,
    url: String,
}

impl Server {
    fn start() -> Result<Self, String> {
        let program = std::env::current_exe().map_err(|error| error.to_string())?;
        let mut child = Command::new(program)
            .arg(SERVER)
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| error.to_string())?;
        let mut line = String::new();
        if let Some(output) = child.stdout.take() {
            use std::io::BufRead as _;
            std::io::BufReader::new(output)
                .read_line(&mut line)
                .map_err(|error| error.to_string())?;
        }
        Ok(Self {
            child,
            url: line.trim().to_owned(),
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may be gone already; there is nothing to do then.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
