#[automatically_derived]
impl ::billing_runtime::Endpoint for ListClients {
    type Returns = List<Record<Client>>;
    const OPERATION: &'static ::billing_runtime::__private::Operation = &::billing_runtime::__private::Operation::new(
            "ListClients",
            ::billing_runtime::__private::Method::Get,
            "/clients",
            ::billing_runtime::__private::Effect::Read,
        )
        .auth(const {
            &[
                ::billing_runtime::credential::CredentialType::of::<super::Keys>(),
                ::billing_runtime::credential::CredentialType::of::<super::ApiKey>(),
            ]
        })
        .envelope(<super::Envelope as ::billing_runtime::Envelope>::SPEC)
        .kind("clients")
        .rules(const {
            static CHECK: ::billing_runtime::wire::Check = ::billing_runtime::wire::Check::new(
                r#"{"properties":{"max_per_page":{"minimum":1,"maximum":50},"X-Trace":{"maxLength":8},"type":{"$ref":"Kind"}}}"#,
                &[("Kind", <Kind as ::billing_runtime::wire::Wire>::rules)],
            );
            &[::billing_runtime::wire::Rule::Check(&CHECK)]
        });
    fn encode(&self, encoder: &mut ::billing_runtime::__private::Encoder) {
        encoder.query("page", &self.page);
        encoder.query("max_per_page", &self.max_per_page);
        encoder.header("X-Trace", &self.trace);
        encoder.query("type", &self.kind);
    }
}
#[automatically_derived]
impl ::billing_runtime::__private::Paged for ListClients {
    type Item = Record<Client>;
    fn position(
        &self,
    ) -> ::core::option::Option<::billing_runtime::__private::PagePosition> {
        ::billing_runtime::__private::PageNumber::position(&self.page)
    }
    fn set_position(
        &mut self,
        position: &::billing_runtime::__private::PagePosition,
    ) -> ::billing_runtime::Result<()> {
        ::billing_runtime::__private::PageNumber::set_position(&mut self.page, position)
    }
}
