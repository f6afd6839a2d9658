use billing_runtime::Wire;

struct Foreign;

#[derive(Wire)]
enum Either {
    Text(String),
    Foreign(Foreign),
}

fn main() {}
