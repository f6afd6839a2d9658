//! The six formats of draft 4, and the two parts of a date-time.
use crate::wire::calendar;

/// Returns whether a string matches a format. Any string matches an unknown format.
pub(super) fn holds(name: &str, text: &str) -> bool {
    match name {
        // RFC 3339 has a `T`, and a zone.
        "date-time" => calendar::date_time(text)
            .is_some_and(|time| time.offset.is_some() && !text.contains(' ')),
        "date" => matches!(calendar::date(text), Some((_, ""))),
        // This day ended with a leap second, so every valid time existed on it.
        "time" => holds("date-time", &format!("1998-12-31T{text}")),
        "email" => email(text),
        "hostname" => hostname(text),
        "ipv4" => text.parse::<std::net::Ipv4Addr>().is_ok(),
        "ipv6" => text.parse::<std::net::Ipv6Addr>().is_ok(),
        "uri" => uri(text),
        _ => true,
    }
}

/// Returns an example of a format, for error messages.
pub(super) fn example(name: &str) -> &'static str {
    match name {
        "date-time" => "for example 2025-01-15T10:30:00Z",
        "date" => "for example 2025-01-15",
        "time" => "for example 10:30:00Z",
        "email" => "for example name@example.com",
        "hostname" => "for example www.example.com",
        "ipv4" => "for example 192.0.2.1",
        "ipv6" => "for example 2001:db8::1",
        _ => "for example https://example.com/path",
    }
}

fn email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let local_holds = match local
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
    {
        Some(quoted) => {
            !quoted.is_empty() && quoted.chars().all(|char| char != '"' && !char.is_control())
        }
        None => local
            .split('.')
            .all(|atom| !atom.is_empty() && atom.chars().all(is_atom)),
    };
    let domain_holds = match domain
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    {
        Some(address) => match address.strip_prefix("IPv6:") {
            Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
            None => address.parse::<std::net::Ipv4Addr>().is_ok(),
        },
        None => hostname(domain),
    };
    local_holds && domain_holds
}

fn is_atom(char: char) -> bool {
    char.is_alphanumeric() || "!#$%&'*+/=?^_`{|}~-".contains(char)
}

/// Checks the labels of RFC 1034, as extended by RFC 1123.
fn hostname(text: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.len() <= 253 && text.split('.').all(label)
}

/// Checks a URI of RFC 3986 with a scheme.
fn uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let scheme_holds = scheme.starts_with(|char: char| char.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let (hierarchy, query) = rest.split_once('?').unwrap_or((rest, ""));
    let path = match hierarchy.strip_prefix("//") {
        Some(rest) => {
            let end = rest.find('/').unwrap_or(rest.len());
            if !authority(&rest[..end]) {
                return false;
            }
            &rest[end..]
        }
        None => hierarchy,
    };
    scheme_holds && escaped(path, b":@/") && escaped(query, b":@/?") && escaped(fragment, b":@/?")
}

fn authority(text: &str) -> bool {
    let (user, host) = text.rsplit_once('@').unwrap_or(("", text));
    if !escaped(user, b":") {
        return false;
    }
    let (host, port) = match host.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((address, port)) if address.parse::<std::net::Ipv6Addr>().is_ok() => ("", port),
            _ => return false,
        },
        None => host.split_at(host.find(':').unwrap_or(host.len())),
    };
    escaped(host, b"")
        && (port.is_empty()
            || port
                .strip_prefix(':')
                .is_some_and(|port| port.bytes().all(|byte| byte.is_ascii_digit())))
}

/// Checks for unreserved characters, sub-delimiters, some further characters, and `%` with two hex digits.
fn escaped(text: &str, more: &[u8]) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let hex = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_hexdigit());
        let holds = byte.is_ascii_alphanumeric()
            || b"-._~!$&'()*+,;=".contains(&byte)
            || more.contains(&byte)
            || (byte == b'%' && hex(bytes.next()) && hex(bytes.next()));
        if !holds {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_times_are_checked() {
        for (name, text, expected) in [
            ("date", "2024-02-29", true),
            ("date", "2025-02-29", false),
            ("date", "2025-01-15T10:30:00Z", false),
            ("time", "10:30:00Z", true),
            ("time", "10:30:00.25+01:00", true),
            ("time", "23:59:60Z", true),
            ("time", "10:30:00", false),
            ("time", "24:00:00Z", false),
            ("uuid", "anything", true),
        ] {
            assert_eq!(holds(name, text), expected, "{name} {text}");
        }
    }
}
