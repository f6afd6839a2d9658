//! Every assertion keyword of draft 4 affects the generated types.

use billing_shared::{Keyword, Subject};

use billing_codegen::TypesOptions;
use billing_codegen::source::Input;

/// Returns a value of the keyword, and the types for which it restricts values.
fn sample(keyword: Keyword) -> (&'static str, &'static [&'static str]) {
    const EVERY: &[&str] = &[
        "", "object", "array", "string", "integer", "number", "boolean",
    ];
    let value = match keyword {
        Keyword::Type => r#""null""#,
        Keyword::Enum => "[[]]",
        Keyword::AllOf | Keyword::AnyOf => r#"[{"not":{"enum":[[1]]}}]"#,
        Keyword::OneOf => r#"[{},{"enum":[[1]]}]"#,
        Keyword::Not => r#"{"enum":[[1]]}"#,
        Keyword::MultipleOf | Keyword::Maximum | Keyword::Minimum => "3",
        Keyword::MaxLength | Keyword::MinLength => "3",
        Keyword::Pattern => r#""^a""#,
        Keyword::Format => r#""ipv4""#,
        Keyword::Items => r#"{"type":"boolean"}"#,
        Keyword::MaxItems | Keyword::MinItems => "3",
        Keyword::UniqueItems => "true",
        Keyword::MaxProperties | Keyword::MinProperties => "3",
        Keyword::Required => r#"["a"]"#,
        Keyword::AdditionalProperties => "false",
        Keyword::Properties => r#"{"a":{"type":"boolean"}}"#,
        Keyword::PatternProperties => r#"{"^a":{"type":"boolean"}}"#,
        Keyword::Dependencies => r#"{"a":["b"]}"#,
        // These modify another keyword and assert nothing alone.
        Keyword::ExclusiveMaximum | Keyword::ExclusiveMinimum | Keyword::AdditionalItems => "",
        Keyword::Definitions | Keyword::Title | Keyword::Description | Keyword::Default => "",
        Keyword::Ref | Keyword::Id | Keyword::Schema => "",
    };
    let words: &[&str] = match keyword.subject() {
        _ if value.is_empty() => &[],
        Subject::Nothing => &[],
        Subject::Any if keyword == Keyword::Type => &[""],
        Subject::Any => EVERY,
        Subject::Number => &["", "integer", "number"],
        Subject::String => &["", "string"],
        Subject::Array => &["", "array"],
        Subject::Object => &["", "object"],
    };
    (value, words)
}

/// A keyword that no type accounts for results in a type with a check. A keyword that is silently dropped gives the
/// type of the schema without it, which this test finds.
#[test]
fn no_keyword_is_dropped() {
    let around = |place: &str, of: &str| {
        let of = match place {
            "member" => of.to_owned(),
            "part" => format!(r#"{{"allOf":[{{"description":"one"}},{of}]}}"#),
            "both" => format!(r#"{{"allOf":[{of},{{"minLength":1,"minItems":1}},{of}]}}"#),
            _ => format!(r#"{{"type":"array","items":{of}}}"#),
        };
        let schema = format!(r#"{{"type":"object","properties":{{"of":{of}}}}}"#);
        let options = TypesOptions {
            root: "Root".to_owned(),
            formats: vec!["ipv4".to_owned()],
            ..TypesOptions::default()
        };
        let input = Input::Memory(vec![("root.json".into(), schema.into_bytes())]);
        billing_codegen::types(&input, &options).unwrap().0
    };
    let mut seen = 0;
    for keyword in Keyword::ALL {
        let (value, words) = sample(*keyword);
        for word in words {
            let word = match *word {
                "" => r#""x-free":0"#.to_owned(),
                word => format!(r#""type":"{word}""#),
            };
            let (with, without) = (
                format!(r#"{{{word},"{}":{value}}}"#, keyword.name()),
                format!("{{{word}}}"),
            );
            for place in ["member", "part", "both", "item"] {
                let (one, other) = (around(place, &with), around(place, &without));
                assert_ne!(one, other, "{place}: {with}");
                seen += 1;
            }
        }
    }
    assert!(seen > 200, "{seen}");
}
