#[credential(bearer(key = key, scheme = "Token"), header(name = "X-Org", value = org))]
pub struct Key {
    key: Secret,
    org: String,
}

#[credential(header(name = "apikey", value = anon_key), base_url = "{project_url}/auth/v1")]
pub struct Project {
    pub project_url: String,
    pub anon_key: String,
}
