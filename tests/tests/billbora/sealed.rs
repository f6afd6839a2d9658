//! Secrets are in no file except an encrypted one.

use std::fs;

use billbora_mock::{EMAIL, ORGANIZATION, PASSWORD};
use billing_runtime::session::store::{FileStore, SealKey, SealedStore};

use super::{client, login, mock, run};

/// Fault 76: looks in every file for the password, the tokens and the refresh tokens of a session.
#[test]
fn fault_76_files_hold_sealed_tokens_only() {
    run(async {
        let mock = mock();
        let folder = std::env::temp_dir().join(format!("billbora-sealed-{}", std::process::id()));
        let store = || {
            let key = SealKey::from([7; 32]);
            SealedStore::new(FileStore::new(&folder), key)
        };
        let session = login(&mock).store(store()).sign_in(EMAIL, PASSWORD);
        let session = session.tenant(ORGANIZATION).await.unwrap();
        let billbora = client(&mock, session);
        mock.controls().expire_now();
        billbora.invoices().list().await.unwrap();

        let mut secrets = vec![PASSWORD.to_owned()];
        for seen in mock.seen_with_secrets() {
            let header = seen
                .header("authorization")
                .and_then(|value| value.split_once(' '));
            secrets.extend(header.map(|(_, token)| token.to_owned()));
            let body: serde_json::Value = serde_json::from_slice(&seen.body).unwrap_or_default();
            for name in ["refresh", "refresh_token", "supabase_token"] {
                secrets.extend(body[name].as_str().map(str::to_owned));
            }
        }
        assert!(secrets.len() >= 4, "{}", secrets.len());
        let mut files = 0;
        for entry in fs::read_dir(&folder).unwrap() {
            let bytes = fs::read(entry.unwrap().path()).unwrap();
            let text = String::from_utf8_lossy(&bytes);
            files += 1;
            for secret in &secrets {
                assert!(!text.contains(secret.as_str()), "{text}");
            }
        }
        assert!(files >= 2, "{files}");
        // A later run continues with them.
        let resumed = login(&mock)
            .store(store())
            .resume(EMAIL)
            .tenant(ORGANIZATION);
        client(&mock, resumed.await.unwrap())
            .invoices()
            .list()
            .await
            .unwrap();
        fs::remove_dir_all(&folder).unwrap();
    });
}
