//! Compares decoding and encoding a page of invoices with `Wire` and with serde_json and derived structs.
use billing_runtime::Wire as _;

use crate::measure::best;

/// Defines the same types twice, which differ only in the derive and the type of amounts.
macro_rules! types {
    ($module:ident, $amount:ty, $($derive:path),*) => {
        mod $module {
            #[derive(Clone, Debug, $($derive),*)]
            pub struct Page {
                pub success: bool,
                pub r#type: String,
                pub data: Vec<Entry>,
            }

            #[derive(Clone, Debug, $($derive),*)]
            pub struct Entry {
                pub id: i64,
                pub attributes: Invoice,
            }

            #[derive(Clone, Debug, $($derive),*)]
            pub struct Invoice {
                pub date: String,
                pub due_date: String,
                pub invoice_no: String,
                pub total: $amount,
                pub total_paid: $amount,
                pub comment: String,
                pub currency: String,
                pub client_uid: i64,
                pub block_uid: i64,
                pub items: Vec<Item>,
                pub client: Client,
            }

            #[derive(Clone, Debug, $($derive),*)]
            pub struct Item {
                pub description: String,
                pub net_unit_price: $amount,
                pub qty: $amount,
                pub unit: String,
                pub vat_id: i64,
                pub item_comment: String,
            }

            #[derive(Clone, Debug, $($derive),*)]
            pub struct Client {
                pub name: String,
                pub email: String,
                pub taxcode: String,
                pub billing_address: Address,
            }

            #[derive(Clone, Debug, $($derive),*)]
            pub struct Address {
                pub street_name: String,
                pub street_type: String,
                pub house_nr: String,
                pub city: String,
                pub postcode: String,
                pub country: String,
            }
        }
    };
}
types!(ours, billing_runtime::Decimal, billing_runtime::Wire);
types!(derived, f64, serde::Serialize, serde::Deserialize);

/// Returns 200 invoices of three items each.
fn page() -> String {
    let item = |n: usize| {
        format!(
            r#"{{"description":"Printer paper, A4, box {n}","net_unit_price":{}.25,"qty":{n}.5,"unit":"box","vat_id":1,"item_comment":"line {n}\nof \"three\""}}"#,
            3500 + n
        )
    };
    let entry = |n: usize| {
        let items = [item(n), item(n + 1), item(n + 2)].join(",");
        format!(
            r#"{{"id":{},"attributes":{{"date":"2024-05-17","due_date":"2024-06-01","invoice_no":"2024-{n:06}","total":{}.75,"total_paid":0.5,"comment":"Paid by wire transfer, thank you","currency":"HUF","client_uid":{},"block_uid":0,"items":[{items}],"client":{{"name":"Gigazoom Kft. {n}","email":"office{n}@gigazoom.example","taxcode":"12345678-2-10","billing_address":{{"street_name":"Károly","street_type":"körút","house_nr":"{n}","city":"Budapest","postcode":"1075","country":"Magyarország"}}}}}}}}"#,
            1_998_940_000 + n,
            4445 * n,
            730_000_000 + n
        )
    };
    let entries: Vec<String> = (1..=200).map(entry).collect();
    format!(
        r#"{{"success":true,"type":"invoices","data":[{}]}}"#,
        entries.join(",")
    )
}

/// Runs the benchmark.
pub fn run() -> Result<(), String> {
    let text = page();
    let ours = ours::Page::from_json(&text).map_err(|error| error.to_string())?;
    let derived: derived::Page = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let expected = serde_json::to_string(&derived).map_err(|error| error.to_string())?;
    if ours.to_json() != expected {
        return Err("the two sides decode the page differently".to_owned());
    }
    println!(
        "200 invoices, {} bytes, time per page (best of 400)",
        text.len()
    );
    let [
        decode,
        decode_serde,
        encode,
        encode_serde,
        bridge,
        bridge_out,
    ] = best(
        400,
        1,
        [
            &mut || ours::Page::from_json(&text).map_or(0, |page| page.data.len()),
            &mut || serde_json::from_str::<derived::Page>(&text).map_or(0, |page| page.data.len()),
            &mut || ours.to_json().len(),
            &mut || serde_json::to_string(&derived).map_or(0, |text| text.len()),
            &mut || serde_json::from_str::<ours::Page>(&text).map_or(0, |page| page.data.len()),
            &mut || serde_json::to_string(&ours).map_or(0, |text| text.len()),
        ],
    );
    let show = |what: &str, ours: std::time::Duration, theirs: std::time::Duration, aim: &str| {
        println!(
            "{what:28}{:>8.0} us, serde_json {:>8.0} us, ratio {:.2}{aim}",
            ours.as_secs_f64() * 1e6,
            theirs.as_secs_f64() * 1e6,
            ours.as_secs_f64() / theirs.as_secs_f64()
        );
    };
    show("decode", decode, decode_serde, " (aim: 1.10)");
    show("encode", encode, encode_serde, " (aim: 0.90)");
    show("decode through serde_json", bridge, decode_serde, "");
    show("encode through serde_json", bridge_out, encode_serde, "");
    Ok(())
}
