use billing_runtime::{Endpoint, endpoint::{List, Nothing}};

// One run reports all mistakes of an item.
#[derive(Endpoint)]
#[endpoint(get = "/a/{id}", effect = reed, knd = "x", returns = Nothing)]
pub struct Several {
    #[endpoint(body)]
    pub body: i64,
}

// A mistake causes no errors where the type is used.
fn operation() -> &'static str {
    <Several as Endpoint>::OPERATION.name
}

fn main() {
    operation();
    let client = billing_runtime::Client::builder().build().unwrap();
    client.pages(&Pages { page: None });
}

#[derive(Clone, Endpoint)]
#[endpoint(get = "/a", effect = 7, returns = List<i64>, page = page)]
pub struct Pages {
    pub page: Option<i64>,
}
