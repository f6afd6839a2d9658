#[automatically_derived]
impl ::other::runtime::Endpoint for CreateInvoice {
    type Returns = Field<i64>;
    const OPERATION: &'static ::other::runtime::__private::Operation = &::other::runtime::__private::Operation::new(
            "CreateInvoice",
            ::other::runtime::__private::Method::Post,
            "/invoices",
            ::other::runtime::__private::Effect::Create,
        )
        .server("site")
        .field("id")
        .rate(10u32, 60u64);
    fn encode(&self, encoder: &mut ::other::runtime::__private::Encoder) {
        encoder.body(&self.body);
    }
}

#[automatically_derived]
impl ::billing_runtime::Endpoint for DownloadFirst {
    type Returns = Binary;
    const OPERATION: &'static ::billing_runtime::__private::Operation = &::billing_runtime::__private::Operation::new(
            "DownloadFirst",
            ::billing_runtime::__private::Method::Get,
            "/invoices/first/download",
            ::billing_runtime::__private::Effect::Read,
        )
        .media("application/pdf");
    fn encode(&self, _encoder: &mut ::billing_runtime::__private::Encoder) {}
}

#[automatically_derived]
impl ::billing_runtime::Endpoint for SignIn {
    type Returns = Plain<Tokens>;
    const OPERATION: &'static ::billing_runtime::__private::Operation = &::billing_runtime::__private::Operation::new(
            "SignIn",
            ::billing_runtime::__private::Method::Post,
            "/token",
            ::billing_runtime::__private::Effect::Create,
        )
        .confidential();
    fn encode(&self, encoder: &mut ::billing_runtime::__private::Encoder) {
        encoder.body(&self.body);
    }
}

#[automatically_derived]
impl ::billing_runtime::Endpoint for CreateOrder {
    type Returns = Nothing;
    const OPERATION: &'static ::billing_runtime::__private::Operation = &::billing_runtime::__private::Operation::new(
            "CreateOrder",
            ::billing_runtime::__private::Method::Post,
            "/orders",
            ::billing_runtime::__private::Effect::Create,
        )
        .idempotency("Idempotency-Key")
        .reconcile("list_orders");
    fn encode(&self, encoder: &mut ::billing_runtime::__private::Encoder) {
        encoder.body(&self.body);
    }
}
