//! Makes a string with the format, pattern and length of schemas.

use serde_json::Value;

use super::Facet;
use crate::{clock, pattern};

/// Makes a string; without a format or pattern, the string is `name`.
pub(super) fn text(
    facets: &[Facet<'_>],
    attempt: usize,
    salt: u64,
    now: i64,
    name: &str,
) -> String {
    let word = |word: &str| facets.iter().find_map(|(_, schema)| schema.get(word));
    let bound = |word: &'static str| {
        facets
            .iter()
            .filter_map(move |(_, s)| s.get(word)?.as_u64())
    };
    let least = usize::try_from(bound("minLength").max().unwrap_or(0).min(100_000)).unwrap_or(0);
    let most = bound("maxLength")
        .min()
        .and_then(|most| usize::try_from(most).ok());
    if let Some(pattern) = word("pattern").and_then(Value::as_str) {
        // Each attempt makes a longer string until it is long enough.
        let samples = (0..64).filter_map(|more| pattern::sample(pattern, salt, more));
        let mut long = samples.filter(|text| text.chars().count() >= least);
        if let Some(text) = long.nth(attempt / 2) {
            return text;
        }
    }
    if let Some(text) = word("format")
        .and_then(Value::as_str)
        .and_then(|format| formatted(format, salt, now))
    {
        return text;
    }
    let mut text = match salt {
        // If the string is refused, its length may be wrong: try shorter and longer ones.
        _ if attempt >= 8 => "x".repeat(attempt - 8),
        0 => name.to_owned(),
        salt => format!("{name} {salt}"),
    };
    while text.chars().count() < least {
        text.push('x');
    }
    match most {
        // The end of a string distinguishes it from others.
        Some(most) if text.chars().count() > most => {
            let from = text.chars().count() - most;
            text.chars().skip(from).collect()
        }
        _ => text,
    }
}

fn formatted(format: &str, salt: u64, now: i64) -> Option<String> {
    let later = now.saturating_add(i64::try_from(salt).unwrap_or(0).saturating_mul(86_400));
    Some(match format {
        "date" => clock::date(later),
        "date-time" => clock::rfc3339(later),
        "time" => "12:00:00Z".to_owned(),
        "email" => format!("user{salt}@example.com"),
        "uri" | "url" => format!("https://example.com/{salt}"),
        "hostname" => format!("host{salt}.example.com"),
        "ipv4" => format!("192.0.2.{}", salt % 256),
        "ipv6" => format!("2001:db8::{salt:x}"),
        "uuid" => format!("00000000-0000-4000-8000-{salt:012x}"),
        _ => return None,
    })
}
