#[credential(jwt(algorithm = "HS256", scheme = scheme, key = private_key))]
#[credential(claims(sub = public_key, iat = now, exp = now + 30, nbf = now - 60, iss = issuer, v = 2, jti = md5(sub, iat)))]
pub struct Keys {
    pub public_key: String,
    #[credential(secret)]
    private_key: Secret,
    /// Who signs.
    #[credential(default = "cli")]
    pub issuer: String,
    #[credential(default = "Beamer")]
    pub scheme: String,
}
