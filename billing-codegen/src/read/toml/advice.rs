//! Explains why `api.toml` does not have certain words of other tools, and what to write instead.

/// Words that `api.toml` does not have, the reason, and what to write instead.
type Advice = (&'static [&'static str], &'static str, &'static str);

const PAGES: &str = "`[paging]` with `kind = \"page\"` applies page numbers to the whole API; for other kinds omit `[paging]` and return the whole response with `plain`, so that callers can request the next page themselves";
const BY_CALLER: &str =
    "remove it: callers set it for a client or for one call (README, \"Calls that survive\")";
const SIGN_IN: &str = "`kind = \"bearer\"` sends a token that the caller provides; `kind = \"session\"` signs a user in with the API's own endpoints";
const NO_FORM: &str =
    "a body is JSON, under `body`; calls that only take another format cannot be described yet";

const ENDPOINT: [Advice; 13] = [
    (
        &["form", "form_data", "urlencoded"],
        "HTML forms as bodies are not supported yet",
        NO_FORM,
    ),
    (
        &["multipart", "file", "files", "upload"],
        "files and multipart bodies are not supported yet",
        NO_FORM,
    ),
    (
        &["headers", "header", "cookies", "cookie"],
        "parameters in headers and cookies are not supported yet",
        "a credential of kind `header` sends one header with every call; for one call write the endpoint by hand, with `#[endpoint(header = \"X-Name\")]` on a field",
    ),
    (
        &["cursor", "offset", "limit", "paging", "pagination"],
        "paging is not set for each endpoint",
        PAGES,
    ),
    (
        &["timeout", "retry", "retries", "backoff"],
        "the API does not define timeouts and retries",
        BY_CALLER,
    ),
    (
        &["summary", "description", "comment"],
        "documentation is under `doc`",
        "write `doc = \"…\"`",
    ),
    (
        &["response", "responses", "result", "output", "return"],
        "responses are under `returns`",
        "write `returns = { one = \"client.json#/definitions/stored\" }`",
    ),
    (
        &["parameters", "params", "query_params", "path_params"],
        "parameters are under `path` and `query`",
        "write `path = { id = { id = \"orders\" } }` and `query = { type = \"object\", properties = { … } }`",
    ),
    (
        &["method", "url", "verb", "route"],
        "method and path are one key",
        "write `get = \"/clients/{id}\"`, or post, put, patch or delete",
    ),
    (
        &["head", "options", "trace"],
        "this method is not supported",
        "use one of get, post, put, patch and delete",
    ),
    (
        &["security", "credential", "credentials"],
        "credentials are under `auth`",
        "write `auth = \"…\"` with the name of an `[auth.*]` table, or \"none\"",
    ),
    (
        &["errors", "error"],
        "the format of errors is set for the whole API",
        "write `errors` under `[envelope]`, or under the envelope of a server",
    ),
    (
        &["base_url", "host"],
        "a base URL belongs to a server",
        "define it under `[servers.*]`, and write `server = \"…\"` here",
    ),
];

const API: [Advice; 4] = [
    (
        &["headers", "header", "user_agent"],
        "fixed headers are not supported yet",
        "a credential of kind `header` sends one header with every call",
    ),
    (
        &["timeout", "retry", "retries", "proxy"],
        "the API does not define timeouts, retries and proxies",
        BY_CALLER,
    ),
    (
        &["rate", "rate_limit"],
        "a rate is set for each endpoint",
        "write `rate = \"10/min\"` in each `[endpoints.*.*]`",
    ),
    (
        &["url", "host"],
        "the base URL is under `base_url`",
        "write `base_url = \"https://api.example.com/v1\"`",
    ),
];

const ROOT: [Advice; 3] = [
    (
        &[
            "openapi",
            "swagger",
            "paths",
            "components",
            "info",
            "security",
        ],
        "OpenAPI is not supported yet",
        "describe the calls under `[endpoints.*.*]`; they can refer to schemas of an OpenAPI document in JSON, as in `\"openapi.json#/components/schemas/Order\"`",
    ),
    (
        &["headers"],
        "fixed headers are not supported yet",
        "a credential of kind `header` sends one header with every call",
    ),
    (
        &["errors"],
        "errors are part of the envelope",
        "write `errors = [ { message = \"error\" } ]` under `[envelope]`",
    ),
];

const PAGING: [Advice; 1] = [(
    &[
        "cursor",
        "token",
        "next",
        "has_more",
        "after",
        "before",
        "offset",
        "limit",
        "link",
        "total",
        "next_page",
        "starting_after",
    ],
    "only paging by page number is supported so far",
    PAGES,
)];

const RETURNS: [Advice; 3] = [
    (
        &["text", "html", "csv", "xml", "file", "stream"],
        "responses that are not JSON are returned as bytes",
        "write `returns = { bytes = \"text/csv\" }` with its media type",
    ),
    (
        &["cursor", "next", "has_more", "page", "pages"],
        "only paging by page number is supported so far",
        PAGES,
    ),
    (
        &["object", "json", "type"],
        "a response has a shape",
        "write `one` for a record, `list` for several, `plain` for the data itself",
    ),
];

