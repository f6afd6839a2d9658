use billing_runtime::{Decimal, Wire};

#[derive(Wire)]
struct Invoice {
    #[wire(minimum = "five")]
    total: Decimal,
    #[wire(rename = 5)]
    paid: bool,
    #[wire(min_length)]
    comment: String,
    #[wire(max_items = -1)]
    items: Vec<i64>,
    #[wire(unique_items = true)]
    tags: Vec<String>,
    #[wire(minimum = 1, minimum = 2)]
    count: i64,
}

fn main() {}
