use billing_runtime::Wire;

struct Foreign;

#[derive(Wire)]
struct Holder {
    foreign: Foreign,
}

#[derive(Wire)]
struct Wrapped(Option<Foreign>);

#[derive(Wire)]
enum Either {
    Text(String),
    Foreign(Foreign),
}

fn main() {}
