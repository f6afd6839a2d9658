//! Checks that accounts and slots may be any strings, and that no two are confused.

use super::{expect, key, load, put, take};
use crate::session::store::{Key, TokenStore};

/// Returns keys that are easily confused by file systems, patterns, separators or truncation.
fn odd() -> Vec<Key> {
    let long = "long/".repeat(1_000);
    let longer = format!("{long}1");
    let texts = [
        "",
        " ",
        ".",
        "..",
        "../up",
        "/",
        "\\",
        "a/b",
        "a%2fb",
        "a%2Fb",
        "a:b",
        "a=b",
        "a~b",
        "*",
        "a*",
        "?",
        "[a]",
        "{a}",
        "a}",
        "case",
        "Case",
        "CASE",
        "con",
        "nul.txt",
        "dot.",
        "dot",
        "space ",
        "space",
        "-",
        "--help",
        "line\nbreak",
        "tab\t",
        "zero\0",
        "\u{e9}",
        "e\u{301}",
        "ß",
        "ss",
        "你好",
        "🔑",
        "\u{202e}left",
        "'quote'",
        "\"quote\"",
        "$(id)",
        ".lock",
        "tmp",
        &long,
        &longer,
    ];
    let pairs = [
        ("ab", "c"),
        ("a", "bc"),
        ("a:b", "c"),
        ("a", "b:c"),
        ("a=b", "c"),
        ("a", "b=c"),
    ];
    texts
        .iter()
        .flat_map(|text| [key(text, "slot"), key("account", text)])
        .chain(pairs.map(|(account, slot)| key(account, slot)))
        .collect()
}

fn short(key: &Key) -> String {
    let short = |text: &str| text.chars().take(20).collect::<String>();
    format!("{:?} of {:?}", short(&key.slot), short(&key.account))
}

pub(super) async fn apart(store: &impl TokenStore) {
    let keys = odd();
    for (i, key) in keys.iter().enumerate() {
        assert!(
            load(store, key).await.is_none(),
            "the slot {} is empty although others are not",
            short(key)
        );
        assert!(
            put(store, key, 1, &i.to_string()).await,
            "the slot {} can be saved",
            short(key)
        );
    }
    for (i, key) in keys.iter().enumerate() {
        assert!(
            load(store, key).await == Some((1, i.to_string())),
            "the slot {} keeps its own entry",
            short(key)
        );
    }
    // Holds all leases at once: no lease may block another.
    for key in &keys {
        take(store, key).await;
    }
}

pub(super) async fn cleared_apart(store: &impl TokenStore) {
    let keys = odd();
    for key in &keys {
        put(store, key, 1, "text").await;
    }
    let mut cleared = Vec::new();
    for key in &keys {
        expect(store.clear(&key.account).await);
        cleared.push(&key.account);
        for other in &keys {
            let gone = load(store, other).await.is_none();
            assert!(
                gone == cleared.contains(&&other.account),
                "clearing the account of {} removes that account and no other; {} is {}",
                short(key),
                short(other),
                if gone { "gone" } else { "there" }
            );
        }
    }
}
