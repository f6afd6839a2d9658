//! Prices the items of an invoice.

use billing_mock::{Refusal, State};
use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::{Value, json};

use super::id;
use crate::money::{amount, json};

/// Items as they are stored, and their gross total.
pub(crate) struct Priced {
    pub(crate) items: Vec<Value>,
    pub(crate) gross: Decimal,
}

/// Prices items and looks up products.
pub(crate) fn price(state: &State, items: &Value) -> Result<Priced, Refusal> {
    let mut priced = Priced {
        items: Vec::new(),
        gross: Decimal::ZERO,
    };
    for (index, sent) in items.as_array().into_iter().flatten().enumerate() {
        let path = |member: &str| format!("items[{index}].{member}");
        let mut item = stored_item(state, sent)
            .ok_or_else(|| refused(&path("product_uid"), "There is no such product"))?;
        let vat = state
            .get("vat", &id(&item["vat_id"]))
            .and_then(|vat| amount(vat.get("value")))
            .ok_or_else(|| refused(&path("vat_id"), "There is no such VAT rate"))?;
        let factor = Decimal::ONE + vat;
        let net = amount(&item["net_unit_price"]);
        let net = net.or_else(|| Some(amount(&item["gross_unit_price"])? / factor));
        let net = net.ok_or_else(|| refused(&path("net_unit_price"), "There is no price"))?;
        let qty = amount(&item["qty"]).unwrap_or(Decimal::ONE);
        priced.gross += match amount(&item["gross_unit_price"]) {
            Some(gross) => gross * qty,
            None => net * qty * factor,
        };
        item["net_unit_price"] = json(net.round_dp(3));
        priced.items.push(item);
    }
    Ok(priced)
}

/// Returns an item as it is stored; `None` if its product does not exist.
fn stored_item(state: &State, sent: &Value) -> Option<Value> {
    let product = &sent["product_uid"];
    if product.is_null() {
        let mut item = sent.clone();
        for (member, default) in [("item_comment", json!("")), ("entitlement", Value::Null)] {
            if item.get(member).is_none() {
                item[member] = default;
            }
        }
        return Some(item);
    }
    let product = state.get("products", &id(product))?;
    Some(json!({
        "description": product.get("name"),
        "net_unit_price": product.get("price"),
        "qty": sent["qty"],
        "unit": product.get("unit"),
        "vat_id": product.get("vat_id"),
        "item_comment": "",
        "entitlement": product.get("entitlement"),
    }))
}

/// Rounds a total to a multiple of `step`; 0 means no rounding step.
pub(crate) fn round_to(total: Decimal, step: i64) -> Decimal {
    if step == 0 {
        return total.round_dp(3);
    }
    let step = Decimal::from(step);
    (total / step).round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero) * step
}

fn refused(path: &str, message: &str) -> Refusal {
    Refusal::new(400, "").detail(path, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps() {
        let total = Decimal::new(12_345, 1);
        assert_eq!(round_to(total, 5), Decimal::from(1235));
        assert_eq!(round_to(total, 10), Decimal::from(1230));
        assert_eq!(round_to(total, 1), Decimal::from(1235));
        assert_eq!(round_to(total, 0), total);
    }
}
