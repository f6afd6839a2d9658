//! Rows 23 to 26: bank accounts.

use billing_tests::billingo::bank_accounts::NewBankAccount;

use super::call::{ACCOUNT, Call, calls};

calls! {
    row_23_bank_accounts_list: Call {
        row: 23,
        operation: "bank_accounts.list",
        method: "GET",
        target: "/api/bank_accounts",
        body: "",
        call: |api| Box::pin(async move {
            let accounts = api.bank_accounts().list().await?;
            assert_eq!(accounts[0].attributes.uid, Some(ACCOUNT));
            Ok(())
        }),
    };
    row_24_bank_accounts_get: Call {
        row: 24,
        operation: "bank_accounts.get",
        method: "GET",
        target: "/api/bank_accounts/1700000001",
        body: "",
        call: |api| Box::pin(async move {
            let account = api.bank_accounts().get(ACCOUNT).await?;
            assert_eq!(account.attributes.bank_name.as_deref(), Some("Bank"));
            Ok(())
        }),
    };
    row_25_bank_accounts_create: Call {
        row: 25,
        operation: "bank_accounts.create",
        method: "POST",
        target: "/api/bank_accounts",
        body: r#"{
            "bank_name": "Próba Bank", "account_no": "11773016-01234567-00000000",
            "account_no_iban": "HU42117730161111101800000000", "account_swift": "OTPVHUHB", "currency": "EUR"
        }"#,
        call: |api| Box::pin(async move {
            let account = NewBankAccount {
                bank_name: Some("Próba Bank".into()),
                account_no: Some("11773016-01234567-00000000".into()),
                account_no_iban: Some("HU42117730161111101800000000".into()),
                account_swift: Some("OTPVHUHB".into()),
                currency: Some("EUR".into()),
                ..Default::default()
            };
            let created = api.bank_accounts().create(&account).await?;
            assert_ne!(created.id, ACCOUNT.into());
            assert_eq!(created.attributes.account_swift.as_deref(), Some("OTPVHUHB"));
            Ok(())
        }),
    };
    row_26_bank_accounts_update: Call {
        row: 26,
        operation: "bank_accounts.update",
        method: "PUT",
        target: "/api/bank_accounts/1700000001",
        body: r#"{ "currency": "EUR" }"#,
        call: |api| Box::pin(async move {
            let account = NewBankAccount { currency: Some("EUR".into()), ..Default::default() };
            let changed = api.bank_accounts().update(ACCOUNT, &account).await?;
            assert_eq!(changed.id, ACCOUNT.into());
            assert_eq!(changed.attributes.currency.as_deref(), Some("EUR"));
            Ok(())
        }),
    };
}
