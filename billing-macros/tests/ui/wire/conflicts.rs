use billing_runtime::{Wire, types::Extra};

#[derive(Wire)]
#[wire(closed)]
struct Closed {
    extra: Extra,
}

#[derive(Wire)]
struct Twice {
    a: i64,
    #[wire(rename = "a")]
    b: i64,
    extra: Extra,
    more: Extra,
}

#[derive(Wire)]
struct Null {
    #[wire(nullable)]
    there: String,
}

#[derive(Wire)]
#[wire(tag = "kind")]
struct Tagged {
    kind: String,
}

#[derive(Wire)]
struct Endless {
    child: Box<Endless>,
}

#[derive(Wire)]
#[wire(Default)]
struct Required {
    there: String,
}

#[derive(Wire)]
#[wire(Default)]
enum Listed {
    One,
}

#[derive(Wire)]
#[wire(Default)]
struct Wrapped(Option<String>);

fn main() {}
