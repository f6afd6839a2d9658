//! Rows 1 to 12: invoices.

use billing_tests::billingo::invoices::{
    InvoiceType, ListInvoices, NewInvoice, NewItem, NewPayment, ProductItem, QueryInvoices,
};

use super::call::{ACCOUNT, Call, INVOICE, PRODUCT, calls};
use crate::support::bodies::{date, free_item, new_invoice};

calls! {
    row_01_invoices_list: Call {
        row: 1,
        operation: "invoices.list",
        method: "GET",
        target: "/api/invoices?page=1&max_per_page=2",
        body: "",
        call: |api| Box::pin(async move {
            let query = ListInvoices { max_per_page: Some(2), ..Default::default() };
            let page = api.invoices().list(&query).try_next_page().await?.unwrap();
            let ids: Vec<_> = page.iter().map(|invoice| invoice.id.to_string()).collect();
            assert_eq!(ids, ["878790507", "878790508"]);
            assert_eq!(page[0].attributes.total, Some(1270.into()));
            assert_eq!(page[0].attributes.total.as_ref().unwrap().as_str(), "1270.000");
            Ok(())
        }),
    };
    row_02_invoices_get: Call {
        row: 2,
        operation: "invoices.get",
        method: "GET",
        target: "/api/invoices/878790507",
        body: "",
        call: |api| Box::pin(async move {
            let invoice = api.invoices().get(INVOICE).await?;
            assert_eq!(invoice.id, INVOICE.into());
            let client = invoice.attributes.client.unwrap();
            assert_eq!(client.name.as_deref(), Some("Client 1"));
            let items = invoice.attributes.items.unwrap();
            assert_eq!(items[0].vat_id.as_deref(), Some(&1));
            Ok(())
        }),
    };
    row_03_invoices_query: Call {
        row: 3,
        operation: "invoices.query",
        method: "GET",
        target: "/api/invoices/query?page=1&max_per_page=50&start_date=2010-01-01&end_date=2999-12-31\
                 &num_start=1&num_end=2&year_start=2010&year_end=2999&payment_method=2&block=0",
        body: "",
        call: |api| Box::pin(async move {
            let query = QueryInvoices {
                page: None,
                max_per_page: Some(50),
                start_date: Some(date("2010-01-01")),
                end_date: Some(date("2999-12-31")),
                num_start: Some(1),
                num_end: Some(2),
                year_start: Some(2010),
                year_end: Some(2999),
                payment_method: Some(2),
                block: Some(0),
            };
            let found = api.invoices().query(&query).try_next_page().await?;
            assert!(!found.unwrap().is_empty());
            Ok(())
        }),
    };
    row_04_invoices_blocks: Call {
        row: 4,
        operation: "invoices.blocks",
        method: "GET",
        target: "/api/invoices/blocks",
        body: "",
        call: |api| Box::pin(async move {
            let blocks = api.invoices().blocks().await?;
            assert_eq!(blocks[1].attributes.prefix.as_deref(), Some("WEB"));
            Ok(())
        }),
    };
    row_05_invoices_create: Call {
        row: 5,
        operation: "invoices.create",
        method: "POST",
        target: "/api/invoices",
        body: r#"{
            "fulfillment_date": "2024-03-31", "due_date": "2024-04-08", "payment_method": 2, "is_paid": false,
            "bank_account_uid": 1700000001, "round_to": 5, "comment": "", "currency": "HUF",
            "client_uid": 1963092040, "block_uid": 0, "electronic_invoice": 1, "template_lang_code": "hu",
            "type": 3, "exchange_rate": 250.5,
            "items": [
                { "description": "Tanácsadás", "net_unit_price": 1000, "qty": 1, "unit": "óra", "vat_id": 1 },
                { "product_uid": 1206264827, "qty": 2.5 }
            ]
        }"#,
        call: |api| Box::pin(async move {
            let qty = "2.5".parse::<billing_runtime::Decimal>().unwrap();
            let invoice = NewInvoice {
                is_paid: Some(false),
                bank_account_uid: Some(ACCOUNT),
                round_to: Some(5),
                exchange_rate: Some("250.5".parse().unwrap()),
                items: vec![
                    NewItem::FreeItem(free_item()),
                    NewItem::ProductItem(ProductItem::new(PRODUCT, qty)),
                ],
                ..new_invoice()
            };
            let created = api.invoices().create(&invoice).await?;
            // 1000 and 2.5 times 5200, with 27 %.
            assert_eq!(created.attributes.total, Some(17780.into()));
            Ok(())
        }),
    };
    row_06_invoices_code: Call {
        row: 6,
        operation: "invoices.code",
        method: "GET",
        target: "/api/invoices/878790507/code",
        body: "",
        call: |api| Box::pin(async move {
            let code = api.invoices().code(INVOICE).await?.code.unwrap();
            assert_eq!(code.len(), 8);
            Ok(())
        }),
    };
    row_07_invoices_generate: Call {
        row: 7,
        operation: "invoices.generate",
        method: "GET",
        target: "/api/invoices/878790510/generate",
        body: "",
        call: |api| Box::pin(async move {
            let proforma = NewInvoice { r#type: InvoiceType::Proforma, ..new_invoice() };
            let proforma = api.invoices().create(&proforma).await?;
            let id = api.invoices().generate(&proforma.id).await?;
            assert_eq!(id, (INVOICE + 4).into());
            Ok(())
        }),
    };
    row_08_invoices_download: Call {
        row: 8,
        operation: "invoices.download",
        method: "GET",
        target: "/api/invoices/878790507/download",
        body: "",
        call: |api| Box::pin(async move {
            let download = api.invoices().download(INVOICE).await?;
            assert_eq!(download.content_type(), Some("application/pdf"));
            let bytes = download.bytes().await?;
            assert!(bytes.starts_with(b"%PDF-"));
            Ok(())
        }),
    };
    row_09_invoices_cancel: Call {
        row: 9,
        operation: "invoices.cancel",
        method: "GET",
        target: "/api/invoices/878790508/cancel",
        body: "",
        call: |api| Box::pin(async move {
            let cancelling = api.invoices().cancel(INVOICE + 1).await?;
            assert_ne!(cancelling.id, (INVOICE + 1).into());
            assert_eq!(cancelling.attributes.total, Some((-2540).into()));
            Ok(())
        }),
    };
    row_10_invoices_send: Call {
        row: 10,
        operation: "invoices.send",
        method: "GET",
        target: "/api/invoices/878790507/send",
        body: "",
        call: |api| Box::pin(async move { api.invoices().send(INVOICE).await }),
    };
    row_11_invoices_pay: Call {
        row: 11,
        operation: "invoices.pay",
        method: "POST",
        target: "/api/invoices/878790507/pay",
        body: r#"{ "date": "2024-04-02", "amount": 270.5, "payment_method": 2, "conversion_rate": 1 }"#,
        call: |api| Box::pin(async move {
            let amount = "270.5".parse::<billing_runtime::Decimal>().unwrap();
            let payment = NewPayment {
                conversion_rate: Some(1.into()),
                ..NewPayment::new(date("2024-04-02"), amount, 2)
            };
            let state = api.invoices().pay(INVOICE, &payment).await?;
            assert_eq!(state.fully_paid.as_deref(), Some(&false));
            assert_eq!(state.outstanding, Some("999.5".parse().unwrap()));
            Ok(())
        }),
    };
    row_12_invoices_unpay: Call {
        row: 12,
        operation: "invoices.unpay",
        method: "DELETE",
        target: "/api/invoices/878790507/pay",
        body: "",
        call: |api| Box::pin(async move {
            let payment = NewPayment::new(date("2024-04-02"), 1270, 2);
            assert_eq!(api.invoices().pay(INVOICE, &payment).await?.fully_paid, Some(true.into()));
            let state = api.invoices().unpay(INVOICE).await?;
            assert_eq!(state.outstanding, Some(1270.into()));
            Ok(())
        }),
    };
}
