//! Security practices around keys and sessions: who is responsible, and what this library does.
//!
//! The documents of APIs that people sign in to list security practices. Some are up to the service, some to your
//! program, and some to this library. It runs in programs and servers, not in a browser: where you have a web page in
//! front of your program, everything that concerns browsers is up to you.
//!
//! ## Keeping tokens and keys
//!
//! | practice | responsible | what this library does |
//! |---|---|---|
//! | Keep keys out of the source | you | reads keys from the environment or a file ([`ApiKey::from_env`](crate::credential::ApiKey), `Keys::from_env`), and accepts values from any secret manager |
//! | Rotate keys regularly (every 90 days) and at once after a leak | you | [`ApiKey::rotate`](crate::credential::ApiKey) replaces a key while clients use it; an old key is an event ([`KeyIsOld`](crate::event::EventKind::KeyIsOld)) |
//! | Use one key per environment, with the least permissions | you, in the web app of the service | nothing: it cannot see what a key may do |
//! | Keep tokens where scripts of a page cannot read them (cookies with `HttpOnly`, `Secure`, `SameSite`) | you, if you have a web page | sets and reads no cookies and has no cookie jar, so no cookie ever signs a call. Keep the session on your server in a [`TokenStore`](super::store::TokenStore), and give the browser a cookie of your own that names it |
//! | Refuse requests forged by other pages (CSRF) | you, for the cookie of your own | its calls carry a token in a header, which no other page can forge |
//! | Encrypt tokens at rest | you decide | [`FileStore`](super::store::FileStore) is readable by its owner only, and `SealedStore` (feature `seal`) encrypts what any store keeps, with a key of yours. What the service says about the person ([`Session::user`](super::Session::user)) is stored with the tokens |
//! | Keep secrets and personal data out of logs | shared | no `Debug`, error, event or span shows a key, a token, a password or the person, even if the service repeats one. Whether you print the values of a response is up to you |
//!
//! ## Sending them
//!
//! | practice | responsible | what this library does |
//! |---|---|---|
//! | Use HTTPS only | shared | refuses plain HTTP to other machines unless [`allow_http`](super::Login::allow_http) permits it, checks certificates, and follows no redirects |
//! | Send tokens to their own API only | this library | a session signs calls to the servers of its login and no others; the key of an identity goes to the identity's server only |
//! | CORS: decide which pages may call the API from a browser | the service | nothing: it sends no `Origin`, and programs outside a browser do not need CORS. If a page of yours calls the API itself, the service has to allow it |
//!
//! ## Sessions
//!
//! | practice | responsible | what this library does |
//! |---|---|---|
//! | Use short-lived access tokens and renew them in time | shared | renews them shortly before they expire, once for all callers and processes that wait; sends a call that was refused as expired once more |
//! | Use a refresh token once; a second use ends the session | the service | stores each use before it sends the token, and sends it again only while the service accepts that as a lost response ([`SessionSpec::reuse`](super::SessionSpec)) |
//! | Sign out everywhere | shared | signs out at the service with the [`Scope`](super::Scope) that you choose, forgets all tokens in memory and in the store, and lets other processes find out. If the service cannot revoke an access token, it stays valid until it expires |
//! | Do not use a session that has ended or belongs to another organization | shared | requires a sign-in ([`needs_sign_in`](crate::Error::needs_sign_in)) once the service accepts neither refresh token nor identity; a session never changes its tenant |
//!
//! ## Signing in
//!
//! | practice | responsible | what this library does |
//! |---|---|---|
//! | Lock or slow down an account after too many attempts (lockout, rate limits) | the service; you, for a sign-in page of your own | sends a password once and never repeats it by itself; holds back only the person whom the service limits. It does not count attempts: it cannot tell a person from an attacker who guesses |
//! | Two-factor authentication | the service and your page | does not handle a second factor. If the service requires one, it refuses the sign-in or the exchange with its code. Let your page sign in with the service's own client, and begin with [`from_identity_tokens`](super::Login::from_identity_tokens) |
//! | Captchas, links by e-mail, signing in with another provider | the service and your page | the same: begin with the tokens that result from it |
//! | Strong passwords | the service | keeps a password only while a sign-in runs |
//! | Monitor failed sign-ins | you | each failed step and each 401 and 403 is an [`Event`](crate::event::Event) and is counted; neither holds a secret |
