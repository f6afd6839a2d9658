//! Derives for billing API clients.
//!
//! Use them through `billing_runtime`, which re-exports them with their traits.
//!
//! Every derive has the same steps: `attr` parses the attributes, and the module named after the derive checks them
//! against the item and expands it. A `ctxt::Ctxt` collects the errors, so that one run reports all of them. An item with errors
//! gets stub implementations of its traits, so that one mistake causes one error.
mod attr;
mod constraint;
mod credential;
mod ctxt;
mod endpoint;
mod envelope;
mod field;
mod field_type;
#[cfg(test)]
mod golden;
mod header;
mod json;
mod names;
mod schema;
mod schema_text;
mod shape_text;
mod suggest;
mod wire;
mod words;

use proc_macro::TokenStream;

/// Implements `Wire`, `Serialize` and `Deserialize` for a type.
///
/// ```
/// use billing_runtime::types::Extra;
/// use billing_runtime::{Decimal, Wire};
///
/// #[derive(Clone, Wire)]
/// #[wire(Debug, PartialEq)]
/// struct Item {
///     description: String,
///     #[wire(accept(string, number), minimum = 0)]
///     net_unit_price: Option<Decimal>,
///     #[wire(rename = "vat-id", pattern = "^[0-9]+$")]
///     vat_id: Option<String>,
///     extra: Extra,
/// }
///
/// #[derive(Clone, Debug, PartialEq, Wire)]
/// enum Language {
///     #[wire(rename = "hu")]
///     Hungarian,
///     #[wire(other)]
///     Other(String),
/// }
///
/// let item = Item::from_json(r#"{"description":"Paper","net_unit_price":"-1.0"}"#)?;
/// let invalid = item.validate().unwrap_err();
/// assert_eq!(invalid.to_string(), "/net_unit_price: -1.0 is too small, expected at least 0");
/// assert_eq!(Language::from_json("\"de\"")?, Language::Other("de".to_owned()));
/// # Ok::<(), billing_runtime::wire::Error>(())
/// ```
///
/// # How Rust types map to JSON
///
/// | Rust | JSON |
/// |---|---|
/// | struct with named fields | object; a field of type `Extra` keeps the members that no other field names |
/// | struct with one unnamed field | the JSON of the field |
/// | struct with several unnamed fields, or with `#[wire(tuple)]` | array, by position |
/// | enum without fields | one of the listed values |
/// | enum whose variants have one field each | one of several alternatives |
///
/// # Attributes of the type
///
/// `closed` refuses members without a field. `strict` checks the original document against all rules while it is read.
/// `check = r#"{…}"#` adds a draft-4 schema; it may be repeated, and `$ref` refers to a part of that schema or to a type.
/// `tag = "kind"` names the member that selects the variant. `tuple` makes a struct with one unnamed field an array.
/// `crate = path` is the path of `billing_runtime`.
///
/// `Debug`, `Default` and `PartialEq` implement these traits through JSON. The standard library's derives would cost the
/// compiler as much as everything else in the expansion. `Debug` shows the name of the type and its JSON, with secrets
/// masked. Two values are equal if they would be written as equal JSON, whatever they were read from. `Default` needs a
/// struct whose members may all be absent. Derive the traits of the standard library instead if comparing has to be fast.
///
/// # Attributes of a field
///
/// `rename = "name"`, `extra`, `nullable` (the member has to be present; null is `None`),
/// `accept(string, number, integer, boolean, null, array, object, empty_array, empty_string)`, and the constraints
/// `minimum`, `exclusive_minimum`, `maximum`, `exclusive_maximum`, `multiple_of` (a number, which may be quoted),
/// `min_length`, `max_length`, `min_items`, `max_items`, `min_properties`, `max_properties`, `pattern`,
/// `format`, `unique_items`, `check`. A type may have constraints too.
///
/// # Attributes of a variant
///
/// In an enum of listed values: `rename = "string"`, `value = 3` (or `true`, or `"string"`), `json = "null"`; `other`
/// on a variant with one field accepts the values that are not listed. In an enum of alternatives: `value` or `json`
/// for a value of the tag (may be repeated), `key = "member"` for a member that only this variant has, `accept(…)`,
/// and `blank` for the variant that reading starts from, which must not contain the enum itself.
#[proc_macro_derive(Wire, attributes(wire))]
pub fn wire(item: TokenStream) -> TokenStream {
    wire::expand(item.into()).into()
}

