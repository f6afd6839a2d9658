//! File names for any account and slot, on any file system.

use std::fmt::Write as _;

/// The maximum length of a part of a file name. A longer part is cut and ends in a hash.
const MAX_LENGTH: usize = 80;
const PREFIX_LENGTH: usize = 40;

/// Returns one part of a file name: lower-case letters, digits and `-_@` unchanged, everything else
/// as `%xx`.
///
/// The part works on systems that ignore letter case, change the encoding of accents, or reserve
/// names and characters. It never contains `=`, which separates account and slot.
pub(super) fn file_name_part(text: &str) -> String {
    let mut name = encoded(text);
    if name.len() > MAX_LENGTH {
        let hash = hash(text.as_bytes());
        name.truncate(PREFIX_LENGTH);
        let _ = write!(name, "~{hash:032x}");
    }
    name
}

/// Encodes everything except lower-case letters, digits and `-_@` as `%xx`.
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

/// Returns the 128-bit FNV-1a hash, which detects corruption and tells long names apart. It need
/// not be secure: anybody who could forge a hash could also write the file, and each file also
/// states its full key.
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
        assert_eq!(file_name_part("user@example.com"), "user@example%2ecom");
        assert_eq!(file_name_part("../..\\a"), "%2e%2e%2f%2e%2e%5ca");
        assert_eq!(file_name_part("Org"), "%4frg");
        assert_eq!(file_name_part("a=b\0é\n"), "a%3db%00%c3%a9%0a");
        assert_eq!(file_name_part(""), "");
    }

    #[test]
    fn long_names_are_short_and_differ() {
        let long = "é".repeat(5_000);
        let (one, two) = (
            file_name_part(&format!("{long}1")),
            file_name_part(&format!("{long}2")),
        );
        assert!(one.len() <= MAX_LENGTH && two.len() <= MAX_LENGTH);
        assert_ne!(one, two);
        assert_eq!(one, file_name_part(&format!("{long}1")));
    }

    /// Uses the reference vectors of the authors of FNV.
    #[test]
    fn the_hash_is_fnv_1a() {
        assert_eq!(hash(b""), 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d);
        assert_eq!(hash(b"a"), 0xd228_cb69_6f1a_8caf_7891_2b70_4e4a_8964);
    }
}
