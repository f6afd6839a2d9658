use billing_runtime::{Endpoint, endpoint::Nothing};

#[derive(Endpoint)]
#[endpoint(get = "/a/{id}", effect = read, returns = Nothing)]
pub struct NoField {
    pub ident: i64,
}

#[derive(Endpoint)]
#[endpoint(get = "a", effect = read, returns = Nothing)]
pub struct NoSlash;

#[derive(Endpoint)]
#[endpoint(get = "/a/{id", effect = read, returns = Nothing)]
pub struct OpenBrace {
    pub id: i64,
}

#[derive(Endpoint)]
#[endpoint(get = "/a", effect = read, returns = Nothing)]
pub struct BodyOfGet {
    #[endpoint(body)]
    pub body: i64,
}

#[derive(Endpoint)]
#[endpoint(post = "/a", effect = create, returns = Nothing)]
pub struct TwoBodies {
    #[endpoint(body)]
    pub first: i64,
    #[endpoint(body)]
    pub second: i64,
}

#[derive(Endpoint)]
#[endpoint(get = "/a", effect = read, returns = Nothing)]
pub struct TwoOfOneName {
    pub a: i64,
    #[endpoint(rename = "a")]
    pub b: i64,
}

#[derive(Endpoint)]
#[endpoint(get = "/a", effect = read, returns = Nothing)]
pub struct WrongHeader {
    #[endpoint(header = "not a name")]
    pub a: Option<String>,
}

#[derive(Endpoint)]
#[endpoint(get = "/a", effect = read, returns = Nothing)]
pub struct WrongKeys {
    #[endpoint(accept(string))]
    pub a: billing_runtime::types::Accepted<i64>,
    pub b: billing_runtime::types::Extra,
}

fn main() {}
