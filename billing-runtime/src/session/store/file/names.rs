//! Names of files that any account and slot can have, on any file system.

use std::fmt::Write as _;

/// The longest name of one part; longer ones end in a hash.
const LONGEST: usize = 80;
const KEPT: usize = 40;

/// A part of a name: lower-case letters and digits as they are, all else as `%xx`.
///
/// Nothing in it depends on letter case, on the form of accents, or on words and signs that a
/// system reserves. It never holds `=`, which stands between account and slot.
pub(super) fn part(text: &str) -> String {
    let mut name = encoded(text);
    if name.len() > LONGEST {
        let hash = hash(text.as_bytes());
        name.truncate(KEPT);
        let _ = write!(name, "~{hash:032x}");
    }
    name
}

/// Plain letters, digits and `-_@`; the rest as `%xx`.
pub(super) fn encoded(text: &str) -> String {
    let mut name = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'@' => name.push(char::from(byte)),
            _ => {
                let _ = write!(name, "%{byte:02x}");
            }
        }
    }
    name
}

/// FNV-1a with 128 bits: tells damage and long names apart. Whoever could forge it could write
/// the file; and each file names its whole key besides.
pub(super) fn hash(bytes: &[u8]) -> u128 {
    let start = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    bytes.iter().fold(start, |hash, byte| {
        (hash ^ u128::from(*byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_leaves_the_folder_or_depends_on_case() {
        assert_eq!(part("user@example.com"), "user@example%2ecom");
        assert_eq!(part("../..\\a"), "%2e%2e%2f%2e%2e%5ca");
        assert_eq!(part("Org"), "%4frg");
        assert_eq!(part("a=b\0é\n"), "a%3db%00%c3%a9%0a");
        assert_eq!(part(""), "");
    }

    #[test]
    fn long_names_are_short_and_differ() {
        let long = "é".repeat(5_000);
        let (one, two) = (part(&format!("{long}1")), part(&format!("{long}2")));
        assert!(one.len() <= LONGEST && two.len() <= LONGEST);
        assert_ne!(one, two);
        assert_eq!(one, part(&format!("{long}1")));
    }

    /// From the reference vectors of the hash's authors.
    #[test]
    fn the_hash_is_fnv_1a() {
        assert_eq!(hash(b""), 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d);
        assert_eq!(hash(b"a"), 0xd228_cb69_6f1a_8caf_7891_2b70_4e4a_8964);
    }
}
