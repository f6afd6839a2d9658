use billing_runtime::{Decimal, Wire};

#[derive(Wire)]
struct Product {
    #[wire(accept(sting))]
    price: Decimal,
    #[wire(accept(integer))]
    is_service: Option<bool>,
    #[wire(accept(null))]
    comment: Option<Decimal>,
    #[wire(accept)]
    name: Decimal,
}

fn main() {}
