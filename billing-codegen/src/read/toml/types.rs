//! Reads `[types]`: how types are generated and named.

use super::table::{Context, Table};
use crate::definition::{Definition, Engine};
use crate::report::Code;
use crate::schema::{Dialect, FORMATS, Rename};
use crate::source::{At, Sited};

/// The only value that `accept` in `[types]` can contain.
const DRAFT_6: &str = "draft-6";

/// Reads the table. It selects the accepted drafts, so it must be read before any schema.
pub(super) fn types<'s>(at: Option<At<'s>>, definition: &mut Definition, cx: &mut Context<'s, '_>) {
    let table = at.and_then(|at| Table::new(at, "`[types]`", cx));
    let Some(mut table) = table else {
        return;
    };
    if let Some(engine) = table.text("engine", cx) {
        definition.types.engine = self::engine(&engine, cx);
    }
    let formats = table.get("formats");
    let formats = formats.map_or_else(Vec::new, |at| cx.texts(&at, "formats"));
    for format in &formats {
        if !FORMATS.contains(&format.value.as_str()) {
            let key = "format";
            cx.word(&format.origin, key, &format.value, &FORMATS);
        }
    }
    let accept = table.get("accept");
    for draft in accept.map_or_else(Vec::new, |at| cx.texts(&at, "accept")) {
        if draft.value != DRAFT_6 {
            cx.word(&draft.origin, "draft", &draft.value, &[DRAFT_6]);
            continue;
        }
        for (file, _) in cx.sources.files() {
            cx.schemas.set_dialect(file, Dialect::Draft6);
        }
    }
    if let Some(at) = table.get("rename") {
        definition.types.renames = renames(at, cx);
    }
    table.finish(cx);
    definition.types.formats = formats;
}

fn engine(word: &Sited<String>, cx: &mut Context<'_, '_>) -> Engine {
    if word.value != "typify" {
        cx.word(&word.origin, "engine", &word.value, &["typify"]);
        return Engine::Own;
    }
    if !cfg!(feature = "typify") {
        let message = "`engine = \"typify\"` needs the feature `typify` of billing-codegen";
        let error = cx.reporter.error(Code::BadValue, &word.origin, message);
        error.help("write `billing-codegen = { version = \"…\", features = [\"typify\"] }` under `[build-dependencies]`, or install the command with `--features cli,typify`");
    }
    Engine::Typify
}

/// Reads `[types.rename]`: new names, by reference.
fn renames<'s>(at: At<'s>, cx: &mut Context<'s, '_>) -> Vec<Rename> {
    let Some(table) = Table::new(at, "`[types.rename]`", cx) else {
        return Vec::new();
    };
    let mut renames = Vec::new();
    for (member, at) in table.at.members() {
        let place = Sited {
            value: member.name.clone(),
            origin: at.part(member.name_span),
        };
        let name = cx.text(&at, &member.name);
        renames.extend(name.map(|name| Rename { place, name }));
    }
    renames
}
