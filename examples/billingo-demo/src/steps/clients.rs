//! Creates a client and a product.

use billing_runtime::{Id, Record};

use crate::billingo::Billingo;
use crate::billingo::clients::{Client, NewAddress, NewClient};
use crate::billingo::products::{NewProduct, Product};
use crate::{Journal, Result};

/// Creates a client.
pub(crate) async fn create(billingo: &Billingo, journal: &mut Journal) -> Result<Id<Client>> {
    let address = NewAddress::new("Gigazoom Avenue", "Budapest", "1011", "Hungary");
    // `new` takes what the service requires; the rest are named members.
    let client = NewClient {
        email: Some("accounts@gigazoom.example".into()),
        ..NewClient::new("Gigazoom LLC.", address)
    };
    let Record { id, attributes, .. } = billingo.clients().create(&client).await?;
    let name = attributes.name.as_deref().unwrap_or("without a name");
    journal.step("create a client", format_args!("client {id}, {name}"))?;
    Ok(id)
}

/// Creates a product.
pub(crate) async fn product(billingo: &Billingo, journal: &mut Journal) -> Result<Id<Product>> {
    let product = NewProduct {
        name: Some("Mug".into()),
        price: Some("1200.50".parse()?),
        unit: Some("pcs".into()),
        vat_id: Some(1),
        ..NewProduct::default()
    };
    let Record { id, attributes, .. } = billingo.products().create(&product).await?;
    let name = attributes.name.as_deref().unwrap_or("without a name");
    journal.step("create a product", format_args!("product {id}, {name}"))?;
    Ok(id)
}