const AUTH: [Advice; 4] = [
    (
        &["header", "header_name", "in", "name"],
        "a key in another header is a credential of kind `header`",
        "write `kind = \"header\"`, `header = \"X-Api-Key\"` and `key = \"{api_key}\"`",
    ),
    (
        &["prefix", "type"],
        "the word before the key is its scheme",
        "write `scheme = \"Bearer\"`, with a `kind` that has a scheme",
    ),
    (
        &["username", "user", "password"],
        "Basic authentication is not supported yet",
        BASIC,
    ),
    (
        &[
            "token_url",
            "client_id",
            "client_secret",
            "scope",
            "scopes",
            "authorization_url",
        ],
        "OAuth 2 is not supported yet",
        SIGN_IN,
    ),
];

const BASIC: &str = "write `kind = \"bearer\"`, `scheme = \"Basic\"` and `key = \"{credentials}\"`; the caller provides `user:password` in base64 as the credentials";

const CREDENTIALS: [Advice; 6] = [
    (
        &["basic", "http-basic"],
        "Basic authentication is not supported yet",
        BASIC,
    ),
    (
        &["digest"],
        "Digest authentication is not supported",
        "use another credential if the service accepts one",
    ),
    (
        &[
            "oauth",
            "oauth2",
            "oidc",
            "openid",
            "openidconnect",
            "client-credentials",
        ],
        "OAuth 2 is not supported yet",
        SIGN_IN,
    ),
    (
        &["query", "cookie"],
        "keys in queries and cookies are not supported yet",
        "use `kind = \"header\"` if the service accepts the key in a header; keys in URLs end up in logs",
    ),
    (
        &["hmac", "signature", "aws", "sigv4", "aws4"],
        "signatures over the whole request are not supported yet",
        "implement `Credential` of billing-runtime and write the endpoints that use it by hand",
    ),
    (
        &["mtls", "client-certificate", "certificate", "tls"],
        "client certificates belong to the transport",
        "create the client with a transport that has the certificate",
    ),
];

const ALGORITHMS: [Advice; 1] = [(
    &[
        "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
        "none",
    ],
    "only algorithms with a shared key are supported so far",
    "use HS256, HS384 or HS512; for another one implement `Credential` of billing-runtime and write the endpoints that use it by hand",
)];

const KINDS_OF_PAGING: [Advice; 1] = [(
    &[
        "cursor", "offset", "link", "token", "keyset", "next", "seek", "limit",
    ],
    "only paging by page number is supported so far",
    PAGES,
)];

const ENDS: [Advice; 1] = [(
    &[
        "total", "has_more", "short", "last", "next", "null", "count",
    ],
    "only an empty page ends a list",
    "write `ends = \"empty\"`: a page that is shorter than requested does not end a list, because services may send fewer items",
)];

const EFFECTS: [Advice; 2] = [
    (
        &[
            "write",
            "update",
            "modify",
            "patch",
            "upsert",
            "idempotent",
            "set",
        ],
        "an effect says whether a call may be sent twice",
        "write `replace` if sending it twice leaves the same state, otherwise `side-effect`",
    ),
    (
        &["none", "safe", "get"],
        "an effect says whether a call may be sent twice",
        "write `read` if the call changes nothing on the server",
    ),
];

/// Returns why a table does not have a key, and what to write instead. `table` is its name in messages.
pub(super) fn for_key(table: &str, key: &str) -> Option<(&'static str, &'static str)> {
    let known: &[Advice] = match table {
        "`[api]`" => &API,
        "`api.toml`" => &ROOT,
        "`[paging]`" => &PAGING,
        "`returns`" => &RETURNS,
        table if table.starts_with("`[endpoints.") => &ENDPOINT,
        table if table.starts_with("`[auth.") => &AUTH,
        _ => return None,
    };
    find(known, key)
}

/// Returns why a key does not take a value, and what to write instead. `key` is its name in messages.
pub(super) fn for_word(key: &str, word: &str) -> Option<(&'static str, &'static str)> {
    let known: &[Advice] = match key {
        "kind of credential" => &CREDENTIALS,
        "kind of paging" => &KINDS_OF_PAGING,
        "end of a list" => &ENDS,
        "effect" => &EFFECTS,
        key if key.starts_with("algorithm") => &ALGORITHMS,
        _ => return None,
    };
    find(known, word)
}

fn find(known: &[Advice], word: &str) -> Option<(&'static str, &'static str)> {
    let plain = |word: &str| word.to_ascii_lowercase().replace(['_', ' '], "-");
    let written = plain(word);
    let found = known
        .iter()
        .find(|(words, ..)| words.iter().any(|word| plain(word) == written));
    found.map(|(_, about, instead)| (*about, *instead))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_other_tools_are_known() {
        let about = |found: Option<(&'static str, &'static str)>| found.map(|(about, _)| about);
        let basic = Some("Basic authentication is not supported yet");
        assert_eq!(about(for_word("kind of credential", "Basic")), basic);
        assert_eq!(about(for_word("kind of credential", "http_basic")), basic);
        assert!(for_key("`[endpoints.orders.list]`", "form-data").is_some());
        assert!(for_key("`[endpoints.orders.list]`", "efect").is_none());
        assert!(for_key("`[paging]`", "cursor").is_some());
        assert!(for_key("`[auth.key]`", "header").is_some());
        assert!(for_word("algorithm", "RS256").is_some());
    }
}