/// Implements `Endpoint` for a struct whose fields are the parameters of a call.
///
/// ```
/// use billing_runtime::endpoint::{List, One};
/// use billing_runtime::types::Secret;
/// use billing_runtime::{Endpoint, Envelope, Id, Record, Wire};
///
/// # #[derive(Clone, billing_runtime::Credential)]
/// # #[credential(bearer(key = key))]
/// # pub struct Key { key: Secret }
/// # #[derive(Envelope)]
/// # #[envelope(data = "data", kind = "type")]
/// # pub struct Wrapped;
/// # #[derive(Clone, Debug, Wire)]
/// # pub struct Invoice { number: String }
/// # #[derive(Clone, Debug, Wire)]
/// # pub struct Payment { amount: i64 }
/// /// `GET /invoices/{id}`
/// #[derive(Clone, Debug, Endpoint)]
/// #[endpoint(get = "/invoices/{id}", effect = read, auth = Key, envelope = Wrapped, kind = "invoices", returns = One<Record<Invoice>>)]
/// pub struct GetInvoice {
///     pub id: Id<Invoice>,
/// }
///
/// /// `GET /invoices`, paginated
/// #[derive(Clone, Debug, Default, Endpoint)]
/// #[endpoint(get = "/invoices", effect = read, auth = Key, envelope = Wrapped, kind = "invoices", returns = List<Record<Invoice>>, page = page, size = per_page)]
/// pub struct ListInvoices {
///     pub page: Option<i64>,
///     #[endpoint(maximum = 50)]
///     pub per_page: Option<i64>,
/// }
///
/// /// `POST /invoices/{id}/pay`
/// #[derive(Clone, Debug, Endpoint)]
/// #[endpoint(post = "/invoices/{id}/pay", effect = create, auth = Key, envelope = Wrapped, returns = One<Record<Invoice>>)]
/// pub struct PayInvoice {
///     pub id: Id<Invoice>,
///     #[endpoint(body)]
///     pub body: Payment,
/// }
/// ```
///
/// # Keys of the struct
///
/// | key | meaning |
/// |---|---|
/// | `get = "/path/{field}?fixed=query"`, also `post`, `put`, `patch`, `delete` | method and path; the field with the name of a placeholder fills it |
/// | `effect = read`, `replace`, `delete`, `create`, `side_effect` | what a call does on the server. It decides whether a call may ever be sent twice, and is required because a GET may create things too |
/// | `returns = One<T>`, `List<T>`, `Plain<T>`, `Field<T>`, `Nothing`, `Binary` | where the value of the response is |
/// | `field = "name"` | with `Field`: the member, a sibling of the data |
/// | `media = "application/pdf"` | with `Binary`: the media type |
/// | `auth = Type`, `auth(A, B)`, `auth = none` | the accepted credentials, in order of preference; default: none |
/// | `envelope = Type`, `envelope = none` | the envelope of responses; default: none |
/// | `kind = "value"` | the value of the envelope's kind member, if the member is present |
/// | `server = "name"` | a server other than the default one |
/// | `rate = "10/min"` | the documented rate limit |
/// | `idempotency = "Idempotency-Key"` | the header for an idempotency key; a call with a key may be sent twice |
/// | `reconcile = "name"` | the operation that shows whether a call took effect; errors with an unknown outcome name it |
/// | `confidential` | request and response are secret: errors contain no part of the body |
/// | `page = field`, `size = field` | the list is paginated; these fields select the page and its size |
/// | `crate = path` | the path of `billing_runtime` |
///
/// # Keys of a field
///
/// A field whose name is in the path fills its placeholder. `body` makes a field the JSON body, and `header = "X-Name"` a
/// header; every other field is a query parameter, which `None` leaves out. `rename = "name"` sets the exact name. The
/// constraint keys of `derive(Wire)`, such as `maximum = 50`, are checked before anything is sent.
#[proc_macro_derive(Endpoint, attributes(endpoint))]
pub fn endpoint(item: TokenStream) -> TokenStream {
    endpoint::expand(item.into()).into()
}

