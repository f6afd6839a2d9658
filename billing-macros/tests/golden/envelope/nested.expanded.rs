#[automatically_derived]
impl ::billing_runtime::Envelope for Envelope {
    const SPEC: &'static ::billing_runtime::__private::EnvelopeSpec = &::billing_runtime::__private::EnvelopeSpec::new()
        .errors(const {
            &[
                ::billing_runtime::__private::ErrorSpec::new()
                    .when("error.code")
                    .message("error.message")
                    .code("error.code")
                    .details("error.details"),
                ::billing_runtime::__private::ErrorSpec::new()
                    .message("msg")
                    .code("error_code")
                    .fields("problems"),
            ]
        });
}
