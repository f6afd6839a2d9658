//! Rows 27 to 29 and 33 to 37: payment methods, VAT, currencies, expenses.

use billing_runtime::Decimal;
use billing_tests::billingo::expenses::{CategoryLanguage, ListExpenses, NewExpense};
use billing_tests::billingo::payment_methods::PaymentMethodLanguage;
use billing_tests::billingo::vat::{ListVat, VatEu};

use super::call::{CLIENT, Call, EXPENSE, calls};
use crate::support::bodies::date;

calls! {
    row_27_payment_methods_list: Call {
        row: 27,
        operation: "payment_methods.list",
        method: "GET",
        target: "/api/payment_methods/de",
        body: "",
        call: |api| Box::pin(async move {
            let methods = api.payment_methods().list(PaymentMethodLanguage::German).await?;
            assert_eq!(methods.len(), 11);
            assert_eq!(methods[1].id.as_str(), "2");
            assert_eq!(methods[1].attributes.name.as_deref(), Some("Überweisung"));
            assert_eq!(methods[0].attributes.advance_paid.as_deref(), Some(&1));
            Ok(())
        }),
    };
    row_28_vat_list: Call {
        row: 28,
        operation: "vat.list",
        method: "GET",
        target: "/api/vat?v=0&d=EU",
        body: "",
        call: |api| Box::pin(async move {
            let filter = ListVat { v: Some(0.into()), d: Some("EU".into()) };
            let rates = api.vat().list(&filter).await?;
            let infos: Vec<_> = rates.iter().map(|r| r.attributes.info_text.as_deref()).collect();
            assert_eq!(infos, [Some("EU-n belül")]);
            Ok(())
        }),
    };
    row_29_vat_eu: Call {
        row: 29,
        operation: "vat.eu",
        method: "GET",
        target: "/api/vat/eu?country=DE&business_country=HU&ip=192.0.2.1&vat_code=DE 1&2",
        body: "",
        call: |api| Box::pin(async move {
            let call = VatEu {
                country: "DE".into(),
                business_country: "HU".into(),
                ip: Some("192.0.2.1".into()),
                // Nothing in a parameter can end it.
                vat_code: Some("DE 1&2".into()),
            };
            let vat = api.vat().eu(&call).await?;
            assert_eq!(vat.set_country.as_deref(), Some("DE"));
            Ok(())
        }),
    };
    row_33_currency_convert: Call {
        row: 33,
        operation: "currency.convert",
        method: "GET",
        target: "/api/currency?from=EUR&to=HUF&value=2.50",
        body: "",
        call: |api| Box::pin(async move {
            let value = "2.50".parse::<Decimal>().unwrap();
            let converted = api.currency().convert("EUR", "HUF", value).await?;
            assert!(converted.value.unwrap() > 900.into());
            Ok(())
        }),
    };
    row_34_expenses_list: Call {
        row: 34,
        operation: "expenses.list",
        method: "GET",
        target: "/api/expenses?page=1",
        body: "",
        call: |api| Box::pin(async move {
            let page = api.expenses().list(&ListExpenses::default()).try_next_page().await?.unwrap();
            let expense = &page[0].attributes;
            assert_eq!(expense.gross_price.as_ref().unwrap().as_str(), "5000.00");
            assert_eq!(expense.client.as_ref().unwrap().name.as_deref(), Some("Client 1"));
            Ok(())
        }),
    };
    row_35_expenses_categories: Call {
        row: 35,
        operation: "expenses.categories",
        method: "GET",
        target: "/api/expenses/categories/hu",
        body: "",
        call: |api| Box::pin(async move {
            let categories = api.expenses().categories(CategoryLanguage::Hungarian).await?;
            assert_eq!(categories[1].attributes.id.as_deref(), Some(&6));
            Ok(())
        }),
    };
    row_36_expenses_create: Call {
        row: 36,
        operation: "expenses.create",
        method: "POST",
        target: "/api/expenses",
        body: r#"{
            "categories_id": 6, "name": "Áram", "invoice_no": "E-2024/7", "gross_price": 5000.5, "vat": 1,
            "client_uid": 1963092040, "due_date": "2024-04-15", "currency": "HUF"
        }"#,
        call: |api| Box::pin(async move {
            let expense = NewExpense {
                categories_id: Some(6),
                name: Some("Áram".into()),
                invoice_no: Some("E-2024/7".into()),
                gross_price: Some("5000.5".parse().unwrap()),
                vat: Some(1),
                client_uid: Some(CLIENT),
                due_date: Some(date("2024-04-15")),
                currency: Some("HUF".into()),
                ..Default::default()
            };
            let created = api.expenses().create(&expense).await?;
            assert_eq!(created.attributes.gross_price, Some("5000.5".parse().unwrap()));
            Ok(())
        }),
    };
    row_37_expenses_update: Call {
        row: 37,
        operation: "expenses.update",
        method: "PUT",
        target: "/api/expenses/1500000001",
        body: r#"{ "gross_price": 1 }"#,
        call: |api| Box::pin(async move {
            let expense = NewExpense { gross_price: Some(1.into()), ..Default::default() };
            let changed = api.expenses().update(EXPENSE, &expense).await?;
            assert_eq!(changed.id, EXPENSE.into());
            Ok(())
        }),
    };
}
