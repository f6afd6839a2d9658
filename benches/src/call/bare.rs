//! What a client adds to a request: the same bytes asked for with reqwest alone, through the built-in
//! transport, and through a client with all its policies. Nothing is signed or decoded.

use billing_runtime::transport::{HttpTransport, Timeouts, Transport as _};
use billing_runtime::{Client, Endpoint, Plain, Value};
use bytes::Bytes;

use crate::measure::{allocations, cpu_seconds, median};

/// Calls in each turn, and turns.
const CALLS: usize = 2_000;
const TURNS: usize = 7;

/// `GET /invoices`, by anybody.
#[derive(Endpoint)]
#[endpoint(get = "/invoices", effect = read, returns = Plain<Value>)]
struct List;

/// Seconds and allocations of each turn.
#[derive(Default)]
struct Cost {
    seconds: Vec<f64>,
    allocations: Vec<f64>,
}

pub async fn measure(url: &str) -> Result<(), String> {
    let text = |error: billing_runtime::Error| error.to_string();
    let full = format!("{url}/invoices");
    let reqwest = reqwest::Client::builder().no_proxy().build();
    let reqwest = reqwest.map_err(|error| error.to_string())?;
    let limits = Timeouts::default();
    let transport = HttpTransport::new(&limits).map_err(|error| error.to_string())?;
    let client = Client::builder().base_url(url).build().map_err(text)?;

    let mut costs = [Cost::default(), Cost::default(), Cost::default()];
    for turn in 0..=TURNS {
        for (which, cost) in costs.iter_mut().enumerate() {
            let (start, before) = (cpu_seconds()?, allocations());
            for _ in 0..CALLS {
                let body = match which {
                    0 => alone(&reqwest, &full).await?,
                    1 => transported(&transport, &full).await?,
                    _ => client
                        .call(&List)
                        .send_raw()
                        .await
                        .map_err(text)?
                        .body()
                        .clone(),
                };
                assert!(body.len() > 1000);
            }
            // The first turn warms the connection and is not counted.
            if turn > 0 {
                cost.seconds.push(cpu_seconds()? - start);
                cost.allocations.push((allocations() - before) as f64);
            }
        }
    }
    print(costs);
    Ok(())
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
    println!("A request and its answer, neither signed nor decoded:");
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