/// Implements `Envelope` for a type that represents the envelope of responses.
///
/// ```
/// use billing_runtime::Envelope;
///
/// #[derive(Envelope)]
/// #[envelope(success(name = "success", is(true, "true", 1), not(false, "false", 0)), kind = "type", data = "data")]
/// #[envelope(record(id = "id", attributes = "attributes"))]
/// #[envelope(error(message = "error", details = "errors"))]
/// pub struct Wrapped;
///
/// assert_eq!(Wrapped::SPEC.data, Some("data"));
/// ```
///
/// | key | meaning |
/// |---|---|
/// | `success(name = "member", is(values), not(values))` | the member that indicates success; a value in neither list is an error |
/// | `kind = "member"` | the member that names the kind of the data |
/// | `data = "member"` | the member that holds the data; without it the whole body is the data |
/// | `record(id = "member", attributes = "member")` | the member names of a `Record` |
/// | `error(when, message, code, details, fields)` | one shape of error; each part is a path such as `"error.code"`. Several are tried in order: a shape applies if its `when` is present, or, without `when`, if any of its parts is |
/// | `crate = path` | the path of `billing_runtime` |
#[proc_macro_derive(Envelope, attributes(envelope))]
pub fn envelope(item: TokenStream) -> TokenStream {
    envelope::expand(item.into()).into()
}

/// Implements `Credential` for a struct: its constructors, its checks, and how it signs each attempt.
///
/// The struct gets `new` (which takes the fields without a default, in order), `from_env(prefix)` (which reads the
/// variables `PREFIX_FIELD`), `with_field` for each field with a default, and a `Debug` that masks secrets. Its fields
/// are `String` or `Secret`.
///
/// ```
/// use billing_runtime::Credential;
/// use billing_runtime::types::Secret;
///
/// /// The key pair that signs each request.
/// #[derive(Clone, Credential)]
/// #[credential(jwt(algorithm = "HS256", scheme = scheme, key = private_key))]
/// #[credential(claims(sub = public_key, iat = now, exp = now + 30, iss = issuer, jti = md5(sub, iat)))]
/// pub struct Keys {
///     pub public_key: String,
///     private_key: Secret,
///     #[credential(default = "cli")]
///     pub issuer: String,
///     #[credential(default = "Beamer")]
///     pub scheme: String,
/// }
///
/// let keys = Keys::new("0123456789abcdef", "do-not-print")?.with_scheme("Bearer");
/// assert!(!format!("{keys:?}").contains("do-not-print"));
/// assert!(Keys::new("0123456789abcdef", "copied with a line break\n").is_err());
/// # Ok::<(), billing_runtime::Error>(())
/// ```
///
/// | key | meaning |
/// |---|---|
/// | `jwt(algorithm = "HS256", scheme = "Bearer", key = field)` | `Authorization: <scheme> <token>`, signed for each attempt; also `HS384` and `HS512`. The scheme is a string or a field |
/// | `claims(name = value, ...)` | with `jwt`: a field, `now`, `now + 30`, `now - 60`, `md5(claim, claim)`, or a literal; times are numbers |
/// | `bearer(key = field, scheme = "Bearer")` | `Authorization: <scheme> <key>` |
/// | `header(name = "X-Api-Key", value = field)` | a separate header; may be repeated |
/// | `base_url = "{field}/path"` | the base URL of the server, if only the caller knows it |
/// | `crate = path` | the path of `billing_runtime` |
/// | on a field: `secret` | never shown; the default for the type `Secret` |
/// | on a field: `default = "string"` | not a parameter of `new` |
#[proc_macro_derive(Credential, attributes(credential))]
pub fn credential(item: TokenStream) -> TokenStream {
    credential::expand(item.into()).into()
}
