#[automatically_derived]
impl ::billing_runtime::Envelope for Envelope {
    const SPEC: &'static ::billing_runtime::__private::EnvelopeSpec = &::billing_runtime::__private::EnvelopeSpec::new()
        .success(::billing_runtime::__private::Success {
            name: "success",
            is: const {
                &[
                    ::billing_runtime::__private::Literal::Bool(true),
                    ::billing_runtime::__private::Literal::Text("true"),
                    ::billing_runtime::__private::Literal::Integer(1i64),
                ]
            },
            not: const {
                &[
                    ::billing_runtime::__private::Literal::Bool(false),
                    ::billing_runtime::__private::Literal::Text("false"),
                    ::billing_runtime::__private::Literal::Integer(0i64),
                ]
            },
        })
        .kind("type")
        .data("data")
        .record("id", "attributes")
        .errors(const {
            &[
                ::billing_runtime::__private::ErrorSpec::new()
                    .message("error")
                    .details("errors"),
            ]
        });
}
