//! Measures the cost that a client adds to a request: the same request with reqwest alone, through the built-in
//! transport, and through a client with all its policies. Nothing is signed or decoded.

use billing_runtime::endpoint::Plain;
use billing_runtime::transport::{HttpTransport, Timeouts, Transport as _};
use billing_runtime::{Client, Endpoint, Value};
use bytes::Bytes;

use crate::measure::{allocations, cpu_seconds, median};

/// The number of calls in each turn, and of turns.
const CALLS: usize = 2_000;
const TURNS: usize = 15;

/// `GET /invoices` without a credential.
#[derive(Endpoint)]
#[endpoint(get = "/invoices", effect = read, returns = Plain<Value>)]
struct List;

/// The seconds and allocations of each turn.
#[derive(Default)]
struct Cost {
    seconds: Vec<f64>,
    allocations: Vec<f64>,
}

pub async fn measure(url: &str) -> Result<(), String> {
    let mut costs = [Cost::default(), Cost::default(), Cost::default()];
    for _ in 0..TURNS {
        // New connections each time, because the placement of both ends by the system affects the time.
        let ways = Ways::new(url)?;
        for (which, cost) in costs.iter_mut().enumerate() {
            ways.ask(which).await?;
            let (start, before) = (cpu_seconds()?, allocations());
            for _ in 0..CALLS {
                assert!(ways.ask(which).await?.len() > 1000);
            }
            cost.seconds.push(cpu_seconds()? - start);
            cost.allocations.push((allocations() - before) as f64);
        }
    }
    print(costs);
    Ok(())
}

/// The clients to compare.
struct Ways {
    url: String,
    reqwest: reqwest::Client,
    transport: HttpTransport,
    client: Client,
}

impl Ways {
    fn new(url: &str) -> Result<Self, String> {
        let reqwest = reqwest::Client::builder().no_proxy().build();
        let transport = HttpTransport::new(&Timeouts::default());
        let client = Client::builder().base_url(url).build();
        Ok(Self {
            url: format!("{url}/invoices"),
            reqwest: reqwest.map_err(|error| error.to_string())?,
            transport: transport.map_err(|error| error.to_string())?,
            client: client.map_err(|error| error.to_string())?,
        })
    }

    async fn ask(&self, which: usize) -> Result<Bytes, String> {
        match which {
            0 => alone(&self.reqwest, &self.url).await,
            1 => transported(&self.transport, &self.url).await,
            _ => {
                let answer = self.client.call(&List).send_raw().await;
                Ok(answer.map_err(|error| error.to_string())?.body().clone())
            }
        }
    }
}

async fn alone(client: &reqwest::Client, url: &str) -> Result<Bytes, String> {
    let request = client.get(url).header("accept", "application/json");
    let request = request.header("user-agent", "by-hand/1.0");
    let answer = request.send().await.map_err(|error| error.to_string())?;
    answer.bytes().await.map_err(|error| error.to_string())
}

async fn transported(transport: &HttpTransport, url: &str) -> Result<Bytes, String> {
    let request = http::Request::get(url)
        .header("accept", "application/json")
        .header("user-agent", "by-hand/1.0")
        .body(Bytes::new())
        .map_err(|error| error.to_string())?;
    let answer = transport.send(request).await;
    let mut body = answer.map_err(|error| error.to_string())?.into_body();
    let mut whole = bytes::BytesMut::new();
    while let Some(chunk) = body.chunk().await.map_err(|error| error.to_string())? {
        whole.extend_from_slice(&chunk);
    }
    Ok(whole.freeze())
}

fn print(costs: [Cost; 3]) {
    println!("A request and its response, neither signed nor decoded:");
    let per_call = |figures: Vec<f64>| median(figures) / CALLS as f64;
    let costs = costs.map(|cost| (per_call(cost.seconds) * 1e6, per_call(cost.allocations)));
    let names = ["reqwest alone", "the transport", "the client"];
    for ((micros, allocations), name) in costs.iter().zip(names) {
        let (time, count) = (micros / costs[0].0, allocations / costs[0].1);
        println!(
            "  {name:16} {micros:7.1} us ({time:.2}x)   {allocations:6.1} allocations ({count:.2}x)"
        );
    }
}
