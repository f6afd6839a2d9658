//! `billing-codegen explain`: explains diagnostics.

use crate::report::{CATALOGUE, suggest};

use super::{Failure, print};

/// The width of printed paragraphs, in characters.
const WIDTH: usize = 80;

pub(super) fn run(code: Option<&str>) -> Result<(), Failure> {
    match code {
        Some(code) => print(&paragraph(code).map_err(Failure::Message)?),
        None => print(&list()),
    }
}

/// Returns the paragraph that explains a code. The code may be copied from a message, including the brackets.
fn paragraph(written: &str) -> Result<String, String> {
    let word = written.rsplit('[').next().unwrap_or(written);
    let word = word.split(']').next().unwrap_or(word).trim();
    let known = || CATALOGUE.iter().map(|(code, _)| code.text());
    match CATALOGUE.iter().find(|(code, _)| code.text() == word) {
        Some((code, paragraph)) => Ok(format!("{code}\n\n{}\n", wrap(paragraph, 0))),
        None => {
            let advice = match suggest::nearest(word, known()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`billing-codegen explain` lists them all".to_owned(),
            };
            Err(format!("there is no diagnostic `{word}`; {advice}"))
        }
    }
}

/// Returns every code with the first sentence of its paragraph.
fn list() -> String {
    let all = CATALOGUE.iter().map(|(code, paragraph)| {
        let first = paragraph
            .split_once(". ")
            .map_or(*paragraph, |(first, _)| first);
        let first = wrap(first.trim_end_matches('.'), 22);
        format!("{:<22}{}\n", code.text(), first.trim_start())
    });
    all.collect()
}

/// Wraps a string between words and indents each line.
fn wrap(text: &str, indent: usize) -> String {
    let mut lines = vec![" ".repeat(indent)];
    for word in text.split(' ') {
        let last = lines.len() - 1;
        let length = lines[last].chars().count();
        let fresh = length == indent;
        if !fresh && length + 1 + word.chars().count() > WIDTH {
            lines.push(format!("{}{word}", " ".repeat(indent)));
        } else {
            lines[last].push_str(if fresh { "" } else { " " });
            lines[last].push_str(word);
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_explained_and_listed() {
        let list = list();
        for (code, _) in CATALOGUE {
            let text = paragraph(code.text()).unwrap();
            assert!(text.lines().all(|line| line.chars().count() <= WIDTH));
            assert!(list.contains(&format!("\n{code} ")) || list.starts_with(code.text()));
        }
        assert!(list.lines().all(|line| line.chars().count() <= WIDTH));
    }

    #[test]
    fn a_code_may_be_copied_from_a_message() {
        let plain = paragraph("ref-loop").unwrap();
        assert!(plain.starts_with("ref-loop\n\nA reference leads back to itself"));
        assert_eq!(paragraph("error[ref-loop]").unwrap(), plain);
        assert_eq!(paragraph("[ref-loop]:").unwrap(), plain);
    }

    #[test]
    fn an_unknown_code_has_advice() {
        let said = paragraph("unresolved_reff").unwrap_err();
        assert_eq!(
            said,
            "there is no diagnostic `unresolved_reff`; did you mean `unresolved-ref`?"
        );
        assert!(paragraph("").unwrap_err().contains("lists them all"));
    }
}
