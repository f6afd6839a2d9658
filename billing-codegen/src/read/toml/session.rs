//! Reads `[auth.*]` with `kind = "session"`: the calls that a session consists of.

use super::claim::part;
use super::duration::duration;
use super::scheme;
use super::table::{Context, Table};
use crate::definition::{Input, Output, Part, Reaction, Session, SessionValue, Step, StepKind};
use crate::report::Code;
use crate::source::{At, Sited};

/// Reads every key of the table except `kind`.
pub(super) fn session<'s>(name: &str, table: &mut Table<'s>, cx: &mut Context<'s, '_>) -> Session {
    let scheme = scheme::fixed(table, cx);
    let identity = table.text("identity", cx);
    let lifetime = table.text("lifetime", cx);
    let reuse = table.text("reuse", cx);
    let mut steps = Vec::new();
    for kind in StepKind::ALL {
        if let Some(at) = table.get(kind.word()) {
            steps.extend(step(*kind, at, cx));
        }
    }
    let begins = [StepKind::SignIn, StepKind::Exchange, StepKind::Refresh];
    if !begins.iter().any(|kind| table.has(kind.word())) {
        let steps = "sign_in`, `exchange` or `refresh";
        table.missing(steps, &format!("[auth.{name}.sign_in]"), cx);
    }
    let codes = table.get("codes").map_or_else(Vec::new, |at| codes(at, cx));
    Session {
        origin: table.origin(),
        scheme,
        identity,
        lifetime: lifetime.and_then(|text| duration(&text, cx)),
        reuse: reuse.and_then(|text| duration(&text, cx)),
        steps,
        codes,
    }
}

fn step<'s>(kind: StepKind, at: At<'s>, cx: &mut Context<'s, '_>) -> Option<Step> {
    let mut table = Table::new(at, format!("`{}`", kind.word()), cx)?;
    let origin = table.origin();
    let call = table.needs("call", "call = \"auth.sign_in\"", cx);
    let mut send = Vec::new();
    for (name, text) in texts(table.get("send"), "`send`", cx) {
        send.push((name, input(kind, text, cx)));
    }
    let mut query = Vec::new();
    for (name, text) in texts(table.get("query"), "`query`", cx) {
        query.push((name, input(kind, text, cx)));
    }
    let mut take: Vec<(Output, Sited<String>)> = Vec::new();
    for (name, path) in texts(table.get("take"), "`take`", cx) {
        let known = Output::ALL.iter().find(|word| word.word() == name.value);
        match known {
            Some(word) => {
                if path.value.split('.').any(str::is_empty) {
                    let message = format!(
                        "`{}` is not a valid path: names joined by single dots",
                        path.value
                    );
                    cx.reporter.error(Code::BadValue, &path.origin, message);
                }
                take.push((*word, path));
            }
            None => {
                let words: Vec<&str> = Output::ALL.iter().map(|word| word.word()).collect();
                cx.word(&name.origin, "key of `take`", &name.value, &words);
            }
        }
    }
    let bearer = table.text("bearer", cx);
    let before = cx.reporter.diagnostics.len();
    let bearer = bearer.map(|text| input(kind, text, cx));
    let understood = cx.reporter.diagnostics.len() == before;
    let wrong = bearer.as_ref().filter(|bearer| !is_token(&bearer.value));
    if let Some(bearer) = wrong.filter(|_| understood) {
        let message = "`bearer` must be a token of the session";
        let error = cx.reporter.error(Code::BadValue, &bearer.origin, message);
        error.help("write `bearer = \"{identity}\"` or `bearer = \"{access}\"`");
    }
    table.finish(cx);
    Some(Step {
        origin,
        kind,
        call: call?,
        send,
        query,
        take,
        bearer,
    })
}

fn is_token(input: &Input) -> bool {
    !matches!(
        input,
        Input::Literal(_)
            | Input::Value(
                SessionValue::User
                    | SessionValue::Password
                    | SessionValue::Tenant
                    | SessionValue::Scope
            )
    )
}

/// Reads a literal string or a value of the session in braces. Reports an unknown value and reads it as a string.
fn input(kind: StepKind, text: Sited<String>, cx: &mut Context<'_, '_>) -> Sited<Input> {
    let name = match part(text, cx) {
        Part::Literal(Sited { value, origin }) => {
            let value = Input::Literal(value);
            return Sited { value, origin };
        }
        Part::Member(name) => name,
    };
    let known = SessionValue::ALL
        .iter()
        .find(|word| word.word() == name.value);
    let Some(value) = known.copied() else {
        let message = format!("a session has no `{{{}}}`", name.value);
        let words = SessionValue::ALL.iter().map(|word| word.word());
        let error = cx.reporter.error(Code::UnknownName, &name.origin, message);
        error.suggest(&name.value, words);
        return Sited {
            value: Input::Literal(name.value),
            origin: name.origin,
        };
    };
    if matches!(value, SessionValue::User | SessionValue::Password) && kind != StepKind::SignIn {
        let message = format!("only `sign_in` has `{{{}}}`", name.value);
        let error = cx.reporter.error(Code::BadValue, &name.origin, message);
        error.help("a session does not keep the password: later steps use its tokens, as in `{identity_refresh}` or `{refresh}`");
    }
    if value == SessionValue::Scope && kind != StepKind::SignOut {
        let message = "only `sign_out` has `{scope}`";
        let error = cx.reporter.error(Code::BadValue, &name.origin, message);
        error.help("a scope says which sessions a sign-out ends: `global`, `local` or `others`");
    }
    Sited {
        value: Input::Value(value),
        origin: name.origin,
    }
}

fn codes<'s>(at: At<'s>, cx: &mut Context<'s, '_>) -> Vec<(Sited<String>, Reaction)> {
    let mut codes = Vec::new();
    for (name, word) in texts(Some(at), "`codes`", cx) {
        let known = Reaction::ALL
            .iter()
            .find(|known| known.word() == word.value);
        match known {
            Some(reaction) => codes.push((name, *reaction)),
            None => {
                let words: Vec<&str> = Reaction::ALL.iter().map(|word| word.word()).collect();
                cx.word(&word.origin, "reaction to a code", &word.value, &words);
            }
        }
    }
    codes
}

/// Reads a table of strings in source order.
fn texts<'s>(
    at: Option<At<'s>>,
    what: &str,
    cx: &mut Context<'s, '_>,
) -> Vec<(Sited<String>, Sited<String>)> {
    let table = at.and_then(|at| Table::new(at, what, cx));
    let Some(table) = table else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (member, at) in table.at.members() {
        let name = Sited {
            value: member.name.clone(),
            origin: at.part(member.name_span),
        };
        found.extend(cx.text(&at, &member.name).map(|text| (name, text)));
    }
    found
}
