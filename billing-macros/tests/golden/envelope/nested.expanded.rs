#[automatically_derived]
impl ::billing_runtime::Envelope for Envelope {
    const SPEC: &'static ::billing_runtime::envelope::EnvelopeSpec = &::billing_runtime::envelope::EnvelopeSpec::new()
        .errors(const {
            &[
                ::billing_runtime::envelope::ErrorSpec::new()
                    .when("error.code")
                    .message("error.message")
                    .code("error.code")
                    .details("error.details"),
                ::billing_runtime::envelope::ErrorSpec::new()
                    .message("msg")
                    .code("error_code")
                    .fields("problems"),
            ]
        });
}
