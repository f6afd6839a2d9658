use billing_runtime::Wire;

#[derive(Wire)]
enum Listed {
    #[wire(rename = "x")]
    A,
    #[wire(value = "x")]
    B,
    #[wire(json = "{")]
    C,
    #[wire(value = [1])]
    D,
    #[wire(other)]
    Other,
}

#[derive(Wire)]
enum Mixed {
    A,
    B(String),
}

#[derive(Wire)]
enum Forms {
    #[wire(value = "a")]
    A(String),
    B { b: i64 },
}

#[derive(Wire)]
#[wire(tag = "kind")]
enum Tagged {
    #[wire(key = "a")]
    A(String),
    B(i64),
}

fn main() {}
