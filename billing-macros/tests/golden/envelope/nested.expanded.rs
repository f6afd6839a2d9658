#[automatically_derived]
impl ::billing_runtime::Envelope for Envelope {
    const FORM: &'static ::billing_runtime::envelope::Form = &::billing_runtime::envelope::Form::new()
        .errors(const {
            &[
                ::billing_runtime::envelope::ErrorForm::new()
                    .when("error.code")
                    .message("error.message")
                    .code("error.code")
                    .details("error.details"),
                ::billing_runtime::envelope::ErrorForm::new()
                    .message("msg")
                    .code("error_code")
                    .fields("problems"),
            ]
        });
}
