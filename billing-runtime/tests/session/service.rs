//! A service with an identity provider: tokens expire, and refresh tokens work once.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use billing_runtime::client::Server;
use billing_runtime::client::clock::{Clock, Sleeping};
use billing_runtime::credential::CredentialType;
use billing_runtime::endpoint::Plain;
use billing_runtime::endpoint::envelope::{EnvelopeSpec, ErrorSpec};
use billing_runtime::endpoint::operation::{Effect, Method, Operation};
use billing_runtime::session::{Input, Output, Protocol, Reaction, SessionSpec, Step};
use billing_runtime::testing::{ManualClock, MockTransport, Reply};
use billing_runtime::transport::{Failure, ResponseFuture, Transport};
use billing_runtime::{Client, Credential, Endpoint, Value, Wire as _, session};
use bytes::Bytes;
use tokio::sync::Semaphore;

pub const SERVERS: &[Server] = &[
    Server::new("https://api.example/v1"),
    Server::named("identity", "{project_url}/auth/v1"),
];

const ENVELOPE: &EnvelopeSpec = &EnvelopeSpec::new().errors(&[ErrorSpec::new()
    .when("error")
    .code("error.code")
    .message("error.message")
    .details("error.details")]);

const IDENTITY: &[CredentialType] = &[CredentialType::of::<Identity>()];

const fn step(name: &'static str, path: &'static str) -> Operation {
    Operation::new(name, Method::Post, path, Effect::Create)
        .envelope(ENVELOPE)
        .confidential()
}

const SIGN_IN: Operation = step("SignIn", "/token?grant_type=password")
    .server("identity")
    .auth(IDENTITY);
const RENEW: Operation = step("Renew", "/token?grant_type=refresh_token")
    .server("identity")
    .auth(IDENTITY);
const SIGN_OUT: Operation = step("SignOut", "/logout").server("identity").auth(IDENTITY);
const EXCHANGE: Operation = step("Exchange", "/users/auth/exchange/");
const REFRESH: Operation = step("Refresh", "/users/auth/refresh/");

#[derive(Clone, Credential)]
#[credential(header(name = "apikey", value = anon_key))]
struct Key {
    anon_key: String,
}

/// A clock that can advance an hour for tokens without affecting calls in progress.
pub struct Unhurried(pub ManualClock);

impl Clock for Unhurried {
    fn now(&self) -> SystemTime {
        self.0.now()
    }

    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }

    /// Returns at once by the clock, and lets other tasks run for a moment of real time.
    fn sleep(&self, length: Duration) -> Sleeping {
        let passed = self.0.sleep(length);
        Box::pin(async move {
            tokio::time::sleep(Duration::from_millis(1)).await;
            passed.await;
        })
    }

    fn limit(&self, _: Duration) -> Sleeping {
        Box::pin(std::future::pending())
    }
}

/// The credential of the identity provider.
#[derive(Clone)]
pub struct Identity(Key);

impl Credential for Identity {
    fn sign(
        &self,
        attempt: &mut billing_runtime::credential::Attempt<'_>,
    ) -> billing_runtime::Result<()> {
        self.0.sign(attempt)
    }

    fn secrets(&self, hide: &mut dyn FnMut(&str)) {
        self.0.secrets(hide);
    }

    fn base_url(&self) -> Option<String> {
        Some("https://project.example/auth/v1".into())
    }
}

pub struct SessionProtocol;

