//! A server that sends the same response to every request.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};

/// The number of invoices in the response.
pub const INVOICES: usize = 20;

/// Prints its URL, then serves forever.
pub fn serve() -> Result<(), String> {
    let listener = TcpListener::bind("127.0.0.1:0").map_err(|error| error.to_string())?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    println!("http://{address}");
    let body = body();
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    for stream in listener.incoming().flatten() {
        let answer = answer.clone();
        std::thread::spawn(move || converse(stream, &answer));
    }
    Ok(())
}

fn converse(mut stream: TcpStream, answer: &str) -> Option<()> {
    // Without this, each response would wait for the acknowledgement of the previous one.
    stream.set_nodelay(true).ok()?;
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    loop {
        let mut line = String::new();
        while line != "\r\n" {
            line.clear();
            if reader.read_line(&mut line).ok()? == 0 {
                return None;
            }
        }
        stream.write_all(answer.as_bytes()).ok()?;
    }
}

fn body() -> String {
    let invoice = |id: usize| {
        format!(
            r#"{{"id":{id},"attributes":{{"date":"2026-01-05","fulfillment_date":"2026-01-05","due_date":"2026-01-20","invoice_no":"2026-{id:06}","total":"4445.000","total_paid":"0.000","comment":"","currency":"HUF","client_uid":115387686,"block_uid":0,"uid":{id},"items":[{{"description":"Consulting","net_unit_price":"3500.000","qty":"1.000","unit":"h","vat_id":"1","item_comment":"","entitlement":null}}]}}}}"#
        )
    };
    let invoices: Vec<String> = (1..=INVOICES).map(invoice).collect();
    format!(
        r#"{{"success":true,"type":"invoices","data":[{}]}}"#,
        invoices.join(",")
    )
}
