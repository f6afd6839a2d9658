//! Compares a call of the generated client with the same call written by hand with reqwest, over loopback.
//!
//! Both sign a token, send `GET /invoices`, unwrap the envelope and decode a page of invoices. The
//! server is another process, so only the client's CPU time is measured.

mod bare;
mod by_hand;
mod server;

use std::process::{Child, Command, Stdio};

use billing_runtime::Client;

use crate::billingo::invoices::ListInvoices;
use crate::billingo::{Keys, SERVERS};
use crate::measure::{cpu_seconds, median};

/// How many calls each client makes per round.
const CALLS: usize = 2_000;
/// How many rounds are measured.
const ROUNDS: usize = 7;

/// The command-line argument that makes this program run as the server.
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
    let message = |error: billing_runtime::Error| error.to_string();
    let keys = Keys::new("public", "private").map_err(message)?;
    let client = Client::builder()
        .base_url(url)
        .credential(keys)
        .build()
        .map_err(message)?
        .with_servers(SERVERS);

    let reqwest_client = by_hand::HandWritten::new(url)?;
    let (mut generated, mut by_hand) = (Vec::new(), Vec::new());
    // The first round warms up both connections and is not counted.
    for round in 0..=ROUNDS {
        let start = cpu_seconds()?;
        for _ in 0..CALLS {
            let page = client
                .send(&ListInvoices::default())
                .await
                .map_err(message)?;
            assert_eq!(page.len(), server::INVOICES);
        }
        let middle = cpu_seconds()?;
        for _ in 0..CALLS {
            assert_eq!(reqwest_client.list().await?.len(), server::INVOICES);
        }
        let end = cpu_seconds()?;
        if round > 0 {
            generated.push(middle - start);
            by_hand.push(end - middle);
        }
    }
    let micros = |seconds: Vec<f64>| median(seconds) / CALLS as f64 * 1e6;
    let (generated, by_hand) = (micros(generated), micros(by_hand));
    println!(
        "CPU time of one call, {} invoices in its response:",
        server::INVOICES
    );
    println!("  generated          {generated:7.1} us");
    println!("  reqwest by hand    {by_hand:7.1} us");
    println!("  ratio              {:7.2}", generated / by_hand);
    Ok(())
}

/// The server's process. Dropping this value kills it.
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
        // These fail if the process has already ended, which is fine.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
