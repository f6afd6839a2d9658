use billing_runtime::{Endpoint, Wire, endpoint::{Binary, Field, List, Nothing, One}};

#[derive(Wire)]
pub struct Thing {
    pub name: String,
}

#[derive(Endpoint)]
pub struct Silent;

#[derive(Endpoint)]
#[endpoint(get = "/a", returns = Nothing)]
pub struct NoEffect;

#[derive(Endpoint)]
#[endpoint(effect = read, returns = Nothing)]
pub struct NoMethod;

#[derive(Endpoint)]
#[endpoint(get = "/a", effect = read)]
pub struct NoReturns;

#[derive(Endpoint)]
#[endpoint(get = "/a", put = "/b", effect = read, returns = Nothing)]
pub struct TwoMethods;

#[derive(Endpoint)]
#[endpoint(get = "/a", effect = read, returns = Lst<Thing>)]
pub struct WrongShape;

#[derive(Endpoint)]
#[endpoint(get = "/a", effect = read, returns = One)]
pub struct NoType;

#[derive(Endpoint)]
#[endpoint(get = "/a", effect = read, returns = Field<i64>)]
pub struct NoField;

#[derive(Endpoint)]
#[endpoint(get = "/a", effect = read, returns = List<Thing>, media = "text/csv")]
pub struct MediaOfList;

#[derive(Endpoint)]
#[endpoint(get = "/a", effect = read, returns = Binary, kind = "things")]
pub struct KindOfNothing;

#[derive(Clone, Endpoint)]
#[endpoint(get = "/a", effect = read, returns = List<Thing>, page = pag)]
pub struct NoPage {
    pub page: Option<i64>,
}

#[derive(Clone, Endpoint)]
#[endpoint(get = "/a", effect = read, returns = One<Thing>, page = page)]
pub struct PagesOfOne {
    pub page: Option<i64>,
}

fn main() {}
