use billing_runtime::Wire;

struct Foreign;

#[derive(Wire)]
struct Wrapped(Option<Foreign>);

fn main() {}
