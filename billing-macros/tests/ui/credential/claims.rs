use billing_runtime::{Credential, types::Secret};

#[derive(Credential)]
#[credential(jwt(algorithm = "HS256", key = key), claims(sub = nme))]
pub struct UnknownField {
    key: Secret,
    name: String,
}

#[derive(Credential)]
#[credential(jwt(algorithm = "HS256", key = key), claims(iat = now, jti = md5(sub, iat)))]
pub struct UnknownClaim {
    key: Secret,
}

#[derive(Credential)]
#[credential(jwt(algorithm = "HS256", key = key), claims(a = md5(b), b = md5(a)))]
pub struct HashOfHash {
    key: Secret,
}

#[derive(Credential)]
#[credential(jwt(algorithm = "HS256", key = key), claims(iat = now, iat = now))]
pub struct Twice {
    key: Secret,
}

#[derive(Credential)]
#[credential(jwt(algorithm = "HS256", key = key), claims(exp = now + later))]
pub struct WrongShift {
    key: Secret,
}

#[derive(Credential)]
#[credential(bearer(key = key), claims(iat = now))]
pub struct NoToken {
    key: Secret,
}

fn main() {}
