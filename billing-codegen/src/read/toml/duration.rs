//! Reads durations such as `10s`, `1h` and `90d`.

use super::table::Context;
use crate::report::Code;
use crate::source::Sited;

/// Reads a duration and returns it in seconds. Reports an invalid duration.
pub(super) fn duration(text: &Sited<String>, cx: &mut Context<'_, '_>) -> Option<u64> {
    let seconds = seconds(&text.value);
    if seconds.is_none() {
        let message = format!("`{}` is not a valid duration", text.value);
        let error = cx.reporter.error(Code::BadValue, &text.origin, message);
        error.help("write a number and a unit, as in `10s`, `5m`, `1h` or `90d`");
    }
    seconds
}

fn seconds(text: &str) -> Option<u64> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let unit = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 86_400,
        _ => return None,
    };
    let number: u32 = number.parse().ok()?;
    Some(u64::from(number) * unit).filter(|seconds| *seconds > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths() {
        for (text, expected) in [
            ("10s", Some(10)),
            ("5m", Some(300)),
            ("1h", Some(3600)),
            ("90d", Some(7_776_000)),
            ("0s", None),
            ("90", None),
            ("", None),
            ("d", None),
            ("-1d", None),
            ("1é", None),
            ("99999999999d", None),
        ] {
            assert_eq!(seconds(text), expected, "{text}");
        }
    }
}
