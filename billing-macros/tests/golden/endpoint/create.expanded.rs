#[automatically_derived]
impl ::other::runtime::Endpoint for CreateInvoice {
    type Returns = Field<i64>;
    const OPERATION: &'static ::other::runtime::operation::Operation = &::other::runtime::operation::Operation::new(
            "CreateInvoice",
            ::other::runtime::operation::Method::Post,
            "/invoices",
            ::other::runtime::operation::Effect::Create,
        )
        .server("site")
        .field("id")
        .rate(10u32, 60u64);
    fn encode(&self, encoder: &mut ::other::runtime::request::Encoder) {
        encoder.body(&self.body);
    }
}

#[automatically_derived]
impl ::billing_runtime::Endpoint for DownloadFirst {
    type Returns = Binary;
    const OPERATION: &'static ::billing_runtime::operation::Operation = &::billing_runtime::operation::Operation::new(
            "DownloadFirst",
            ::billing_runtime::operation::Method::Get,
            "/invoices/first/download",
            ::billing_runtime::operation::Effect::Read,
        )
        .media("application/pdf");
    fn encode(&self, _encoder: &mut ::billing_runtime::request::Encoder) {}
}

#[automatically_derived]
impl ::billing_runtime::Endpoint for SignIn {
    type Returns = Plain<Tokens>;
    const OPERATION: &'static ::billing_runtime::operation::Operation = &::billing_runtime::operation::Operation::new(
            "SignIn",
            ::billing_runtime::operation::Method::Post,
            "/token",
            ::billing_runtime::operation::Effect::Create,
        )
        .confidential();
    fn encode(&self, encoder: &mut ::billing_runtime::request::Encoder) {
        encoder.body(&self.body);
    }
}

#[automatically_derived]
impl ::billing_runtime::Endpoint for CreateOrder {
    type Returns = Nothing;
    const OPERATION: &'static ::billing_runtime::operation::Operation = &::billing_runtime::operation::Operation::new(
            "CreateOrder",
            ::billing_runtime::operation::Method::Post,
            "/orders",
            ::billing_runtime::operation::Effect::Create,
        )
        .idempotency("Idempotency-Key")
        .reconcile("list_orders");
    fn encode(&self, encoder: &mut ::billing_runtime::request::Encoder) {
        encoder.body(&self.body);
    }
}
