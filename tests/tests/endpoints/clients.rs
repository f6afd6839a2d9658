//! Rows 13 to 17: clients.

use billing_tests::billingo::clients::{
    ListClients, NewClient, NewClientBank, NewClientDefaults, TaxType,
};

use super::call::{CLIENT, Call, calls};
use crate::support::bodies::new_client;

calls! {
    row_13_clients_list: Call {
        row: 13,
        operation: "clients.list",
        method: "GET",
        target: "/api/clients?page=1",
        body: "",
        call: |api| Box::pin(async move {
            let page = api.clients().list(&ListClients::default()).try_next_page().await?.unwrap();
            assert_eq!(page[0].attributes.name.as_deref(), Some("Client 1"));
            Ok(())
        }),
    };
    row_14_clients_get: Call {
        row: 14,
        operation: "clients.get",
        method: "GET",
        target: "/api/clients/1963092040",
        body: "",
        call: |api| Box::pin(async move {
            // An id may be a number or a text.
            let client = api.clients().get("1963092040").await?;
            assert_eq!(client.id, CLIENT.into());
            let address = client.attributes.billing_address.unwrap();
            assert_eq!(address.city.as_deref(), Some("Budapest"));
            Ok(())
        }),
    };
    row_15_clients_create: Call {
        row: 15,
        operation: "clients.create",
        method: "POST",
        target: "/api/clients",
        body: r#"{
            "name": "Kis Bt.", "force": true, "email": "kis@example.com", "taxcode": "11111111-2-42", "type": "2",
            "billing_address": { "street_name": "Fő tér 1.", "city": "Sopron", "postcode": "9400", "country": "Hungary" },
            "bank": { "account_no": "11773016-01234567-00000000" },
            "defaults": { "payment_method": "2", "invoice_due_days": "8" },
            "tax_type": "HAS_TAX_NUMBER"
        }"#,
        call: |api| Box::pin(async move {
            let client = NewClient {
                force: Some(true),
                email: Some("kis@example.com".into()),
                taxcode: Some("11111111-2-42".into()),
                r#type: Some("2".into()),
                bank: Some(NewClientBank::new("11773016-01234567-00000000")),
                defaults: Some(NewClientDefaults {
                    payment_method: Some("2".into()),
                    invoice_due_days: Some("8".into()),
                    ..Default::default()
                }),
                tax_type: Some(TaxType::HasTaxNumber),
                ..new_client()
            };
            let created = api.clients().create(&client).await?;
            assert_eq!(created.attributes.email.as_deref(), Some("kis@example.com"));
            // Sent as a text, answered as a number.
            assert_eq!(created.attributes.r#type.as_deref().map(String::as_str), Some("2"));
            Ok(())
        }),
    };
    row_16_clients_update: Call {
        row: 16,
        operation: "clients.update",
        method: "PUT",
        target: "/api/clients/1963092040",
        body: r#"{
            "name": "Kis Bt.", "phone": "",
            "billing_address": { "street_name": "Fő tér 1.", "city": "Sopron", "postcode": "9400", "country": "Hungary" }
        }"#,
        call: |api| Box::pin(async move {
            let client = NewClient { phone: Some(String::new()), ..new_client() };
            let changed = api.clients().update(CLIENT, &client).await?;
            assert_eq!(changed.id, CLIENT.into());
            assert_eq!(changed.attributes.name.as_deref(), Some("Kis Bt."));
            Ok(())
        }),
    };
    row_17_clients_delete: Call {
        row: 17,
        operation: "clients.delete",
        method: "DELETE",
        target: "/api/clients/1963092040",
        body: "",
        call: |api| Box::pin(async move {
            api.clients().delete(CLIENT).await?;
            let gone = api.clients().get(CLIENT).await.unwrap_err();
            assert!(gone.is_not_found(), "{gone}");
            Ok(())
        }),
    };
}
