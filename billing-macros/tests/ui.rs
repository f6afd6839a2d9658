//! Mistakes in attributes: one error for each, at the right token.

#[test]
fn e1_25_mistakes() {
    trybuild::TestCases::new().compile_fail("tests/ui/*/*.rs");
}
