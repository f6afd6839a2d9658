#[automatically_derived]
impl ::billing_runtime::Envelope for Envelope {
    const SPEC: &'static ::billing_runtime::envelope::EnvelopeSpec = &::billing_runtime::envelope::EnvelopeSpec::new()
        .success(::billing_runtime::envelope::Success {
            name: "success",
            is: const {
                &[
                    ::billing_runtime::envelope::Literal::Bool(true),
                    ::billing_runtime::envelope::Literal::Text("true"),
                    ::billing_runtime::envelope::Literal::Integer(1i64),
                ]
            },
            not: const {
                &[
                    ::billing_runtime::envelope::Literal::Bool(false),
                    ::billing_runtime::envelope::Literal::Text("false"),
                    ::billing_runtime::envelope::Literal::Integer(0i64),
                ]
            },
        })
        .kind("type")
        .data("data")
        .record("id", "attributes")
        .errors(const {
            &[
                ::billing_runtime::envelope::ErrorSpec::new()
                    .message("error")
                    .details("errors"),
            ]
        });
}
