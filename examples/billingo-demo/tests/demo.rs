//! Tests the output of the demo.

use std::process::{Command, Output};

fn demo(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_billingo-demo"));
    command.args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Splits a line of the demo into name, call and outcome, at runs of spaces.
fn columns(line: &str) -> Vec<&str> {
    let columns = line.split("  ").map(str::trim);
    columns.filter(|column| !column.is_empty()).collect()
}

#[test]
fn each_step_is_a_line_with_its_call_and_what_came_back() {
    let output = demo(&[]);
    let (printed, errors) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{printed}{errors}");
    let steps: Vec<_> = printed.lines().map(columns).collect();
    let find = |name: &str| {
        let found = steps.iter().filter(|step| step.get(1) == Some(&name));
        found.map(|step| step[2..].join(" | ")).collect::<Vec<_>>()
    };

    assert_eq!(
        find("check for a sandbox"),
        ["GET /api/user/is-sandbox | 200 | a sandbox: nothing here counts"]
    );
    assert_eq!(
        find("create a client"),
        ["POST /api/clients | 200 | client 1963092041, Gigazoom LLC."]
    );
    assert_eq!(
        find("create a product"),
        ["POST /api/products | 200 | product 1206264827, Mug"]
    );
    // 2 x 3500 + 3 x 1200.50, with 27 % VAT.
    let [created] = &find("create an invoice")[..] else {
        panic!("{printed}")
    };
    assert!(
        created.starts_with("POST /api/invoices | 200 | invoice "),
        "{created}"
    );
    assert!(
        created.ends_with("-000045 over 13463.905 HUF, id 878790551"),
        "{created}"
    );

    let pages = find("list invoices");
    let page = |number: usize| format!("GET /api/invoices?page={number}&max_per_page=20 | 200 | ");
    for (index, count) in ["20 invoices", "20 invoices", "5 invoices"]
        .iter()
        .enumerate()
    {
        let begin = page(index + 1) + count;
        assert!(pages[index].starts_with(&begin), "{}", pages[index]);
    }
    assert_eq!(
        pages[3..],
        [page(4) + "an empty page is the end: 45 invoices"]
    );

    let pay = "POST /api/invoices/878790551/pay | 200 | ";
    assert_eq!(
        find("pay half"),
        [format!("{pay}6731.95 HUF; 6731.955 HUF left")]
    );
    assert_eq!(
        find("pay the rest"),
        [format!("{pay}6731.955 HUF; the invoice is paid")]
    );
    let [link] = &find("make a link")[..] else {
        panic!("{printed}")
    };
    assert!(
        link.contains("/code | 200 | https://www.billingo.hu/access/c:"),
        "{link}"
    );
    let [cancelled] = &find("cancel the invoice")[..] else {
        panic!("{printed}")
    };
    assert!(
        cancelled.ends_with("-000046 over -13463.905 HUF"),
        "{cancelled}"
    );
}

#[test]
fn the_pdf_is_in_the_file_that_is_named() {
    let printed = text(&demo(&[]).stdout);
    let (_, path) = printed.split_once(" bytes in ").expect("a download");
    let pdf = std::fs::read(path.lines().next().unwrap()).unwrap();
    assert!(pdf.starts_with(b"%PDF-") && pdf.ends_with(b"%%EOF\n"));
}

#[test]
fn the_three_failures_are_shown_as_advice() {
    let printed = text(&demo(&[]).stdout);
    let after = |step: &str| {
        let (_, after) = printed
            .split_once(step)
            .unwrap_or_else(|| panic!("{printed}"));
        after.lines().take(3).collect::<Vec<_>>().join("\n")
    };
    let rule = after("a rule is broken");
    assert!(rule.contains("nothing was sent"), "{rule}");
    assert!(
        rule.contains("violation: /max_per_page breaks `maximum`"),
        "{rule}"
    );
    let refused = after("a request is refused");
    assert!(
        refused.contains("POST /api/invoices") && refused.contains(" 400"),
        "{refused}"
    );
    assert!(
        refused.contains("field error: client_uid: There is no such client"),
        "{refused}"
    );
    let key = after("a key is wrong");
    assert!(
        key.contains("GET /api/user/is-sandbox") && key.contains(" 403"),
        "{key}"
    );
    assert!(key.contains("check the keys and the clock"), "{key}");
    assert!(!printed.contains("another-private-key"));
}

/// Ignores digits, which depend on the day.
#[test]
fn the_readme_shows_what_is_printed() {
    let Ok(readme) = std::fs::read_to_string("../../README.md") else {
        println!("skipped: the README is not part of this package");
        return;
    };
    let same = |text: &str| text.replace(|c: char| c.is_ascii_digit(), "0");
    let printed = same(&text(&demo(&[]).stdout));
    let (_, block) = readme
        .split_once("An excerpt of the demo's output:\n\n```text\n")
        .unwrap();
    let (block, _) = block.split_once("```").unwrap();
    for line in block.lines().filter(|line| !line.contains("/tmp/")) {
        let found = printed.lines().any(|other| other.trim_end() == same(line));
        assert!(found, "{line}\n---\n{printed}");
    }
}

#[test]
fn colour_is_for_terminals() {
    assert!(!text(&demo(&[]).stdout).contains('\u{1b}'));
}

#[cfg(not(feature = "live"))]
#[test]
fn live_needs_tls_and_says_how_to_get_it() {
    let output = demo(&["--live"]);
    assert!(!output.status.success());
    let advice = text(&output.stderr);
    let command = "cargo run -p billingo-demo --features live -- --live";
    assert!(advice.contains(command), "{advice}");
}

#[cfg(feature = "live")]
#[test]
fn live_needs_keys_and_says_which() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_billingo-demo"));
    let output = command
        .arg("--live")
        .env_remove("BILLINGO_PUBLIC_KEY")
        .output()
        .unwrap();
    assert!(!output.status.success());
    let advice = text(&output.stderr);
    assert!(
        advice.contains("`BILLINGO_PUBLIC_KEY` is not set"),
        "{advice}"
    );
}

#[test]
fn other_arguments_show_the_usage() {
    let output = demo(&["--lvie"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).starts_with("usage: "));
}
