//! Parses TOML into the same tree as JSON, from the spanned document of the `toml` crate.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::report::Code;

use super::json::Flaw;
use super::node::{Json, Member, Node};
use crate::origin::Span;

/// Parses a whole document.
///
/// The parser continues after an error, but the tree is only useful if all errors are duplicate names.
pub fn parse(text: &str) -> (Option<Node>, Vec<Flaw>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut flaws = Vec::new();
    let mut repeated_header = None;
    let mut whole = true;
    let mut repeated = Vec::new();
    for error in errors {
        let span = error.span().map_or(Span::default(), convert);
        if error.message().contains("recur") {
            let message = "arrays and tables are nested too deep";
            flaws = vec![Flaw::new(Code::TooDeep, span, message)];
            whole = false;
            break;
        }
        if error.message() != "duplicate key" {
            whole = false;
            flaws.push(Flaw::new(Code::TomlSyntax, span, error.message()));
            continue;
        }
        let header = header_before(text, span.end as usize);
        // Duplicate members of a duplicate table are only a consequence of the duplicate header.
        if repeated_header.is_some() && repeated_header == header {
            continue;
        }
        let flaw = duplicate(text, span);
        if on_header(text, span) {
            repeated_header = header;
            repeated.push(below(text, span));
        }
        flaws.push(flaw);
    }
    if !whole {
        return (None, flaws);
    }
    repeated.sort_by_key(|below: &Range<u32>| below.start);
    let mut reader = Reader { flaws, repeated };
    let span = Span::new(0, text.len());
    let node = reader.table(table.get_ref(), span);
    (Some(node), reader.flaws)
}

fn convert(range: Range<usize>) -> Span {
    Span::new(range.start, range.end)
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |end| end + 1)
}

fn line_at(text: &str, at: usize) -> &str {
    let start = line_start(text, at);
    text[start..].lines().next().unwrap_or_default().trim()
}

fn on_header(text: &str, span: Span) -> bool {
    line_at(text, span.start as usize).starts_with('[')
}

/// Finds the beginning of the last `[header]` at or before a byte.
fn header_before(text: &str, at: usize) -> Option<usize> {
    let mut end = text[at..].find('\n').map_or(text.len(), |end| at + end);
    loop {
        let start = line_start(text, end);
        if text[start..end].trim_start().starts_with('[') {
            return Some(start);
        }
        end = start.checked_sub(1)?;
    }
}

/// Returns the range between a header and the next one.
fn below(text: &str, header: Span) -> Range<u32> {
    let start = header.end as usize;
    let next = text[start..]
        .match_indices('\n')
        .find(|(end, _)| text[start + end..].trim_start().starts_with('['));
    header.end..next.map_or(text.len(), |(end, _)| start + end) as u32
}

/// Creates the error for a duplicate key. The error shows the first occurrence if a line has exactly the same key.
fn duplicate(text: &str, span: Span) -> Flaw {
    let at = span.start as usize;
    let key = &text[at..span.end as usize];
    let header = on_header(text, span);
    let line = line_at(text, at);
    let operation = header
        && line
            .trim_start_matches('[')
            .trim_start()
            .starts_with("endpoints.");
    let (code, message) = match operation {
        true => {
            let name = line.trim_matches(['[', ']', ' ']);
            let name = name.strip_prefix("endpoints.").unwrap_or(name);
            (
                Code::DuplicateOperation,
                format!("duplicate operation `{name}`"),
            )
        }
        false => (Code::DuplicateKey, format!("duplicate key `{key}`")),
    };
    let from = match header {
        true => 0,
        false => header_before(text, at).unwrap_or(0),
    };
    let mut flaw = Flaw::new(code, span, message);
    let mut start = from;
    for earlier in text[from..line_start(text, at)].split_inclusive('\n') {
        let same = match header {
            true => earlier.trim() == line,
            false => earlier
                .trim_start()
                .strip_prefix(key)
                .is_some_and(|rest| rest.trim_start().starts_with('=')),
        };
        if same
            && let Some(found) = earlier
                .rfind(key)
                .filter(|_| header)
                .or_else(|| earlier.find(key))
        {
            flaw.also = Some((
                Span::new(start + found, start + found + key.len()),
                "the first one",
            ));
            break;
        }
        start += earlier.len();
    }
    flaw
}

