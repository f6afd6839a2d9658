use billing_runtime::Wire;

struct Foreign;

#[derive(Wire)]
struct Holder {
    foreign: Foreign,
}

fn main() {}
