//! Objects: every attribute of a field.

/// An item of an invoice.
#[derive(Clone, Wire)]
#[wire(Debug, PartialEq)]
pub struct Item {
    pub description: String,
    #[wire(accept(string, number), minimum = 0, multiple_of = "0.01")]
    pub net_unit_price: Option<Decimal>,
    #[wire(nullable)]
    pub entitlement: Option<Entitlement>,
    pub r#type: Maybe<i64>,
    #[wire(rename = "vat-id", max_length = 3, pattern = "^[0-9]+$")]
    pub vat_id: String,
    #[wire(min_items = 1)]
    pub children: Vec<Item>,
    pub extra: Extra,
}
