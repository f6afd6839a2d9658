use billing_runtime::{Endpoint, endpoint::Nothing};

#[derive(Endpoint)]
#[endpoint(get = "/a", effect = read, returns = Nothing)]
pub enum Choice {
    A,
}

#[derive(Endpoint)]
#[endpoint(get = "/a", effect = read, returns = Nothing)]
pub union Bits {
    a: u32,
}

#[derive(Endpoint)]
#[endpoint(get = "/a", effect = read, returns = Nothing)]
pub struct Generic<T> {
    pub a: T,
}

#[derive(Endpoint)]
#[endpoint(get = "/a", effect = read, returns = Nothing)]
pub struct Tuple(pub i64);

fn main() {}