struct Reader {
    /// The ranges of the members of tables with a duplicate header.
    repeated: Vec<Range<u32>>,
    flaws: Vec<Flaw>,
}

// The `toml` crate limits nesting to 80, so `table` and `value` may call each other.
impl Reader {
    /// Returns whether a key is below a duplicate header.
    fn is_repeated(&self, key: Span) -> bool {
        let next = self
            .repeated
            .partition_point(|below| below.start <= key.start);
        next > 0 && self.repeated[next - 1].contains(&key.start)
    }

    fn table(&mut self, table: &DeTable<'_>, span: Span) -> Node {
        let mut members: Vec<Member> = table
            .iter()
            .filter_map(|(key, value)| {
                let name_span = convert(key.span());
                // The parser merges tables with the same header. The second one is reported, and only the first is
                // read.
                (!self.is_repeated(name_span)).then(|| Member {
                    name: key.get_ref().to_string(),
                    name_span,
                    node: self.value(value),
                })
            })
            .collect();
        // The crate sorts by name, but the output follows the order of the source.
        members.sort_by_key(|member| member.name_span.start);
        Node {
            value: Json::Object(members),
            span,
        }
    }

    fn value(&mut self, value: &Spanned<DeValue<'_>>) -> Node {
        let span = convert(value.span());
        let json = match value.get_ref() {
            DeValue::Table(table) => return self.table(table, span),
            DeValue::Array(items) => {
                Json::Array(items.iter().map(|item| self.value(item)).collect())
            }
            DeValue::String(text) => Json::String(text.to_string()),
            DeValue::Boolean(value) => Json::Bool(*value),
            DeValue::Integer(number) => match i128::from_str_radix(number.as_str(), number.radix())
            {
                Ok(value) => Json::Number(value.to_string()),
                Err(_) => {
                    let message = "integer of more than 128 bits";
                    self.refuse(span, message, "write it as a string");
                    Json::Number("0".to_owned())
                }
            },
            DeValue::Float(number) => match number.as_str().trim_start_matches('+') {
                text if text.contains(['i', 'n']) => {
                    let message = "number without a JSON equivalent";
                    self.refuse(span, message, "JSON has neither infinity nor NaN");
                    Json::Number("0".to_owned())
                }
                text => Json::Number(text.to_owned()),
            },
            DeValue::Datetime(date) => {
                self.refuse(
                    span,
                    "date without a JSON equivalent",
                    "put it in double quotes",
                );
                Json::String(date.to_string())
            }
        };
        Node { value: json, span }
    }

    /// Reports a value that JSON does not have. The caller continues with a similar value, so that one mistake causes
    /// only one error.
    fn refuse(&mut self, span: Span, message: &str, help: &str) {
        let mut flaw = Flaw::new(Code::TomlSyntax, span, message);
        flaw.help = Some(help.to_owned());
        self.flaws.push(flaw);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_order_of_the_source() {
        let (node, flaws) = parse("b = 1\na = +2.50\n[z]\n[c.d]\nx = 0xff\n");
        assert!(flaws.is_empty());
        let node = node.unwrap();
        let names: Vec<_> = node
            .members()
            .unwrap()
            .iter()
            .map(|m| m.name.as_str())
            .collect();
        assert_eq!(names, ["b", "a", "z", "c"]);
        assert!(matches!(&node.members().unwrap()[1].node.value, Json::Number(n) if n == "2.50"));
    }

    #[test]
    fn an_operation_that_is_there_twice_is_one_mistake() {
        let text = "[endpoints.a.get]\nget = \"/a\"\n[endpoints.a.get]\nget = \"/b\"\n";
        let (node, flaws) = parse(text);
        assert!(node.is_some());
        assert_eq!(flaws.len(), 1, "{flaws:?}");
        assert_eq!(flaws[0].code, Code::DuplicateOperation);
        assert_eq!(flaws[0].message, "duplicate operation `a.get`");
        assert_eq!(flaws[0].also, Some((Span::new(13, 16), "the first one")));
    }

    #[test]
    fn a_syntax_mistake_leaves_no_tree() {
        let (node, flaws) = parse("a = tru\nb = 2026-01-01\n");
        assert!(node.is_none());
        assert_eq!(flaws[0].code, Code::TomlSyntax);
    }
}
