#[endpoint(post = "/invoices", effect = create, server = "site", returns = Field<i64>, field = "id", rate = "10/min", crate = ::other::runtime)]
pub struct CreateInvoice {
    #[endpoint(body)]
    pub body: NewInvoice,
}

#[endpoint(get = "/invoices/first/download", effect = read, auth = none, returns = Binary, media = "application/pdf")]
pub struct DownloadFirst;

#[endpoint(post = "/token", effect = create, confidential, returns = Plain<Tokens>)]
pub struct SignIn {
    #[endpoint(body)]
    pub body: PasswordGrant,
}

#[endpoint(post = "/orders", effect = create, idempotency = "Idempotency-Key", reconcile = "list_orders", returns = Nothing)]
pub struct CreateOrder {
    #[endpoint(body)]
    pub body: NewOrder,
}
