//! Reads `mock.toml`: the settings of a mock that the schemas do not contain.

mod table;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};
use table::Table;

use super::Error;
use super::documents::toml_file;
use super::fill::Fill;
use super::print::Spelling;
use super::reply::Record;
use super::token::{Members, Rules};

/// The whole file.
#[derive(Debug, Default)]
pub(crate) struct Settings {
    /// `[credentials.*]`: the keys that are accepted if the caller sets none.
    pub(crate) credentials: BTreeMap<String, Members>,
    /// `[token]`
    pub(crate) token: Rules,
    /// `[paging]`
    pub(crate) paging: Pages,
    /// `[stores.*]`
    pub(crate) stores: BTreeMap<String, StoreSettings>,
    /// `[operations."*"]`
    pub(crate) operations: BTreeMap<String, OperationSettings>,
}

/// `[paging]`
#[derive(Debug, Default)]
pub(crate) struct Pages {
    /// The number of records on a page if the request does not specify it.
    pub(crate) size: Option<usize>,
    /// The maximum number of records on a page.
    pub(crate) cap: Option<usize>,
}

/// `[stores.*]`
#[derive(Debug, Default)]
pub(crate) struct StoreSettings {
    /// The id of the first record that is created.
    pub(crate) first_id: Option<i64>,
    /// Members of a created record that the request omits.
    pub(crate) defaults: Vec<(String, Fill)>,
    /// Members that are set on every created or updated record, whatever the request says.
    pub(crate) set: Vec<(String, Fill)>,
    /// The initial records.
    pub(crate) records: Vec<Record>,
}

/// `[operations."*"]`
#[derive(Debug, Default)]
pub(crate) struct OperationSettings {
    /// The store that the operation works on, if it is not the store of its resource.
    pub(crate) store: Option<String>,
    /// Attributes that must equal a parameter of the path or the query if the parameter was sent.
    pub(crate) filter: Vec<(String, String)>,
    /// How ids are printed.
    pub(crate) id: Option<Spelling>,
    /// How members are printed, by their dotted paths, which apply to every item of a list.
    pub(crate) print: Vec<(String, Spelling)>,
    /// Whether one record is printed as a list of one.
    pub(crate) one_as_list: bool,
    /// A fixed response.
    pub(crate) reply: Option<Value>,
}

impl Settings {
    /// Reads the folder's `mock.toml`, if it exists, and merges other files into it.
    pub(crate) fn load(folder: &Path, more: &[PathBuf]) -> Result<Self, Error> {
        let own = toml_file(&folder.join("mock.toml"))?;
        let mut file = own.unwrap_or_else(|| Value::Object(Map::new()));
        for path in more {
            let missing = || Error::new(format!("{}: the file does not exist", path.display()));
            join(&mut file, toml_file(path)?.ok_or_else(missing)?);
        }
        Self::read(&file)
    }

    fn read(file: &Value) -> Result<Self, Error> {
        let root = Table::new("mock.toml", file)?;
        root.only(&["credentials", "token", "paging", "stores", "operations"])?;
        let mut settings = Self::default();
        for table in root.tables("credentials")? {
            let members = table.entries().map(|(name, value)| {
                let text = value.as_str().ok_or_else(|| table.bad(name, "a text"))?;
                Ok((name.clone(), text.to_owned()))
            });
            let members = members.collect::<Result<_, Error>>()?;
            settings.credentials.insert(table.name(), members);
        }
        if let Some(token) = root.table("token")? {
            settings.token = rules(&token)?;
        }
        if let Some(paging) = root.table("paging")? {
            paging.only(&["size", "cap"])?;
            let count = |name| Ok(paging.integer(name)?.and_then(|n| usize::try_from(n).ok()));
            settings.paging = Pages {
                size: count("size")?,
                cap: count("cap")?,
            };
        }
        for table in root.tables("stores")? {
            settings.stores.insert(table.name(), store(&table)?);
        }
        for table in root.tables("operations")? {
            settings.operations.insert(table.name(), operation(&table)?);
        }
        Ok(settings)
    }
}

