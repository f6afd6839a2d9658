#[endpoint(get = "/invoices/{id}", effect = read, auth = super::Keys, envelope = super::Envelope, kind = "invoices", returns = One<Record<Invoice>>)]
pub struct GetInvoice {
    pub id: Id<Invoice>,
}
