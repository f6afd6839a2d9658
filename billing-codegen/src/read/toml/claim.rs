//! Reads strings with a meaning: `{member}`, `now + 30s` and `md5(sub, iat)`.

use super::table::{Context, Table};
use crate::definition::{Claim, Part};
use crate::report::Code;
use crate::source::{At, Sited};

const FORMS: &str = "a claim is a string, `{member}`, `now`, `now + 30s`, or `md5(claim, claim)`";

/// Reads `claims` in source order.
pub(super) fn claims<'s>(at: At<'s>, cx: &mut Context<'s, '_>) -> Vec<(Sited<String>, Claim)> {
    let Some(table) = Table::new(at, "`claims`", cx) else {
        return Vec::new();
    };
    let mut claims = Vec::new();
    for (member, at) in table.at.members() {
        let name = Sited {
            value: member.name.clone(),
            origin: at.part(member.name_span),
        };
        if let Some(text) = cx.text(&at, &member.name) {
            let claim = claim(text, cx);
            claims.push((name, claim));
        }
    }
    let names: Vec<String> = claims.iter().map(|(name, _)| name.value.clone()).collect();
    for (own, claim) in &claims {
        let Claim::Md5(parts) = claim else { continue };
        for part in parts {
            let others = names
                .iter()
                .map(String::as_str)
                .filter(|name| *name != own.value);
            if !others.clone().any(|name| name == part.value) {
                let message = format!("there is no other claim `{}`", part.value);
                let error = cx.reporter.error(Code::UnknownName, &part.origin, message);
                error.suggest(&part.value, others);
            }
        }
    }
    claims
}

fn claim(text: Sited<String>, cx: &mut Context<'_, '_>) -> Claim {
    let written = text.value.trim();
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if let Some(rest) = written.strip_prefix("now")
        && !rest.starts_with(is_word)
    {
        let seconds = seconds(rest);
        if seconds.is_none() {
            let message = format!("`{written}` is not a valid time");
            let error = cx.reporter.error(Code::BadValue, &text.origin, message);
            error.help("write `now`, `now + 30s`, `now - 10s`, `now + 5m` or `now + 1h`");
        }
        return Claim::Now(seconds.unwrap_or(0));
    }
    let call = written
        .strip_suffix(')')
        .and_then(|call| call.split_once('('));
    if let Some((function, arguments)) = call {
        let names: Vec<&str> = arguments.split(',').map(str::trim).collect();
        let all = function == "md5" && names.iter().all(|name| !name.is_empty());
        if !all {
            let message = format!("`{written}` is not a valid claim");
            cx.reporter
                .error(Code::BadValue, &text.origin, message)
                .help(FORMS);
        }
        let name = |name: &str| Sited {
            value: name.to_owned(),
            origin: text.origin.clone(),
        };
        return Claim::Md5(if all {
            names.into_iter().map(name).collect()
        } else {
            Vec::new()
        });
    }
    Claim::Part(part(text, cx))
}

/// Reads the offset after `now`, in seconds.
fn seconds(rest: &str) -> Option<i64> {
    let rest = rest.trim();
    if rest.is_empty() {
        return Some(0);
    }
    let (sign, rest) = match (rest.strip_prefix('+'), rest.strip_prefix('-')) {
        (Some(rest), _) => (1, rest),
        (_, Some(rest)) => (-1, rest),
        _ => return None,
    };
    let rest = rest.trim();
    let (number, unit) = rest.split_at_checked(rest.len().checked_sub(1)?)?;
    let unit = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        _ => return None,
    };
    let number: u32 = number.trim().parse().ok()?;
    Some(sign * unit * i64::from(number))
}

/// Reads a literal string or `{member}`.
pub(super) fn part(text: Sited<String>, cx: &mut Context<'_, '_>) -> Part {
    let inner = text
        .value
        .strip_prefix('{')
        .and_then(|rest| rest.strip_suffix('}'));
    let name = inner.map(|name| Sited {
        value: name.to_owned(),
        origin: text.origin.clone(),
    });
    match name {
        Some(name) => {
            cx.check_name(&name, "a member");
            Part::Member(name)
        }
        None => {
            if text.value.contains(['{', '}']) {
                let message = "a string cannot contain braces";
                let error = cx.reporter.error(Code::BadValue, &text.origin, message);
                error.help("write a member on its own, as `\"{member}\"`");
            }
            Part::Literal(text)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_times() {
        for (text, expected) in [
            ("", Some(0)),
            (" + 30s", Some(30)),
            ("+30s", Some(30)),
            (" - 10 s", Some(-10)),
            (" + 5m", Some(300)),
            (" + 1h", Some(3600)),
            (" + 30", None),
            (" 30s", None),
            (" + s", None),
            (" + 30é", None),
            (" + 99999999999s", None),
        ] {
            assert_eq!(seconds(text), expected, "{text}");
        }
    }
}
