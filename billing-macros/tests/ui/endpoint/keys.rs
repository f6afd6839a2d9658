use billing_runtime::{Endpoint, endpoint::Nothing};

#[derive(Endpoint)]
#[endpoint(get = "/a", efect = read, effect = read, returns = Nothing)]
pub struct Unknown;

#[derive(Endpoint)]
#[endpoint(get = "/a", effect = read, effect = create, returns = Nothing)]
pub struct Twice;

#[derive(Endpoint)]
#[endpoint(get = 7, effect = read, returns = Nothing)]
pub struct WrongLiteral;

#[derive(Endpoint)]
#[endpoint(get = "/a", effect = reed, returns = Nothing)]
pub struct WrongWord;

#[derive(Endpoint)]
#[endpoint(get = "/a", effect = read, returns = Nothing, rate = "often")]
pub struct WrongRate;

#[derive(Endpoint)]
#[endpoint(get = "/a", effect = read, returns = Nothing)]
pub struct WrongField {
    #[endpoint(maximun = 5)]
    pub a: i64,
}

#[derive(Endpoint)]
#[endpoint(get = "/a", effect = read, returns = Nothing, confidential = true)]
pub struct WordWithAValue;

#[derive(Endpoint)]
#[endpoint(get = "/a", effect = read, returns = Nothing, confidental)]
pub struct MisspeltWord;

#[derive(Endpoint)]
#[endpoint(get = "/a", effect = read, returns = Nothing, idempotency = "Idempotency-Key", reconcile = "list")]
pub struct KeyOfARead;

#[derive(Endpoint)]
#[endpoint(post = "/a", effect = create, returns = Nothing, idempotency = "no header")]
pub struct NoHeader;

fn main() {}
