//! The state of the mock: people, organizations, sessions, tokens, and what a test has set.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::controls::{ErrorFormat, Step};
use crate::family::TokenFamily;
use crate::jwt;
use crate::{
    API_KEY, EMAIL, FOREIGN_ORGANIZATION, ORGANIZATION, OTHER_ORGANIZATION, PASSWORD, user,
};

/// How often each thing happened. Counts successes only, unless stated otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Sign-ins with a password.
    pub sign_ins: u64,
    /// Renewals with a refresh token of Supabase Auth, including tolerated reuses.
    pub renewals: u64,
    /// Sign-outs.
    pub sign_outs: u64,
    /// Exchanges of an identity token for Billbora's tokens.
    pub exchanges: u64,
    /// Refreshes with a refresh token of Billbora, including tolerated reuses.
    pub refreshes: u64,
    /// Refresh tokens of either service that were reused within the window.
    pub reuses: u64,
    /// Sessions of either service that ended because a refresh token was reused too late.
    pub revocations: u64,
    /// Calls of the API, such as lists of invoices, accepted with a session.
    pub calls: u64,
    /// Calls of the API refused with `token_expired`.
    pub expired: u64,
    /// Requests refused because a step was rate limited.
    pub limited: u64,
}

/// A person.
pub(crate) struct Account {
    pub(crate) id: String,
    pub(crate) email: String,
    pub(crate) password: String,
    pub(crate) created: i64,
    /// Ids and roles.
    pub(crate) organizations: Vec<(String, String)>,
}

/// A session at Supabase Auth.
pub(crate) struct Identity {
    pub(crate) id: String,
    pub(crate) account: usize,
    pub(crate) begun: i64,
    pub(crate) family: TokenFamily,
}

/// A session of one person in one organization.
pub(crate) struct Tenant {
    pub(crate) account: usize,
    pub(crate) organization: String,
    pub(crate) family: TokenFamily,
}

/// An issued access token.
#[derive(Clone, Copy)]
pub(crate) struct Issued {
    /// The index of its session.
    pub(crate) session: usize,
    pub(crate) serial: u64,
    pub(crate) expires: i64,
}

/// Access tokens of one kind.
#[derive(Default)]
pub(crate) struct Tokens {
    issued: HashMap<String, Issued>,
    /// Tokens up to this serial have expired.
    expired_up_to: u64,
}

impl Tokens {
    pub(crate) fn get(&self, text: &str) -> Option<Issued> {
        self.issued.get(text).copied()
    }

    pub(crate) fn put(&mut self, text: String, issued: Issued) {
        self.issued.insert(text, issued);
    }

    pub(crate) fn is_expired(&self, issued: Issued, now: i64) -> bool {
        issued.serial <= self.expired_up_to || issued.expires <= now
    }
}

/// The state behind the handle.
pub(crate) struct State {
    pub(crate) clock: Box<dyn Fn() -> i64 + Send>,
    pub(crate) ahead: i64,
    pub(crate) serial: u64,
    pub(crate) lifetime: i64,
    pub(crate) identity_lifetime: i64,
    pub(crate) window: i64,
    pub(crate) rotates: bool,
    pub(crate) error_format: ErrorFormat,
    pub(crate) accounts: Vec<Account>,
    pub(crate) names: BTreeMap<String, String>,
    pub(crate) denied: BTreeSet<String>,
    /// API keys and their organizations.
    pub(crate) keys: BTreeMap<String, String>,
    pub(crate) identities: Vec<Identity>,
    pub(crate) tenants: Vec<Tenant>,
    pub(crate) identity_tokens: Tokens,
    pub(crate) access_tokens: Tokens,
    pub(crate) expire_every: Option<u64>,
    /// Until when a step is rate limited, and whether it sends `Retry-After`.
    pub(crate) limits: HashMap<Step, (i64, bool)>,
    pub(crate) refusals: VecDeque<(Step, String)>,
    pub(crate) lost: Vec<Step>,
    pub(crate) delays: HashMap<Step, Duration>,
    pub(crate) counts: Counts,
}

impl State {
    pub(crate) fn new() -> Self {
        let mut state = Self {
            clock: Box::new(system_time),
            ahead: 0,
            serial: 0,
            lifetime: 3_600,
            identity_lifetime: 3_600,
            window: 10,
            rotates: true,
            error_format: ErrorFormat::Usual,
            accounts: Vec::new(),
            names: BTreeMap::new(),
            denied: BTreeSet::new(),
            keys: BTreeMap::new(),
            identities: Vec::new(),
            tenants: Vec::new(),
            identity_tokens: Tokens::default(),
            access_tokens: Tokens::default(),
            expire_every: None,
            limits: HashMap::new(),
            refusals: VecDeque::new(),
            lost: Vec::new(),
            delays: HashMap::new(),
            counts: Counts::default(),
        };
        let names = [
            (ORGANIZATION, "First Ltd."),
            (OTHER_ORGANIZATION, "Second Ltd."),
            (FOREIGN_ORGANIZATION, "Strangers Ltd."),
        ];
        for (id, name) in names {
            state.names.insert(id.to_owned(), name.to_owned());
        }
        let own = [(ORGANIZATION, "owner"), (OTHER_ORGANIZATION, "member")];
        state.account(EMAIL, PASSWORD, &own);
        state
            .keys
            .insert(API_KEY.to_owned(), ORGANIZATION.to_owned());
        state
    }

    pub(crate) fn now(&self) -> i64 {
        (self.clock)().saturating_add(self.ahead)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.serial += 1;
        self.serial
    }

    pub(crate) fn account(&mut self, email: &str, password: &str, own: &[(&str, &str)]) {
        let serial = self.next();
        let own = own.iter();
        let account = Account {
            id: jwt::uuid("user", serial),
            email: email.to_owned(),
            password: password.to_owned(),
            created: self.now(),
            organizations: own
                .map(|(id, role)| ((*id).to_owned(), (*role).to_owned()))
                .collect(),
        };
        // Sessions refer to accounts by index, so an existing account is replaced in place.
        match self.accounts.iter_mut().find(|known| known.email == email) {
            Some(known) => *known = account,
            None => self.accounts.push(account),
        }
    }

    /// Expires all access tokens of Billbora issued so far.
    pub(crate) fn expire_access(&mut self) {
        self.access_tokens.expired_up_to = self.serial;
    }

    pub(crate) fn expire_identity(&mut self) {
        self.identity_tokens.expired_up_to = self.serial;
    }

    /// Issues an access token of Supabase Auth; also returns when it expires.
    pub(crate) fn identity_token(&mut self, session: usize, issuer: &str) -> (String, i64) {
        let serial = self.next();
        let now = self.now();
        let expires = now + self.identity_lifetime;
        let identity = &self.identities[session];
        let account = &self.accounts[identity.account];
        let text = jwt::sign(&user::claims(account, identity, issuer, now, expires));
        let issued = Issued {
            session,
            serial,
            expires,
        };
        self.identity_tokens.put(text.clone(), issued);
        (text, expires)
    }

    /// Counts an accepted call, and expires all access tokens if it is time.
    pub(crate) fn count_call(&mut self) {
        self.counts.calls += 1;
        if self
            .expire_every
            .is_some_and(|every| self.counts.calls.is_multiple_of(every.max(1)))
        {
            self.expire_access();
        }
    }
}

fn system_time() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs().try_into().unwrap_or(i64::MAX))
}
