use billing_runtime::Wire;

#[derive(Wire)]
struct Unit;

#[derive(Wire)]
enum Empty {}

#[derive(Wire)]
union Either {
    a: i64,
    b: u64,
}

#[derive(Wire)]
struct Generic<T> {
    value: T,
}

fn main() {}
