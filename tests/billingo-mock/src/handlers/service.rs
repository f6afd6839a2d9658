//! VAT rates, currencies and the time.

use billing_mock::{Refusal, Reply, Request, State};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::money::{amount, json};

/// The standard VAT rates of some countries, in percent.
const VAT_RATES: [(&str, i64); 6] = [
    ("AT", 20),
    ("DE", 19),
    ("FR", 20),
    ("HU", 27),
    ("RO", 19),
    ("SK", 23),
];

/// The value of one unit of a currency in HUF.
const RATES_IN_HUF: [(&str, i64); 4] = [("HUF", 1), ("EUR", 400), ("USD", 350), ("GBP", 450)];

/// Returns the VAT rate of a customer's country; zero for a foreign business with a VAT number.
pub(crate) fn eu(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let text = |name: &str| request.query(name).and_then(Value::as_str);
    let country = text("country").unwrap_or("");
    let Some((_, percent)) = VAT_RATES.iter().find(|(code, _)| *code == country) else {
        // The real service fails for a country outside the EU.
        return Err(Refusal::new(500, ""));
    };
    let business = text("vat_code").is_some_and(|code| !code.is_empty());
    let exempt = business && text("business_country") != Some(country);
    let rate = if exempt {
        Decimal::ZERO
    } else {
        Decimal::new(*percent, 2)
    };
    let description = if exempt {
        Value::from("EU")
    } else {
        Value::Null
    };
    let vat = state.records("vat").iter().find(|vat| {
        let fits = description.is_null() || *vat.get("description") == description;
        fits && amount(vat.get("value")) == Some(rate)
    });
    let vat = vat.map_or(Value::Null, |vat| {
        // Here the id is a number and the rate is a string.
        json!({
            "id": vat.id,
            "value": vat.get("value").to_string(),
            "description": vat.get("description"),
        })
    });
    let mut data = json!({
        "set_country": country,
        "company": Value::Null,
        "tax_rate": json(rate),
    });
    if !vat.is_null() {
        data["billingo_vat"] = vat;
    }
    if text("ip").is_some() {
        data["ip_country"] = country.into();
        data["country_match"] = true.into();
    }
    Ok(Reply::Plain(data))
}

/// Converts an amount at fixed rates.
pub(crate) fn convert(_: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let rate = |name: &str| {
        let code = request.query(name).and_then(Value::as_str).unwrap_or("");
        let found = RATES_IN_HUF.iter().find(|(known, _)| *known == code);
        let unknown = || Refusal::new(400, "").detail(name, format!("{code} is not a currency"));
        found
            .map(|(_, rate)| Decimal::from(*rate))
            .ok_or_else(unknown)
    };
    let value = request
        .query("value")
        .and_then(amount)
        .unwrap_or(Decimal::ZERO);
    let converted = value * rate("from")? / rate("to")?;
    Ok(Reply::Plain(
        json!({ "value": json(converted.round_dp(11)) }),
    ))
}

/// Returns the time. The shape of the real response is not documented.
pub(crate) fn time(state: &mut State, _: &Request) -> Result<Reply, Refusal> {
    Ok(Reply::Plain(json!({ "time": state.now() })))
}
