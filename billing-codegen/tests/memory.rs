//! Measures the memory that generating takes for each byte of a schema.

use billing_codegen::TypesOptions;
use billing_codegen::source::Input;
use billing_harness::alone;

/// The approximate size of a schema in bytes.
const SIZE: usize = 1_000_000;

/// Joins the results of a function for 0, 1 and so on, until they have `SIZE` bytes.
fn each(make: impl Fn(usize) -> String) -> String {
    let mut text = String::with_capacity(SIZE + 1_000);
    for number in 0.. {
        text += &make(number);
        if text.len() > SIZE {
            break;
        }
        text.push(',');
    }
    text
}

fn members(make: impl Fn(usize) -> String) -> String {
    format!(r#"{{"type":"object","properties":{{{}}}}}"#, each(make))
}

/// Generates types, and returns the peak growth of the memory of this process for each byte of the schema.
///
/// Returns `None` if the system does not report it.
fn growth(text: String) -> Option<usize> {
    let size = text.len();
    let input = Input::Memory(vec![("schema.json".into(), text.into())]);
    let options = TypesOptions {
        root: "Root".into(),
        ..TypesOptions::default()
    };
    let before = status("VmRSS:")?;
    let (text, _) = billing_codegen::types(&input, &options).unwrap();
    assert!(text.contains("Root"));
    Some((status("VmHWM:")? - before) * 1024 / size)
}

/// Returns a status value of this process in KiB.
fn status(name: &str) -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

macro_rules! bounds {
    ($($test:ident: $text:expr, at most $most:literal times;)*) => {$(
        #[test]
        fn $test() {
            if !alone(concat!("memory::", stringify!($test))) {
                return;
            }
            match growth($text) {
                Some(times) => {
                    println!("{times} times the schema");
                    assert!(times <= $most, "{times} times the schema, not {}", $most);
                }
                None => println!("skipped: the system does not tell the memory of a process"),
            }
        }
    )*};
}

// The aim is 20 times. Lists with short entries miss it: an entry of the list of numbers has 7 bytes, and 55 in the
// generated code alone.
bounds! {
    definitions: {
        let text = "What this member means, in about as many words as people write in schemas.";
        let member = |i: usize| {
            format!(r##""member{i}":{{"description":"{text}","$ref":"#/definitions/D0"}}"##)
        };
        let of = |i| {
            let members: Vec<String> = (0..12).map(member).collect();
            format!(r#""D{i}":{{"type":"object","properties":{{{}}}}}"#, members.join(","))
        };
        format!(r##"{{"type":"object","properties":{{"a":{{"$ref":"#/definitions/D1"}}}},"definitions":{{{}}}}}"##, each(of))
    }, at most 20 times;
    listed_values: format!(r#"{{"enum":[{}]}}"#, each(|i| format!("\"value-{i}\""))), at most 55 times;
    numbers: format!(r#"{{"enum":[{}]}}"#, each(|i| i.to_string())), at most 120 times;
    short_members: members(|i| format!(r#""m{i}":{{"type":"string"}}"#)), at most 55 times;
    members_of_three_types: members(|i| {
        format!(r#""m{i}":{{"type":["string","integer","boolean"]}}"#)
    }), at most 65 times;
}
