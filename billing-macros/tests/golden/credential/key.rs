#[credential(bearer(key = key, scheme = "Token"), header(name = "X-Org", value = org))]
pub struct Key {
    key: Secret,
    org: String,
}
