//! Security practices around keys and sessions: whose they are, and what this library does.
//!
//! The documents of APIs with people behind them list practices for signing in. Some are the service's, some the
//! program's that you write, and some this library's. It runs in programs and servers, not in a browser: what browsers
//! bring along or demand is yours where you have a web page in front of it.
//!
//! ## Keeping tokens and keys
//!
//! | practice | whose | what this library does |
//! |---|---|---|
//! | Keys are not part of the source | yours | reads keys from the environment or a file ([`ApiKey::from_env`](crate::credential::ApiKey), `Keys::from_env`), and takes values from any secret manager |
//! | Keys are changed every so often (90 days) and at once when they leak | yours | [`ApiKey::rotate`](crate::credential::ApiKey) changes a key while clients use it; an old one is an event ([`KeyIsOld`](crate::event::EventKind::KeyIsOld)) |
//! | A key for each environment, with as few permissions as do | yours, in the web app of the service | nothing: it cannot see what a key may do |
//! | Tokens are kept where scripts of a page cannot read them (cookies with `HttpOnly`, `Secure`, `SameSite`) | yours, if you have a web page | sets and reads no cookies, and has no cookie jar, so nothing is signed by a cookie. Keep the session on your server with a [`TokenStore`](super::TokenStore), and give the browser a cookie of your own that names it |
//! | Forged requests of other pages (CSRF) are refused | yours, for the cookie of your own | its own calls carry a token in a header, which no other page can forge |
//! | Tokens at rest are encrypted | yours to ask for | [`FileStore`](super::FileStore) is for its owner alone, and `SealedStore` (feature `seal`) encrypts what any store keeps, with a key of yours. What the service says of the person ([`Session::user`](super::Session::user)) is kept with the tokens |
//! | Secrets and people are not in logs | shared | no `Debug`, error, event or span shows a key, token, password or the person, also where the service repeats one. What you print of an answer's types is yours |
//!
//! ## Sending them
//!
//! | practice | whose | what this library does |
//! |---|---|---|
//! | HTTPS only | shared | refuses plain http to other machines unless [`allow_http`](super::Login::allow_http) says otherwise, checks certificates, and follows no redirect |
//! | Tokens go to their own API only | this library's | a session signs calls to the servers of its login and no others; an identity's key goes to the identity's server |
//! | CORS: which pages may call the API from a browser | the service's | nothing: it sends no `Origin`, and no program outside of a browser asks for CORS. A page of yours that calls the API by itself has to be allowed by the service |
//!
//! ## Sessions
//!
//! | practice | whose | what this library does |
//! |---|---|---|
//! | Access tokens live shortly, and are renewed before they end | shared | renews shortly before the end and once for all that wait, also across processes; replays a call that was refused as expired, once |
//! | Refresh tokens are used once; a second use ends the session | the service's | stores a use before it sends it, and sends a token again only while the service takes that for a lost answer ([`SessionSpec::reuse`](super::SessionSpec)) |
//! | Signing out ends the session everywhere | shared | tells the service, with the [`Scope`](super::Scope) that you name, forgets all tokens here and in the store, and lets other processes find out. An access token that was handed out lives until it ends, if the service cannot end it |
//! | A session that was ended, or that belongs to another organization, is not used | shared | asks for a sign-in ([`needs_sign_in`](crate::Error::needs_sign_in)) when neither refresh token nor identity is taken any more; a session never changes its tenant |
//!
//! ## Signing in
//!
//! | practice | whose | what this library does |
//! |---|---|---|
//! | Too many attempts lock the account or slow it down (lockout, rate limits) | the service's; yours for a sign-in page of your own | sends a password once and never by itself again; holds back the person whom the service limits, and nobody else. It counts no attempts: it cannot tell a person from a guess |
//! | Two-factor authentication | the service's, and your page's | takes no second factor. Where the service wants one, it refuses the sign-in or the exchange, with its code. Go through it in your page with the service's own client, and begin with [`from_identity_tokens`](super::Login::from_identity_tokens) |
//! | Captchas, links by e-mail, signing in through another provider | the service's, and your page's | the same: begin with the tokens that come of it |
//! | Strong passwords | the service's | keeps no password longer than a sign-in takes |
//! | Failed sign-ins are watched | yours | each failed step and each 401 and 403 is an [`Event`](crate::event::Event) and a count, without a secret |
