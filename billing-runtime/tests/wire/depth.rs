//! Deeply nested documents on a small stack.
use billing_runtime::types::Extra;
use billing_runtime::{Value, Wire};

#[derive(Debug, PartialEq, Wire)]
struct Node {
    child: Option<Box<Node>>,
    list: Option<Vec<Node>>,
}

#[derive(Debug, PartialEq, Wire)]
struct Keeps {
    extra: Extra,
}

#[derive(Debug, PartialEq, Wire)]
#[wire(
    strict,
    check = r##"{"properties":{"child":{"$ref":"#"},"list":{"items":{"$ref":"#"}}}}"##
)]
struct Strict {
    child: Option<Box<Strict>>,
    list: Option<Vec<Strict>>,
}

fn on_a_small_stack(test: fn()) {
    let thread = std::thread::Builder::new()
        .stack_size(512 * 1024)
        .spawn(test);
    thread.unwrap().join().unwrap();
}

/// Objects in objects, nested `levels` deep.
fn objects(levels: usize) -> String {
    format!(
        "{}{{}}{}",
        r#"{"child":"#.repeat(levels - 1),
        "}".repeat(levels - 1)
    )
}

/// Alternating objects and arrays.
fn mixed(levels: usize) -> String {
    format!(
        "{}{{}}{}",
        r#"{"list":["#.repeat((levels - 1) / 2),
        "]}".repeat((levels - 1) / 2)
    )
}

/// An unknown member, nested so deep that the whole document has `levels`.
fn unknown(levels: usize) -> String {
    format!(
        "{{\"x\":{}{}}}",
        "[".repeat(levels - 1),
        "]".repeat(levels - 1)
    )
}

fn check<T: Wire>(text: fn(usize) -> String) {
    for levels in [127, 128] {
        let value = T::from_json(text(levels)).unwrap();
        assert!(!value.to_json().is_empty());
        assert!(value.validate().is_ok());
    }
    for levels in [129, 131, 100_000] {
        let error = T::from_json(text(levels))
            .err()
            .map(|error| error.to_string())
            .unwrap_or_default();
        assert!(
            error.starts_with("nested deeper than 128 levels"),
            "{levels}: {error}"
        );
    }
}

#[test]
fn a_recursive_type() {
    on_a_small_stack(|| {
        check::<Node>(objects);
        check::<Node>(mixed);
    });
}

#[test]
fn an_unknown_member_skipped_or_kept() {
    on_a_small_stack(|| {
        check::<Node>(unknown);
        check::<Keeps>(unknown);
        check::<Value>(unknown);
    });
}

#[test]
fn a_strict_recursive_type() {
    on_a_small_stack(|| {
        check::<Strict>(objects);
        check::<Strict>(mixed);
    });
}

#[test]
fn through_serde_json() {
    on_a_small_stack(|| {
        for levels in [127, 128] {
            let node: Node = serde_json::from_str(&objects(levels)).unwrap();
            assert_eq!(serde_json::to_string(&node).unwrap(), objects(levels));
        }
        for levels in [129, 100_000] {
            let error = serde_json::from_str::<Node>(&objects(levels))
                .unwrap_err()
                .to_string();
            assert!(
                error.contains("nested deeper than") || error.contains("recursion limit"),
                "{error}"
            );
            assert!(serde_json::from_str::<Value>(&unknown(levels)).is_err());
        }
    });
}

#[test]
fn the_limit_can_be_set() {
    let options = billing_runtime::wire::Options::new().depth(300);
    assert!(Node::from_json_with(objects(300), &options).is_ok());
    assert!(Node::from_json_with(unknown(300), &options).is_ok());
    assert!(Node::from_json_with(unknown(301), &options).is_err());
}
