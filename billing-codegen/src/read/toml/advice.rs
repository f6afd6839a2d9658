//! Help for words of other tools that `api.toml` does not have: why they are missing, and what to write instead.

/// Words that `api.toml` does not have, the reason, and what to write instead.
type Advice = (&'static [&'static str], &'static str, &'static str);

const PAGES: &str = "`[paging]` with `kind = \"page\"` counts pages, for the whole API; for other ways leave `[paging]` out and return the whole answer with `plain`, so that callers see where it goes on";
const BY_CALLER: &str = "leave it out: the caller of the client sets it, for a client or one call (README, \"Calls that survive\")";
const SIGN_IN: &str = "`kind = \"bearer\"` sends a token that the caller has; `kind = \"session\"` signs a person in by the API's own endpoints";
const NO_FORM: &str =
    "bodies are JSON, under `body`; a call that takes nothing else cannot be described yet";

const ENDPOINT: [Advice; 13] = [
    (
        &["form", "form_data", "urlencoded"],
        "bodies in the form of HTML forms are not sent yet",
        NO_FORM,
    ),
    (
        &["multipart", "file", "files", "upload"],
        "files and multipart bodies are not sent yet",
        NO_FORM,
    ),
    (
        &["headers", "header", "cookies", "cookie"],
        "parameters in headers are not in `api.toml` yet",
        "a credential of kind `header` sends one header with every call; for one call write the endpoint by hand, with `#[endpoint(header = \"X-Name\")]` on a field",
    ),
    (
        &["cursor", "offset", "limit", "paging", "pagination"],
        "paging is not told by each endpoint",
        PAGES,
    ),
    (
        &["timeout", "retry", "retries", "backoff"],
        "time and repetition are not the API's",
        BY_CALLER,
    ),
    (
        &["summary", "description", "comment"],
        "there is one text for people",
        "write `doc = \"…\"`",
    ),
    (
        &["response", "responses", "result", "output", "return"],
        "answers are under `returns`",
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
        "this method is not sent",
        "an endpoint is one of get, post, put, patch and delete",
    ),
    (
        &["security", "credential", "credentials"],
        "credentials are under `auth`",
        "write `auth = \"…\"` with the name of an `[auth.*]` table, or \"none\"",
    ),
    (
        &["errors", "error"],
        "errors have the form of the whole API",
        "write `errors` under `[envelope]`, or under the envelope of a server",
    ),
    (
        &["base_url", "host"],
        "an address belongs to a server",
        "define it under `[servers.*]`, and write `server = \"…\"` here",
    ),
];

const API: [Advice; 4] = [
    (
        &["headers", "header", "user_agent"],
        "fixed headers are not in `api.toml` yet",
        "a credential of kind `header` sends one header with every call",
    ),
    (
        &["timeout", "retry", "retries", "proxy"],
        "time, repetition and the way are not the API's",
        BY_CALLER,
    ),
    (
        &["rate", "rate_limit"],
        "a rate belongs to an endpoint",
        "write `rate = \"10/min\"` into each `[endpoints.*.*]`",
    ),
    (
        &["url", "host"],
        "the address is under `base_url`",
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
        "OpenAPI is not read yet",
        "describe the calls under `[endpoints.*.*]`; schemas of an OpenAPI document in JSON may be referred to, as in `\"openapi.json#/components/schemas/Order\"`",
    ),
    (
        &["headers"],
        "fixed headers are not in `api.toml` yet",
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
    "only pages with numbers are read yet",
    PAGES,
)];

const RETURNS: [Advice; 3] = [
    (
        &["text", "html", "csv", "xml", "file", "stream"],
        "what is no JSON comes as bytes",
        "write `returns = { bytes = \"text/csv\" }` with its media type",
    ),
    (
        &["cursor", "next", "has_more", "page", "pages"],
        "only pages with numbers are read yet",
        PAGES,
    ),
    (
        &["object", "json", "type"],
        "an answer has a shape",
        "write `one` for a record, `list` for several, `plain` for the data as it is",
    ),
];

const AUTH: [Advice; 4] = [
    (
        &["header", "header_name", "in", "name"],
        "a header of its own is another kind of credential",
        "write `kind = \"header\"`, `header = \"X-Api-Key\"` and `key = \"{api_key}\"`",
    ),
    (
        &["prefix", "type"],
        "the word before the key is its scheme",
        "write `scheme = \"Bearer\"`, under a `kind` that has one",
    ),
    (
        &["username", "user", "password"],
        "Basic authentication is not signed yet",
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
        "OAuth 2 is not spoken yet",
        SIGN_IN,
    ),
];

const BASIC: &str = "write `kind = \"bearer\"`, `scheme = \"Basic\"` and `key = \"{credentials}\"`; the caller gives `user:password` in base64 as the credentials";

const CREDENTIALS: [Advice; 6] = [
    (
        &["basic", "http-basic"],
        "Basic authentication is not signed yet",
        BASIC,
    ),
    (
        &["digest"],
        "Digest authentication is not signed",
        "use another credential, if the service has one",
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
        "OAuth 2 is not spoken yet",
        SIGN_IN,
    ),
    (
        &["query", "cookie"],
        "keys in queries and cookies are not sent yet",
        "send the key in a header, if the service takes it there: `kind = \"header\"`; addresses end up in logs",
    ),
    (
        &["hmac", "signature", "aws", "sigv4", "aws4"],
        "signatures over the whole request are not made yet",
        "implement `Credential` of billing-runtime, and write the endpoints that take it by hand",
    ),
    (
        &["mtls", "client-certificate", "certificate", "tls"],
        "certificates are not the API's",
        "give the client a transport that has the certificate",
    ),
];

const ALGORITHMS: [Advice; 1] = [(
    &[
        "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
        "none",
    ],
    "only keys that both sides share sign yet",
    "HS256, HS384 and HS512 are there; for another one implement `Credential` of billing-runtime, and write the endpoints that take it by hand",
)];

const KINDS_OF_PAGING: [Advice; 1] = [(
    &[
        "cursor", "offset", "link", "token", "keyset", "next", "seek", "limit",
    ],
    "only pages with numbers are read yet",
    PAGES,
)];

const ENDS: [Advice; 1] = [(
    &[
        "total", "has_more", "short", "last", "next", "null", "count",
    ],
    "lists end with an empty page only",
    "write `ends = \"empty\"`: a page that is shorter than asked for is no end, since services send fewer items than that",
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
        "write `replace` where sending it twice leaves the same state, else `side-effect`",
    ),
    (
        &["none", "safe", "get"],
        "an effect says whether a call may be sent twice",
        "write `read` where the call changes nothing on the server",
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
        let basic = Some("Basic authentication is not signed yet");
        assert_eq!(about(for_word("kind of credential", "Basic")), basic);
        assert_eq!(about(for_word("kind of credential", "http_basic")), basic);
        assert!(for_key("`[endpoints.orders.list]`", "form-data").is_some());
        assert!(for_key("`[endpoints.orders.list]`", "efect").is_none());
        assert!(for_key("`[paging]`", "cursor").is_some());
        assert!(for_key("`[auth.key]`", "header").is_some());
        assert!(for_word("algorithm", "RS256").is_some());
    }
}
