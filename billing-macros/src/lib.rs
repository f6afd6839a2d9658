//! Derives for billing API clients.
//!
//! Use them through `billing_runtime`, which re-exports them beside their traits.
//!
//! Each derive goes the same way: `attr` takes the attributes apart, a module of the derive's name checks
//! them against the item and expands it, and every mistake found on the way is kept in a `ctxt::Ctxt`, so that one run
//! reports all of them; the item then gets a stub of its traits, so that one mistake is one error.
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

/// Makes a type readable from, and writable to, JSON: `Wire` and both traits of serde.
///
/// ```
/// use billing_runtime::{Decimal, Extra, Wire};
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
/// # What becomes what
///
/// | Rust | JSON |
/// |---|---|
/// | struct with named fields | object; a field of type `Extra` takes the members that no other field does |
/// | struct with one unnamed field | what the field is |
/// | struct with more, or `#[wire(tuple)]` | array by position |
/// | enum without fields | one of the listed values |
/// | enum whose variants have one field each | one of several forms |
///
/// # On the type
///
/// `closed` refuses other members; `strict` checks the document as it came against all rules while it is read;
/// `check = r#"{…}"#` adds a draft-4 schema (more than one may be given; `$ref` points into the text or names a type);
/// `tag = "kind"` names the member that decides between forms; `tuple`; `crate = path`.
///
/// `Debug`, `Default` and `PartialEq` implement these traits through the JSON, where the standard library's derives would
/// cost the compiler as much as everything else of the type. `Debug` shows the name of the type and the JSON, secrets
/// masked; what would be written as equal JSON is equal, in whatever form it came; `Default` goes with structs whose
/// members may all be absent. Derive the traits of the standard library instead where comparing has to be fast.
///
/// # On a field
///
/// `rename = "name"`, `extra`, `nullable` (the member is there, null is `None`),
/// `accept(string, number, integer, boolean, null, array, object, empty_array, empty_string)`, and the constraints
/// `minimum`, `exclusive_minimum`, `maximum`, `exclusive_maximum`, `multiple_of` (a number, or one in quotes),
/// `min_length`, `max_length`, `min_items`, `max_items`, `min_properties`, `max_properties`, `pattern`,
/// `format`, `unique_items`, `check`. A type takes constraints too.
///
/// # On a variant
///
/// Of listed values: `rename = "text"`, `value = 3` (or `true`, or `"text"`), `json = "null"`; `other` on a
/// variant with one field takes what is not listed. Of forms: `value` or `json` (of the tag; once for each), `key = "member"` (that
/// only this form has), `accept(…)`, `blank` (the form to start from while reading; one that cannot contain the enum itself).
#[proc_macro_derive(Wire, attributes(wire))]
pub fn wire(item: TokenStream) -> TokenStream {
    wire::expand(item.into()).into()
}

/// Makes a struct an endpoint: its fields are the parameters of a call.
///
/// ```
/// use billing_runtime::{Endpoint, Envelope, Id, List, One, Record, Secret, Wire};
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
/// /// `GET /invoices`, page by page
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
/// | `get = "/path/{field}?fixed=query"`, also `post`, `put`, `patch`, `delete` | method and path; a placeholder is filled by the field of its name |
/// | `effect = read`, `replace`, `delete`, `create`, `side_effect` | what a call does; it decides whether it may ever be sent twice. Required, since a GET may create too |
/// | `returns = One<T>`, `List<T>`, `Plain<T>`, `Field<T>`, `Nothing`, `Binary` | the shape of the answer |
/// | `field = "name"` | with `Field`: the member beside the data |
/// | `media = "application/pdf"` | with `Binary`: the media type |
/// | `auth = Type`, `auth(A, B)`, `auth = none` | the credentials that are accepted, best first; none unless said |
/// | `envelope = Type`, `envelope = none` | what answers are wrapped in; nothing unless said |
/// | `kind = "word"` | what the envelope's kind member must say, where it is there |
/// | `server = "name"` | another server than the default one |
/// | `rate = "10/min"` | how often it may be called, as documented |
/// | `idempotency = "Idempotency-Key"` | the header that takes an idempotency key; a call with one may be sent twice |
/// | `reconcile = "name"` | what shows whether a call was done; errors with an unknown outcome name it |
/// | `confidential` | what it sends and answers is secret: errors keep nothing of the body |
/// | `page = field`, `size = field` | the list comes page by page, and these fields say which |
/// | `crate = path` | the runtime under another name |
///
/// # Keys of a field
///
/// A field whose name is in the path fills its placeholder; every other one is a query parameter, left out where it is
/// `None`, unless it says `body` (JSON) or `header = "X-Name"`. `rename = "name"` gives the exact name, and each
/// constraint key of `derive(Wire)`, such as `maximum = 50`, is checked before anything is sent.
#[proc_macro_derive(Endpoint, attributes(endpoint))]
pub fn endpoint(item: TokenStream) -> TokenStream {
    endpoint::expand(item.into()).into()
}

/// Makes a type stand for what answers are wrapped in.
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
/// | `success(name = "member", is(values), not(values))` | the member that tells success; a value that is in neither list is an error of its own |
/// | `kind = "member"` | the member that names what the data is |
/// | `data = "member"` | the member that holds the data; without it the body is the data |
/// | `record(id = "member", attributes = "member")` | what the members of a `Record` are called |
/// | `error(when, message, code, details, fields)` | one form of error, each part a path such as `"error.code"`. Several are tried in order: a form is taken where its `when` is present, or without one where any of its parts is |
/// | `crate = path` | the runtime under another name |
#[proc_macro_derive(Envelope, attributes(envelope))]
pub fn envelope(item: TokenStream) -> TokenStream {
    envelope::expand(item.into()).into()
}

/// Makes a struct a credential: how it is made and checked, and how it signs each attempt.
///
/// The struct gets `new` (of the fields without a default, in order), `from_env(prefix)` (from the variables
/// `PREFIX_FIELD`), `with_field` for each field with a default, and a `Debug` that hides secrets. Its fields are
/// `String` or `Secret`.
///
/// ```
/// use billing_runtime::{Credential, Secret};
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
/// | `jwt(algorithm = "HS256", scheme = "Bearer", key = field)` | `Authorization: <scheme> <token>`, signed anew for each attempt; also `HS384` and `HS512`. The scheme is a text or a field |
/// | `claims(name = value, ...)` | with `jwt`: a field, `now`, `now + 30`, `now - 60`, `md5(claim, claim)`, or a literal; times are numbers |
/// | `bearer(key = field, scheme = "Bearer")` | `Authorization: <scheme> <key>` |
/// | `header(name = "X-Api-Key", value = field)` | a header of its own; may be there several times |
/// | `base_url = "{field}/path"` | the address of the server that the credential is for, where only the caller knows it |
/// | `crate = path` | the runtime under another name |
/// | on a field: `secret` | never shown; said by itself where the type is `Secret` |
/// | on a field: `default = "text"` | not asked for by `new` |
#[proc_macro_derive(Credential, attributes(credential))]
pub fn credential(item: TokenStream) -> TokenStream {
    credential::expand(item.into()).into()
}
