#[automatically_derived]
impl ::billing_runtime::Endpoint for GetInvoice {
    type Returns = One<Record<Invoice>>;
    const OPERATION: &'static ::billing_runtime::__private::Operation = &::billing_runtime::__private::Operation::new(
            "GetInvoice",
            ::billing_runtime::__private::Method::Get,
            "/invoices/{id}",
            ::billing_runtime::__private::Effect::Read,
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
    fn encode(&self, encoder: &mut ::billing_runtime::__private::Encoder) {
        encoder.path("id", &self.id);
    }
}
