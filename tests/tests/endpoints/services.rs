//! Rows 38, 39 and 46: the account, and the service's clock.

use super::call::{Call, calls};

calls! {
    row_38_user_is_sandbox: Call {
        row: 38,
        operation: "user.is_sandbox",
        method: "GET",
        target: "/api/user/is-sandbox",
        body: "",
        call: |api| Box::pin(async move {
            let user = api.user().is_sandbox().await?;
            assert_eq!(user.is_sandbox.as_deref(), Some(&true));
            Ok(())
        }),
    };
    row_39_user_tax_code: Call {
        row: 39,
        operation: "user.tax_code",
        method: "GET",
        target: "/api/user/tax-code",
        body: "",
        call: |api| Box::pin(async move {
            let user = api.user().tax_code().await?;
            assert_eq!(user.tax_code.as_deref(), Some("12345678-2-10"));
            Ok(())
        }),
    };
    // On another origin, without a token and without an envelope.
    row_46_service_time: Call {
        row: 46,
        operation: "service.time",
        method: "GET",
        target: "/time?type=json",
        body: "",
        call: |api| Box::pin(async move {
            let time = api.service().time().await?;
            assert!(time.get("time").and_then(|t| t.as_i64()).unwrap() > 1_700_000_000);
            Ok(())
        }),
    };
}
