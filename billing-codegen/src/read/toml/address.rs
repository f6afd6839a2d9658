//! Reads the variables of base URLs, such as the address of a project. Each becomes a member of the server's
//! credential.

use super::table::Context;
use crate::definition::{AuthUse, Credential, Definition, variables};
use crate::report::Code;
use crate::source::Sited;

/// Assigns each base URL with variables to the credential that has them as members. Returns the variables of the base
/// URLs whose credential is unknown.
pub(super) fn give(definition: &mut Definition, cx: &mut Context<'_, '_>) -> Vec<String> {
    let mut orphans = Vec::new();
    let Definition {
        base_url,
        auth,
        servers,
        credentials,
        ..
    } = definition;
    let own = [(&*base_url, &*auth)];
    let named = servers
        .iter()
        .map(|server| (&server.base_url, server.auth.as_ref().unwrap_or(auth)));
    for (url, auth) in own.into_iter().chain(named) {
        let names: Vec<String> = match variables(&url.value) {
            Ok(names) => names.into_iter().map(str::to_owned).collect(),
            Err(problem) => {
                let message = format!("`{}` is not a valid base URL: {problem}", url.value);
                let error = cx.reporter.error(Code::BadValue, &url.origin, message);
                error.help("write a member in braces, as in `{project_url}/auth/v1`");
                continue;
            }
        };
        let Some(first) = names.first() else {
            continue;
        };
        for name in &names {
            let name = Sited {
                value: name.clone(),
                origin: url.origin.clone(),
            };
            cx.check_name(&name, "a member");
        }
        // The credential is unknown; the reader of its name reports that.
        if is_unknown(auth, credentials) {
            orphans.extend(names);
            continue;
        }
        match owner(auth, credentials) {
            Some(credential) => one_address(credential, url, cx),
            None => {
                let message = format!("no credential provides `{{{first}}}` of this base URL");
                let error = cx.reporter.error(Code::UnknownName, &url.origin, message);
                error.help(
                    "write `auth = \"…\"` with one credential of kind jwt, bearer or header: `{…}` becomes a member of it",
                );
            }
        }
    }
    orphans
}

fn is_unknown(auth: &AuthUse, known: &[Credential]) -> bool {
    match auth {
        AuthUse::None => false,
        AuthUse::Named(names) => names.iter().any(|name| {
            let mut known = known.iter();
            known.all(|one| one.name.value != name.value)
        }),
    }
}

/// Returns the only credential of a server, if it can have members.
fn owner<'d>(auth: &AuthUse, credentials: &'d mut [Credential]) -> Option<&'d mut Credential> {
    let AuthUse::Named(names) = auth else {
        return None;
    };
    let [name] = names.as_slice() else {
        return None;
    };
    credentials
        .iter_mut()
        .find(|credential| credential.name.value == name.value)
        .filter(|credential| credential.kind.parts().is_some())
}

fn one_address(credential: &mut Credential, url: &Sited<String>, cx: &mut Context<'_, '_>) {
    if let Some(first) = &credential.base_url {
        let message = format!(
            "`{}` already belongs to another base URL",
            credential.name.value
        );
        let error = cx.reporter.error(Code::BadValue, &url.origin, message);
        error
            .also(&first.origin, "the first one")
            .help("define another credential for the second server");
        return;
    }
    credential.base_url = Some(url.clone());
}
