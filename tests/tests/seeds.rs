//! What the fuzzer begins with, and what it found, as ordinary tests.

use std::fs;
use std::path::Path;

// Its crate is a workspace of its own, which a dependency cannot be.
#[path = "../fuzz/src/lib.rs"]
mod fuzz;

/// Each file goes to the target of its folder, which panics where something does not hold.
#[test]
fn every_seed_is_survived() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    for (name, target) in fuzz::TARGETS {
        let mut seeds: Vec<_> = fs::read_dir(corpus.join(name))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        seeds.sort();
        assert!(seeds.len() >= 10, "{name}: {}", seeds.len());
        for seed in seeds {
            // The last one is the one that panicked.
            println!("{}", seed.display());
            target(&fs::read(seed).unwrap());
        }
    }
    let folders = fs::read_dir(corpus).unwrap().count();
    assert_eq!(folders, fuzz::TARGETS.len(), "a folder without a target");
}
