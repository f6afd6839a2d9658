#[credential(header(name = "apikey", value = anon_key), base_url = "{project_url}/auth/v1")]
pub struct Project {
    pub project_url: String,
    pub anon_key: String,
}
