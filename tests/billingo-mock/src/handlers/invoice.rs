//! Issues, cancels and delivers invoices.

use billing_mock::{Record, Refusal, Reply, Request, State, pdf};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::items::{price, round_to};
use super::{id, invoice_of};
use crate::money::{amount, json};

const DRAFT: i64 = 0;
const PROFORMA: i64 = 1;
const NORMAL: i64 = 3;
const CANCELLED: i64 = 4;

/// Issues an invoice. The client, the block and the products must exist.
pub(crate) fn create(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    issue(state, request.body()).map(Reply::One)
}

/// Issues an invoice from a validated body.
pub(crate) fn issue(state: &mut State, body: &Value) -> Result<Record, Refusal> {
    let refused = |member, what| Refusal::new(400, "").detail(member, what);
    if state.get("clients", &id(&body["client_uid"])).is_none() {
        return Err(refused("client_uid", "There is no such client"));
    }
    if state
        .get("payment_methods", &id(&body["payment_method"]))
        .is_none()
    {
        return Err(refused("payment_method", "There is no such payment method"));
    }
    let block = &body["block_uid"];
    if *block != json!(0) && state.get("blocks", &id(block)).is_none() {
        return Err(refused("block_uid", "There is no such block"));
    }
    let priced = price(state, &body["items"])?;
    let total = round_to(priced.gross, body["round_to"].as_i64().unwrap_or(0));
    let block = state.get("blocks", &id(block));
    let prefix = block.map_or(Value::from(""), |block| block.get("prefix").clone());
    let paid = body["is_paid"] == json!(true);
    let record = state.create("invoices", body);
    Ok(change(state, &record, |invoice| {
        let number = invoice.get("invoice_no").as_str().unwrap_or("").to_owned();
        let prefixed = match prefix.as_str() {
            Some(prefix) if !prefix.is_empty() => format!("{prefix} / {number}"),
            _ => number,
        };
        invoice.set("prefixed_invoice_no", prefixed);
        invoice.set("prefix", prefix);
        invoice.set("items", priced.items);
        invoice.set("total", json(total));
        invoice.set("total_paid", if paid { json(total) } else { json!(0) });
        invoice.set("status", if paid { 1 } else { 2 });
        // The service never returns the type.
        invoice.set("type", body["type"].clone());
        invoice.set("body", body.clone());
    }))
}

/// Issues a normal invoice from a proforma invoice and adds its number to the proforma's comment.
pub(crate) fn generate(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let proforma = invoice_of(state, request)?.clone();
    if kind(&proforma) != PROFORMA {
        // The service returns no message.
        return Err(Refusal::new(500, ""));
    }
    let mut body = proforma.get("body").clone();
    body["type"] = json!(NORMAL);
    let invoice = issue(state, &body)?;
    let number = invoice.get("invoice_no").as_str().unwrap_or("").to_owned();
    change(state, &proforma, |proforma| {
        let comment = proforma.get("comment").as_str().unwrap_or("");
        let comment = format!("{comment} {number}").trim().to_owned();
        proforma.set("comment", comment);
    });
    Ok(Reply::Field(invoice.id))
}

/// Cancels an invoice with a second one of the negative total.
pub(crate) fn cancel(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let invoice = invoice_of(state, request)?.clone();
    let status = invoice.get("status").as_i64();
    let already = status == Some(CANCELLED) || *invoice.get("is_cancel_invoice") == json!(1);
    if already || kind(&invoice) != NORMAL {
        return Err(Refusal::new(400, "This document cannot be cancelled."));
    }
    let total = amount(invoice.get("total")).unwrap_or(Decimal::ZERO);
    let cancelling = state.create("invoices", invoice.get("body"));
    let items = invoice.get("items").clone();
    let number = invoice.get("invoice_no").clone();
    let reply = change(state, &cancelling, |cancelling| {
        cancelling.set("items", negated(items));
        cancelling.set("total", json(-total));
        cancelling.set("total_paid", json!(0));
        cancelling.set("connected_invoice_no", number);
        cancelling.set("is_cancel_invoice", 1);
        cancelling.set("type", NORMAL);
    });
    change(state, &invoice, |invoice| invoice.set("status", CANCELLED));
    Ok(Reply::One(reply))
}

/// Makes the code of a public link.
pub(crate) fn code(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let id = invoice_of(state, request)?.id.as_u64().unwrap_or(0);
    let letters = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    let mut rest = id.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut code = String::new();
    for _ in 0..8 {
        let at = usize::try_from(rest % letters.len() as u64).unwrap_or(0);
        code.push(char::from(letters[at]));
        rest /= letters.len() as u64;
    }
    Ok(Reply::Plain(json!({ "code": code })))
}

/// Returns an invoice as PDF.
pub(crate) fn download(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let invoice = invoice_of(state, request)?;
    if kind(invoice) == DRAFT {
        return Err(Refusal::new(404, "Document not ready."));
    }
    let number = invoice.get("invoice_no").as_str().unwrap_or("");
    Ok(Reply::Bytes(pdf(&format!("Invoice {number}"))))
}

/// Records that an invoice would be e-mailed, and to whom.
pub(crate) fn send(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let invoice = invoice_of(state, request)?;
    let client = invoice.get("client");
    let address = client["email"].as_str().unwrap_or("").to_owned();
    if address.is_empty() {
        return Err(Refusal::new(400, "The client has no e-mail address."));
    }
    let mail = json!({ "to": address, "invoice": invoice.id });
    let sent = state.notes().entry("mails").or_insert_with(|| json!([]));
    if let Some(sent) = sent.as_array_mut() {
        sent.push(mail);
    }
    Ok(Reply::Nothing)
}

fn kind(invoice: &Record) -> i64 {
    invoice.get("type").as_i64().unwrap_or(NORMAL)
}

fn negated(mut items: Value) -> Value {
    for item in items.as_array_mut().into_iter().flatten() {
        if let Some(qty) = amount(&item["qty"]) {
            item["qty"] = json(-qty);
        }
    }
    items
}

/// Changes a stored record and returns the new one.
fn change(state: &mut State, record: &Record, with: impl FnOnce(&mut Record)) -> Record {
    let mut changed = record.clone();
    with(&mut changed);
    if let Some(stored) = state.get_mut("invoices", &id(&record.id)) {
        stored.clone_from(&changed);
    }
    changed
}
