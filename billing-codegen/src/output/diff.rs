//! Unified diffs, as `diff -u` prints them.

use std::fmt::Write;

/// The number of unchanged lines shown around a change.
const CONTEXT: usize = 3;

/// The maximum number of cells of the comparison table. Beyond it, the whole changed part is shown as replaced.
const CELLS: usize = 4_000_000;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Step<'t> {
    Same(&'t str),
    Gone(&'t str),
    New(&'t str),
}

/// Returns the unified diff from one text to another.
pub(super) fn unified(path: &str, old: &str, new: &str) -> String {
    let steps = steps(old, new);
    let mut out = format!("--- {path}\n+++ {path} (as generated)\n");
    let (mut old_line, mut new_line) = (1, 1);
    let mut index = 0;
    while index < steps.len() {
        let change = steps[index..]
            .iter()
            .position(|step| !matches!(step, Step::Same(_)));
        let Some(change) = change.map(|offset| index + offset) else {
            break;
        };
        let start = change.saturating_sub(CONTEXT).max(index);
        old_line += start - index;
        new_line += start - index;
        let end = hunk_end(&steps, change);
        let hunk = &steps[start..end];
        let old_count = hunk
            .iter()
            .filter(|step| !matches!(step, Step::New(_)))
            .count();
        let new_count = hunk
            .iter()
            .filter(|step| !matches!(step, Step::Gone(_)))
            .count();
        let _ = writeln!(out, "@@ -{old_line},{old_count} +{new_line},{new_count} @@");
        for step in hunk {
            let _ = match step {
                Step::Same(line) => writeln!(out, " {line}"),
                Step::Gone(line) => writeln!(out, "-{line}"),
                Step::New(line) => writeln!(out, "+{line}"),
            };
        }
        old_line += old_count;
        new_line += new_count;
        index = end;
    }
    out
}

/// Returns the end of a hunk. Changes that are close to each other share a hunk.
fn hunk_end(steps: &[Step<'_>], change: usize) -> usize {
    let mut end = change + 1;
    let mut quiet = 0;
    for (index, step) in steps.iter().enumerate().skip(change) {
        match step {
            Step::Same(_) => quiet += 1,
            _ => (end, quiet) = (index + 1, 0),
        }
        if quiet > 2 * CONTEXT {
            break;
        }
    }
    (end + CONTEXT).min(steps.len())
}

fn steps<'t>(old: &'t str, new: &'t str) -> Vec<Step<'t>> {
    let old: Vec<&str> = old.lines().collect();
    let new: Vec<&str> = new.lines().collect();
    let pairs = old.iter().zip(&new);
    let head = pairs.take_while(|(a, b)| a == b).count();
    let rest = old[head..].iter().rev().zip(new[head..].iter().rev());
    let tail = rest.take_while(|(a, b)| a == b).count();
    let (old_end, new_end) = (old.len() - tail, new.len() - tail);
    let mut steps: Vec<Step<'_>> = old[..head].iter().map(|line| Step::Same(line)).collect();
    middle(&old[head..old_end], &new[head..new_end], &mut steps);
    steps.extend(old[old_end..].iter().map(|line| Step::Same(line)));
    steps
}

/// Compares lines by their longest common subsequence.
fn middle<'t>(old: &[&'t str], new: &[&'t str], steps: &mut Vec<Step<'t>>) {
    let width = new.len() + 1;
    if (old.len() + 1).saturating_mul(width) > CELLS {
        steps.extend(old.iter().map(|line| Step::Gone(line)));
        steps.extend(new.iter().map(|line| Step::New(line)));
        return;
    }
    let mut common = vec![0u32; (old.len() + 1) * width];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            let at = i * width + j;
            common[at] = match old[i] == new[j] {
                true => common[at + width + 1] + 1,
                false => common[at + width].max(common[at + 1]),
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < old.len() || j < new.len() {
        let at = i * width + j;
        if i < old.len() && j < new.len() && old[i] == new[j] {
            steps.push(Step::Same(old[i]));
            (i, j) = (i + 1, j + 1);
        } else if j == new.len() || (i < old.len() && common[at + width] >= common[at + 1]) {
            steps.push(Step::Gone(old[i]));
            i += 1;
        } else {
            steps.push(Step::New(new[j]));
            j += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_a_change_with_its_neighbours() {
        let old = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
        let new = "1\n2\n3\n4\nfive\n6\n7\n8\n9\n10\n";
        let diff = unified("a.rs", old, new);
        let expected = "--- a.rs\n+++ a.rs (as generated)\n\
            @@ -2,8 +2,9 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n 9\n+10\n";
        assert_eq!(diff, expected);
    }

    #[test]
    fn far_changes_are_hunks_of_their_own() {
        let lines: Vec<String> = (0..40).map(|n| n.to_string()).collect();
        let old = lines.join("\n");
        let new = old
            .replace("\n5\n", "\nfive\n")
            .replace("\n30\n", "\nthirty\n");
        let diff = unified("a.rs", &old, &new);
        let hunks: Vec<&str> = diff.lines().filter(|line| line.starts_with("@@")).collect();
        assert_eq!(hunks, ["@@ -3,7 +3,7 @@", "@@ -28,7 +28,7 @@"]);
    }
}
