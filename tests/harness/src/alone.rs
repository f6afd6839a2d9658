//! Runs a test that measures in a separate process.

use std::process::Command;

/// The environment variable with the name of the test that a process was started for.
const ALONE: &str = "BILLING_TEST_ALONE";

/// Returns whether this process runs only this test. If not, this function runs the test in a separate process
/// of the same program, and the caller returns:
///
/// ```no_run
/// fn memory_stays() {
///     if !billing_harness::alone("module::memory_stays") {
///         return;
///     }
///     // Measurements now cover this test only.
/// }
/// ```
///
/// A test that measures memory, allocations or CPU time of its process needs this: the tests of one program share
/// one process and run at the same time.
///
/// # Panics
///
/// If the test fails in its process, with its output, or if no test has this name.
#[track_caller]
pub fn alone(test: &str) -> bool {
    if std::env::var_os(ALONE).is_some_and(|name| name == test) {
        return true;
    }
    let program = std::env::current_exe().expect("the path of the running program is known");
    let output = Command::new(program)
        .args(["--exact", test, "--nocapture", "--include-ignored"])
        .env(ALONE, test)
        .output()
        .expect("the running program can be started again");
    let said = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    print!("{said}");
    let ran = said.contains("test result: ok. 1 passed");
    assert!(output.status.success() && ran, "{said}{errors}");
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::panic::catch_unwind;

    #[test]
    fn a_test_has_a_process_of_its_own() {
        let before = std::env::var_os(ALONE);
        if alone("alone::tests::a_test_has_a_process_of_its_own") {
            assert_eq!(
                before.as_deref(),
                Some("alone::tests::a_test_has_a_process_of_its_own".as_ref())
            );
        } else {
            assert_eq!(before, None);
        }
    }

    /// Fails unless it runs together with other tests.
    #[test]
    fn fails() {
        let asked = std::env::var_os(ALONE);
        assert!(
            asked.is_none_or(|name| name != "alone::tests::fails"),
            "as asked"
        );
    }

    #[test]
    fn what_fails_there_fails_here() {
        let failed = catch_unwind(|| alone("alone::tests::fails")).unwrap_err();
        assert!(
            failed
                .downcast_ref::<String>()
                .unwrap()
                .contains("as asked")
        );
        let missing = catch_unwind(|| alone("alone::tests::nothing")).unwrap_err();
        assert!(
            missing
                .downcast_ref::<String>()
                .unwrap()
                .contains("0 passed")
        );
    }
}