/// Merges a file into another: tables are merged, other values are replaced.
fn join(file: &mut Value, over: Value) {
    match (file, over) {
        (Value::Object(members), Value::Object(over)) => {
            for (name, value) in over {
                join(members.entry(name).or_insert(Value::Null), value);
            }
        }
        (file, over) => *file = over,
    }
}

fn rules(table: &Table<'_>) -> Result<Rules, Error> {
    table.only(&["schemes", "leeway", "lifetime", "unchecked"])?;
    let texts = |name: &str| {
        let texts = table.list(name)?.into_iter();
        let texts = texts.map(|text| text.as_str().map(str::to_owned));
        let texts: Option<Vec<_>> = texts.collect();
        texts.ok_or_else(|| table.bad(name, "an array of strings"))
    };
    let usual = Rules::default();
    Ok(Rules {
        schemes: texts("schemes")?,
        leeway: table.integer("leeway")?.unwrap_or(usual.leeway),
        lifetime: table.integer("lifetime")?,
        unchecked: texts("unchecked")?,
    })
}

fn store(table: &Table<'_>) -> Result<StoreSettings, Error> {
    table.only(&["first_id", "defaults", "set", "records"])?;
    let fills = |name: &str| -> Result<Vec<(String, Fill)>, Error> {
        let Some(table) = table.table(name)? else {
            return Ok(Vec::new());
        };
        let fills = table.entries().map(|(member, value)| {
            let fill = Fill::read(value).map_err(|message| table.bad(member, &message))?;
            Ok((member.clone(), fill))
        });
        fills.collect()
    };
    let mut records = Vec::new();
    for record in table.list("records")? {
        let id = record.get("id").filter(|id| id.is_string() || id.is_i64());
        match (id, record.get("attributes").and_then(Value::as_object)) {
            (Some(id), Some(attributes)) => records.push(Record {
                id: id.clone(),
                attributes: attributes.clone(),
            }),
            _ => return Err(table.bad("records", "tables with `id` and `attributes`")),
        }
    }
    Ok(StoreSettings {
        first_id: table.integer("first_id")?,
        defaults: fills("defaults")?,
        set: fills("set")?,
        records,
    })
}

fn operation(table: &Table<'_>) -> Result<OperationSettings, Error> {
    table.only(&["store", "filter", "id", "print", "one_as_list", "reply"])?;
    let spelling = |at: &Table<'_>, name: &str, value: &Value| {
        let spelling = value.as_str().and_then(Spelling::read);
        spelling.ok_or_else(|| at.bad(name, "text, text:<decimals>, number or empty-list"))
    };
    let mut settings = OperationSettings {
        store: table.text("store")?,
        one_as_list: table.get("one_as_list") == Some(&Value::Bool(true)),
        reply: table.get("reply").cloned(),
        ..OperationSettings::default()
    };
    if let Some(value) = table.get("id") {
        settings.id = Some(spelling(table, "id", value)?);
    }
    if let Some(filter) = table.table("filter")? {
        for (attribute, value) in filter.entries() {
            let parameter = value
                .as_str()
                .ok_or_else(|| filter.bad(attribute, "a text"))?;
            settings
                .filter
                .push((attribute.clone(), parameter.to_owned()));
        }
    }
    if let Some(print) = table.table("print")? {
        for (path, value) in print.entries() {
            settings
                .print
                .push((path.clone(), spelling(&print, path, value)?));
        }
    }
    Ok(settings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_mistake_names_its_place() {
        let error = |file: Value| Settings::read(&file).unwrap_err().to_string();
        assert!(
            error(json!({ "stores": { "a": { "frist_id": 1 } } }))
                .starts_with("mock.toml: stores.a: unknown key `frist_id`")
        );
        assert_eq!(
            error(json!({ "operations": { "a.b": { "print": { "x": "bold" } } } })),
            "mock.toml: operations.a.b.print.x: expected text, text:<decimals>, number or empty-list"
        );
    }

    #[test]
    fn names_with_dots_stay_whole() {
        let settings = Settings::read(&json!({ "operations": { "a.b": {} } })).unwrap();
        assert!(settings.operations.contains_key("a.b"));
    }
}
