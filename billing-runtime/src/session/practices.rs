//! Security practices for keys and sessions: who is responsible, and what this library does.
//!
//! The documentation of APIs with a sign-in lists security practices. Some are up to the service, some to your
//! program, and some to this library. The library runs in programs and servers, not in a browser: if your
//! program serves a web page, everything that concerns browsers is up to you.
//!
//! ## Keeping tokens and keys
//!
//! | practice | responsible | what this library does |
//! |---|---|---|
//! | Keep keys out of the source code | you | reads keys from the environment or a file ([`ApiKey::from_env`](crate::credential::ApiKey), `Keys::from_env`), and accepts values from any secret manager |
//! | Rotate keys regularly (every 90 days) and at once after a leak | you | [`ApiKey::rotate`](crate::credential::ApiKey) replaces a key while clients use it; an old key causes an event ([`KeyIsOld`](crate::event::EventKind::KeyIsOld)) |
//! | Use one key per environment, with the least permissions | you, in the web app of the service | nothing: it cannot see what a key may do |
//! | Keep tokens where scripts of a page cannot read them (cookies with `HttpOnly`, `Secure`, `SameSite`) | you, if you have a web page | sets no cookies, reads none and has no cookie jar, so no cookie ever signs a call. Keep the session on your server in a [`TokenStore`](super::store::TokenStore), and send the browser your own cookie that identifies the session |
//! | Refuse requests forged by other pages (CSRF) | you, for your own cookie | its calls carry a token in a header, which no other page can forge |
//! | Encrypt tokens at rest | you decide | [`FileStore`](super::store::FileStore) is readable by its owner only, and `SealedStore` (feature `seal`) encrypts what any store keeps, with your key. What the service says about the person ([`Session::user`](super::Session::user)) is stored with the tokens |
//! | Keep secrets and personal data out of logs | shared | no `Debug`, error, event or span shows a key, a token, a password or data about the person, even if the service repeats it. Whether you print the values of a response is up to you |
//!
//! ## Sending tokens and keys
//!
//! | practice | responsible | what this library does |
//! |---|---|---|
//! | Use HTTPS only | shared | refuses plain HTTP to other machines unless [`allow_http`](super::Login::allow_http) permits it, checks certificates, and follows no redirects |
//! | Send tokens to their own API only | this library | a session signs calls to the servers of its login and no others; the key of an identity goes to the identity's server only |
//! | CORS: decide which pages may call the API from a browser | the service | nothing: it sends no `Origin`, and programs outside a browser do not need CORS. If your page calls the API directly, the service has to allow it |
//!
//! ## Sessions
//!
//! | practice | responsible | what this library does |
//! |---|---|---|
//! | Use short-lived access tokens and renew them in time | shared | renews them shortly before they expire, once for all callers and processes that wait; sends a call once more if it was refused because its token expired |
//! | Use a refresh token once; a second use ends the session | the service | stores each use before it sends the token, and sends it again only if the response was lost and the service still accepts a second use ([`SessionSpec::reuse`](super::SessionSpec)) |
//! | Sign out everywhere | shared | signs out at the service with the [`Scope`](super::Scope) that you choose, forgets all tokens in memory and in the store, and lets other processes detect the sign-out. If the service cannot revoke an access token, it stays valid until it expires |
//! | Do not use a session that has ended or belongs to another organization | shared | requires a sign-in ([`needs_sign_in`](crate::Error::needs_sign_in)) once the service accepts neither the refresh token nor the identity; a session never changes its tenant |
//!
//! ## Signing in
//!
//! | practice | responsible | what this library does |
//! |---|---|---|
//! | Lock or slow down an account after too many attempts (lockout, rate limits) | the service; you, for your own sign-in page | sends a password once and never retries it; delays only the person whom the service limits. It does not count attempts, since it cannot tell a person from an attacker who guesses |
//! | Two-factor authentication | the service and your page | does not handle a second factor. If the service requires one, it refuses the sign-in or the exchange with its error code. Let your page sign in with the service's own client, and begin with [`from_identity_tokens`](super::Login::from_identity_tokens) |
//! | Captchas, links by e-mail, signing in with another provider | the service and your page | does not handle these either: begin with the tokens that result from them |
//! | Strong passwords | the service | keeps a password only while a sign-in runs |
//! | Monitor failed sign-ins | you | emits and counts an [`Event`](crate::event::Event) for each failed step and each 401 and 403; neither events nor counts hold a secret |