impl Protocol for SessionProtocol {
    type Identity = Identity;
    const SPEC: &'static SessionSpec = &SessionSpec::new("example.session")
        .servers(SERVERS)
        .sign_in(
            Step::new(&SIGN_IN)
                .send(&[("email", Input::User), ("password", Input::Password)])
                .take(&[
                    (Output::Identity, "access_token"),
                    (Output::IdentityRefresh, "refresh_token"),
                    (Output::ExpiresIn, "expires_in"),
                    (Output::User, "user"),
                ]),
        )
        .renew(
            Step::new(&RENEW)
                .send(&[("refresh_token", Input::IdentityRefresh)])
                .take(&[
                    (Output::Identity, "access_token"),
                    (Output::IdentityRefresh, "refresh_token"),
                    (Output::ExpiresIn, "expires_in"),
                    (Output::User, "user"),
                ]),
        )
        .exchange(
            Step::new(&EXCHANGE)
                .send(&[
                    ("supabase_token", Input::Identity),
                    ("organization_id", Input::Tenant),
                ])
                .take(&[
                    (Output::Access, "access"),
                    (Output::Refresh, "refresh"),
                    (Output::Context, "organization"),
                ]),
        )
        .refresh(
            Step::new(&REFRESH)
                .send(&[("refresh", Input::Refresh)])
                .take(&[
                    (Output::Access, "access"),
                    (Output::Refresh, "refresh"),
                    (Output::ExpiresIn, "expires_in"),
                ]),
        )
        .sign_out(
            Step::new(&SIGN_OUT)
                .query(&[("scope", Input::Scope)])
                .bearer(Input::Identity),
        )
        .codes(&[
            ("token_expired", Reaction::Refresh),
            ("invalid_token", Reaction::SignIn),
            ("invalid_credentials", Reaction::SignIn),
            ("organization_access_denied", Reaction::Refuse),
            ("rate_limited", Reaction::Wait),
        ]);
}

pub type Login = session::Login<SessionProtocol>;
pub type Session = session::Session<SessionProtocol>;

/// `GET /invoices/`
#[derive(Clone, Debug, Default)]
pub struct ListInvoices;

impl Endpoint for ListInvoices {
    type Returns = Plain<Value>;
    const OPERATION: &'static Operation =
        &Operation::new("ListInvoices", Method::Get, "/invoices/", Effect::Read)
            .auth(&[CredentialType::of::<Session>()])
            .envelope(ENVELOPE);

    fn encode(&self, _: &mut billing_runtime::endpoint::request::Encoder) {}
}

/// A path of the service, and how often it was requested.
type Counts = HashMap<String, usize>;

/// The service; all clones are the same one.
#[derive(Clone)]
pub struct Service {
    state: Arc<Mutex<State>>,
    pub clock: ManualClock,
    /// Responses to steps wait for a permit. By default there are enough permits for all.
    pub gate: Arc<Semaphore>,
}

#[derive(Default)]
struct State {
    counts: Counts,
    /// The requests that it received.
    arrived: usize,
    /// Responses that replace the next ones of a path.
    instead: HashMap<String, VecDeque<Instead>>,
    minted: u64,
    /// The accepted access tokens, with their tenant.
    access: HashMap<String, String>,
    /// The accepted refresh tokens, with their tenant.
    refresh: HashMap<String, String>,
    /// The used refresh tokens, with the time of use.
    used: HashMap<String, (String, u64)>,
    denied: HashSet<String>,
    /// The tenants of the tokens that signed calls.
    pub calls: Vec<String>,
    pub reused: usize,
    identity_over: bool,
    pub revoked: bool,
    pub expires_in: Option<String>,
    pub rotates: bool,
}

