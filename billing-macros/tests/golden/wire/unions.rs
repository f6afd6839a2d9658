//! Enums whose variants have payloads: by key, by kind, by trying.

#[derive(Wire)]
pub enum Item {
    #[wire(key = "product_uid")]
    Product(Box<Product>),
    #[wire(accept(string), blank)]
    Amount(Decimal),
    Free(Free),
}
