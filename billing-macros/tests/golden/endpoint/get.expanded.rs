#[automatically_derived]
impl ::billing_runtime::Endpoint for GetInvoice {
    type Returns = One<Record<Invoice>>;
    const OPERATION: &'static ::billing_runtime::operation::Operation = &::billing_runtime::operation::Operation::new(
            "GetInvoice",
            ::billing_runtime::operation::Method::Get,
            "/invoices/{id}",
            ::billing_runtime::operation::Effect::Read,
        )
        .auth(const {
            &[::billing_runtime::credential::CredentialType::of::<super::Keys>()]
        })
        .envelope(<super::Envelope as ::billing_runtime::Envelope>::SPEC)
        .kind("invoices")
        .rules(const {
            static CHECK: ::billing_runtime::wire::Check = ::billing_runtime::wire::Check::new(
                r#"{"properties":{"id":{"$ref":"Id<Invoice>"}}}"#,
                &[("Id<Invoice>", <Id<Invoice> as ::billing_runtime::wire::Wire>::rules)],
            );
            &[::billing_runtime::wire::Rule::Check(&CHECK)]
        });
    fn encode(&self, encoder: &mut ::billing_runtime::request::Encoder) {
        encoder.path("id", &self.id);
    }
}
