use billing_runtime::{Credential, types::Secret};

#[derive(Credential)]
pub struct Silent {
    key: Secret,
}

#[derive(Credential)]
#[credential(jwt(algorithm = "HS265", key = key))]
pub struct WrongAlgorithm {
    key: Secret,
}

#[derive(Credential)]
#[credential(jwt(algorithm = "HS256"))]
pub struct NoKey {
    key: Secret,
}

#[derive(Credential)]
#[credential(bearer(key = kye))]
pub struct WrongKey {
    key: Secret,
}

#[derive(Credential)]
#[credential(bearer(key = key), jwt(algorithm = "HS256", key = key))]
pub struct Both {
    key: Secret,
}

#[derive(Credential)]
#[credential(header(name = "X Key", value = key))]
pub struct WrongHeader {
    key: Secret,
}

#[derive(Credential)]
#[credential(header(name = "X-Key"))]
pub struct HalfAHeader {
    key: Secret,
}

#[derive(Credential)]
#[credential(bearer(key = key))]
pub struct DefaultSecret {
    #[credential(default = "hunter2")]
    key: Secret,
}

#[derive(Credential)]
#[credential(bearer(key = key))]
pub struct UnknownOfField {
    #[credential(secrt)]
    key: Secret,
}

#[derive(Credential)]
#[credential(bearer(key = key))]
pub enum Choice {
    A,
}

#[derive(Credential)]
#[credential(bearer(key = key))]
pub struct Generic<T> {
    key: Secret,
    other: T,
}

#[derive(Credential)]
#[credential(header(name = "X-Key", value = key), base_url = "{project_ulr}/auth")]
pub struct WrongAddress {
    key: String,
    project_url: String,
}

#[derive(Credential)]
#[credential(header(name = "X-Key", value = key), base_url = "{project_url/auth")]
pub struct OpenBrace {
    key: String,
    project_url: String,
}

#[derive(Credential)]
#[credential(header(name = "X-Key", value = key), base_url = "https://api.example.com")]
pub struct FixedAddress {
    key: String,
}

#[derive(Credential)]
#[credential(header(name = "X-Key", value = key), base_url = "https://example.com/{key}")]
pub struct SecretAddress {
    key: Secret,
}

fn main() {}