/// What happens instead of a response.
pub enum Instead {
    /// Sends this status and body; nothing is done.
    Answer(u16, &'static str, Vec<(&'static str, &'static str)>),
    /// The work is done and the response lost.
    Lost,
    /// The request does not reach the service.
    Unsent,
}

impl Service {
    pub fn new() -> Self {
        let state = State {
            rotates: true,
            ..State::default()
        };
        Self {
            state: Arc::new(Mutex::new(state)),
            clock: ManualClock::at(1_700_000_000),
            gate: Arc::new(Semaphore::new(Semaphore::MAX_PERMITS)),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    pub fn login(&self) -> Login {
        Login::new(Identity(Key::new("anon-key-canary").unwrap()))
            .transport(self.clone())
            .clock(Unhurried(self.clock.clone()))
    }

    pub async fn session(&self, tenant: &str) -> Session {
        let login = self.login();
        let signing_in = login.sign_in("user@example.com", "password-canary");
        signing_in.tenant(tenant).await.unwrap()
    }

    pub fn client(&self, session: &Session) -> Client {
        let client = Client::builder()
            .transport(self.clone())
            .clock(Unhurried(self.clock.clone()))
            .credential(session.clone())
            .build()
            .unwrap();
        client.with_servers(SERVERS)
    }

    /// Waits until a path has been requested this often.
    pub async fn until(&self, part: &str, count: usize) {
        for _ in 0..10_000 {
            if self.count(part) >= count {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
        panic!("{part} was not asked for {count} times");
    }

    /// Returns how often paths containing a string were requested.
    pub fn count(&self, part: &str) -> usize {
        let state = self.state();
        let counts = state.counts.iter().filter(|(path, _)| path.contains(part));
        counts.map(|(_, count)| count).sum()
    }

    /// Returns how many requests were received.
    pub fn arrived(&self) -> usize {
        self.state().arrived
    }

    pub fn total(&self) -> usize {
        self.state().counts.values().sum()
    }

    /// Replaces the next response of a path.
    pub fn instead(&self, path: &str, what: Instead) {
        let mut state = self.state();
        state
            .instead
            .entry(path.to_owned())
            .or_default()
            .push_back(what);
    }

    pub fn refuse(&self, path: &str, status: u16, body: &'static str) {
        self.instead(path, Instead::Answer(status, body, Vec::new()));
    }

    /// Revokes the access tokens of a tenant.
    pub fn expire(&self) {
        self.state().access.clear();
    }

    /// Revokes the identity: neither its token nor its refresh token is accepted.
    pub fn end_identity(&self) {
        self.state().identity_over = true;
    }

    /// Revokes the refresh tokens of tenants.
    pub fn revoke(&self) {
        self.state().refresh.retain(|_, tenant| tenant.is_empty());
    }

    pub fn deny(&self, tenant: &str) {
        self.state().denied.insert(tenant.to_owned());
    }

    pub fn expires_in(&self, json: &str) {
        self.state().expires_in = Some(json.to_owned());
    }

    pub fn keep_refresh_tokens(&self) {
        self.state().rotates = false;
    }

    pub fn calls(&self) -> Vec<String> {
        self.state().calls.clone()
    }

    pub fn reused(&self) -> usize {
        self.state().reused
    }

    pub fn revoked(&self) -> bool {
        self.state().revoked
    }

    fn seconds(&self) -> u64 {
        let now = self.clock.now().duration_since(UNIX_EPOCH).unwrap();
        now.as_secs()
    }

    fn answer(&self, path: &str, token: &str, body: &Value) -> (u16, String) {
        let now = self.seconds();
        let mut state = self.state();
        match path {
            "/auth/v1/token?grant_type=password" if text(body, "password") == "password-canary" => {
                state.identity()
            }
            "/auth/v1/token?grant_type=password" => error(400, "invalid_credentials"),
            "/auth/v1/token?grant_type=refresh_token" | "/v1/users/auth/exchange/"
                if state.identity_over =>
            {
                error(400, "session_not_found")
            }
            "/auth/v1/token?grant_type=refresh_token" => {
                match state.spend(&text(body, "refresh_token"), now) {
                    Some(_) => state.identity(),
                    None => error(400, "refresh_token_already_used"),
                }
            }
            "/auth/v1/logout"
            | "/auth/v1/logout?scope=global"
            | "/auth/v1/logout?scope=local"
            | "/auth/v1/logout?scope=others" => (204, String::new()),
            "/v1/users/auth/exchange/" => {
                let tenant = text(body, "organization_id");
                if state.denied.contains(&tenant) {
                    return error(403, "organization_access_denied");
                }
                state.tokens(&tenant)
            }
            "/v1/users/auth/refresh/" => match state.spend(&text(body, "refresh"), now) {
                Some(tenant) => state.tokens(&tenant),
                None => error(401, "invalid_token"),
            },
            _ => match state.access.get(token).cloned() {
                Some(tenant) => {
                    state.calls.push(tenant);
                    (200, "[]".into())
                }
                None => error(401, "token_expired"),
            },
        }
    }
}

impl State {
    fn mint(&mut self, kind: &str) -> String {
        self.minted += 1;
        format!("{kind}-canary-{}", self.minted)
    }

    fn identity(&mut self) -> (u16, String) {
        let (access, refresh) = (self.mint("identity"), self.mint("identity-refresh"));
        self.refresh.insert(refresh.clone(), String::new());
        let body = format!(
            r#"{{"access_token":"{access}","token_type":"bearer","expires_in":3600,"refresh_token":"{refresh}","user":{{"id":"u-{}","email":"person-canary@example.com"}}}}"#,
            self.minted
        );
        (200, body)
    }

    fn tokens(&mut self, tenant: &str) -> (u16, String) {
        let (access, refresh) = (self.mint("access"), self.mint("refresh"));
        self.access.insert(access.clone(), tenant.to_owned());
        let mut body = format!(r#"{{"access":"{access}","organization":{{"id":"{tenant}"}}"#);
        if self.rotates {
            self.refresh.insert(refresh.clone(), tenant.to_owned());
            body.push_str(&format!(r#","refresh":"{refresh}""#));
        }
        if let Some(expires_in) = &self.expires_in {
            body.push_str(&format!(r#","expires_in":{expires_in}"#));
        }
        body.push('}');
        (200, body)
    }

    /// Uses a refresh token. It works once more within ten seconds; a later use ends everything.
    fn spend(&mut self, token: &str, now: u64) -> Option<String> {
        if self.revoked {
            return None;
        }
        if !self.rotates {
            return self.refresh.get(token).cloned();
        }
        if let Some(tenant) = self.refresh.remove(token) {
            self.used.insert(token.to_owned(), (tenant.clone(), now));
            return Some(tenant);
        }
        let (tenant, at) = self.used.get(token)?.clone();
        self.reused += 1;
        self.revoked = now - at >= 10;
        (!self.revoked).then_some(tenant)
    }
}

impl Transport for Service {
    fn send(&self, request: http::Request<Bytes>) -> ResponseFuture<'_> {
        Box::pin(async move {
            let path = request.uri().path_and_query().unwrap().as_str().to_owned();
            let token = request
                .headers()
                .get("authorization")
                .map(|value| {
                    value
                        .to_str()
                        .unwrap()
                        .trim_start_matches("Bearer ")
                        .to_owned()
                })
                .unwrap_or_default();
            let body = std::str::from_utf8(request.body()).unwrap();
            let body = Value::from_json(body).unwrap_or(Value::Null);
            let instead = {
                let mut state = self.state();
                *state.counts.entry(path.clone()).or_default() += 1;
                let key = state.instead.keys().find(|k| path.contains(*k)).cloned();
                let instead = key.and_then(|key| state.instead.get_mut(&key)?.pop_front());
                state.arrived += usize::from(!matches!(instead, Some(Instead::Unsent)));
                instead
            };
            let outcome = match instead {
                None => {
                    let (status, text) = self.answer(&path, &token, &body);
                    Ok((status, text, Vec::new()))
                }
                Some(Instead::Answer(status, text, headers)) => {
                    Ok((status, text.to_owned(), headers))
                }
                Some(Instead::Lost) => {
                    self.answer(&path, &token, &body);
                    Err(Failure::lost("the connection was reset"))
                }
                Some(Instead::Unsent) => Err(Failure::not_sent("connection refused")),
            };
            // The work is done; the response may be delayed.
            if !path.contains("invoices") {
                let permit = self.gate.acquire().await.unwrap();
                drop(permit);
            }
            let (status, text, headers) = outcome?;
            let mock = MockTransport::new();
            let mut reply = Reply::json(status, text);
            for (name, value) in headers {
                reply = reply.header(name, value);
            }
            mock.reply(reply);
            mock.send(request).await
        })
    }
}

fn text(body: &Value, name: &str) -> String {
    match body {
        Value::Object(members) => match members.get(name) {
            Some(Value::String(text)) => text.clone(),
            _ => String::new(),
        },
        _ => String::new(),
    }
}

fn error(status: u16, code: &str) -> (u16, String) {
    let body = format!(r#"{{"error":{{"code":"{code}","message":"No.","details":{{}}}}}}"#);
    (status, body)
}

/// Runs with two threads, as a service does.
pub fn run<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(future)
}
