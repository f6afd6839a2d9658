//! Rows 18 to 22: products.

use billing_runtime::types::Maybe;
use billing_tests::billingo::invoices::Entitlement;
use billing_tests::billingo::products::{ListProducts, NewProduct};

use super::call::{Call, PRODUCT, calls};

calls! {
    row_18_products_list: Call {
        row: 18,
        operation: "products.list",
        method: "GET",
        target: "/api/products?page=1&max_per_page=50",
        body: "",
        call: |api| Box::pin(async move {
            let query = ListProducts { max_per_page: Some(50), ..Default::default() };
            let page = api.products().list(&query).try_next_page().await?.unwrap();
            let product = &page[0].attributes;
            assert_eq!(product.price, Some(5200.into()));
            // The database's zero date is no date.
            assert_eq!(product.archived_at.as_ref().unwrap().get(), None);
            assert!(product.created_at.as_ref().unwrap().get().is_some());
            Ok(())
        }),
    };
    row_19_products_get: Call {
        row: 19,
        operation: "products.get",
        method: "GET",
        target: "/api/products/1206264827",
        body: "",
        call: |api| Box::pin(async move {
            let product = api.products().get(PRODUCT).await?;
            let vat = product.attributes.vat.unwrap();
            assert_eq!(vat.value, Some("0.27".parse().unwrap()));
            Ok(())
        }),
    };
    row_20_products_create: Call {
        row: 20,
        operation: "products.create",
        method: "POST",
        target: "/api/products",
        body: r#"{
            "name": "Bögre", "price": 5200.25, "unit": "db", "currency_code": "HUF", "vat_id": 1,
            "fokonyv_arbev": 0, "fokonyv_afa": 0, "entitlement": ""
        }"#,
        call: |api| Box::pin(async move {
            let product = NewProduct {
                name: Some("Bögre".into()),
                price: Some("5200.25".parse().unwrap()),
                unit: Some("db".into()),
                currency_code: Some("HUF".into()),
                vat_id: Some(1),
                fokonyv_arbev: Some(0.into()),
                fokonyv_afa: Some(0.into()),
                entitlement: Maybe::Present(Entitlement::Unset),
                ..Default::default()
            };
            let created = api.products().create(&product).await?;
            assert_eq!(created.attributes.price, Some("5200.25".parse().unwrap()));
            // Sent as a number, answered as an empty text.
            assert_eq!(created.attributes.fokonyv_arbev.as_deref(), Some(""));
            Ok(())
        }),
    };
    row_21_products_update: Call {
        row: 21,
        operation: "products.update",
        method: "PUT",
        target: "/api/products/1206264827",
        body: r#"{ "name": "Tea", "entitlement": null }"#,
        call: |api| Box::pin(async move {
            let product = NewProduct {
                name: Some("Tea".into()),
                entitlement: Maybe::Null,
                ..Default::default()
            };
            let changed = api.products().update(PRODUCT, &product).await?;
            assert_eq!(changed.attributes.name.as_deref(), Some("Tea"));
            Ok(())
        }),
    };
    row_22_products_delete: Call {
        row: 22,
        operation: "products.delete",
        method: "DELETE",
        target: "/api/products/1206264827",
        body: "",
        call: |api| Box::pin(async move {
            api.products().delete(PRODUCT).await?;
            assert!(api.products().get(PRODUCT).await.unwrap_err().is_not_found());
            Ok(())
        }),
    };
}
