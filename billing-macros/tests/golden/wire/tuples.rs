//! Newtypes and arrays by position.

#[derive(Wire)]
pub struct Code(#[wire(pattern = "^[A-Z]{3}$")] pub String);

#[derive(Wire)]
pub struct Amount(#[wire(accept(string))] pub Decimal);

#[derive(Wire)]
pub struct Row(pub String, pub Option<Item>, #[wire(extra)] pub Vec<i64>);
