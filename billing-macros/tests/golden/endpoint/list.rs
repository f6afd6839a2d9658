#[endpoint(get = "/clients", effect = read, auth(super::Keys, super::ApiKey), envelope = super::Envelope, kind = "clients", returns = List<Record<Client>>, page = page, size = max_per_page)]
pub struct ListClients {
    pub page: Option<i64>,
    #[endpoint(minimum = 1, maximum = 50)]
    pub max_per_page: Option<i64>,
    #[endpoint(header = "X-Trace", max_length = 8)]
    pub trace: Option<String>,
    #[endpoint(rename = "type")]
    pub kind: Option<Kind>,
}
