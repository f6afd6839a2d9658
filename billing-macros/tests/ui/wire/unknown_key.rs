use billing_runtime::Wire;

#[derive(Wire)]
#[wire(close, renmae = "x")]
struct Invoice {
    #[wire(minumum = 0)]
    total: i64,
    #[wire(zzz)]
    paid: i64,
}

fn main() {}
