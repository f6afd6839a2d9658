//! How many repetitions a server is sent beyond what it answers.

use std::sync::atomic::{AtomicU32, Ordering};

/// What one repetition costs; a success brings one, so of five successes comes one repetition.
const COST: u32 = 5;
/// Twenty repetitions at most are saved up; that is also what a client begins with.
const MOST: u32 = 20 * COST;

/// A purse for repetitions to one server. While everything fails it runs empty, so that a service in
/// trouble gets little more than the calls themselves; successes fill it again.
#[derive(Debug)]
pub(super) struct Budget(AtomicU32);

impl Default for Budget {
    fn default() -> Self {
        Self(AtomicU32::new(MOST))
    }
}

impl Budget {
    /// Notes a call that was answered.
    pub(super) fn deposit(&self) {
        // A full purse, as it nearly always is, needs no write.
        if self.0.load(Ordering::Relaxed) < MOST {
            self.change(|held| Some((held + 1).min(MOST)));
        }
    }

    /// Whether there is enough for one repetition.
    pub(super) fn can_withdraw(&self) -> bool {
        self.0.load(Ordering::Relaxed) >= COST
    }

    /// Pays for one repetition; false if there is nothing left.
    pub(super) fn withdraw(&self) -> bool {
        self.change(|held| held.checked_sub(COST))
    }

    fn change(&self, change: impl Fn(u32) -> Option<u32>) -> bool {
        let order = Ordering::Relaxed;
        self.0.fetch_update(order, order, change).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twenty_at_once_and_then_one_of_five() {
        let budget = Budget::default();
        assert_eq!((0..100).filter(|_| budget.withdraw()).count(), 20);
        assert!(!budget.can_withdraw());
        let earned = (0..1000).filter(|_| {
            budget.deposit();
            budget.withdraw()
        });
        assert_eq!(earned.count(), 200);
        for _ in 0..1000 {
            budget.deposit();
        }
        assert_eq!((0..100).filter(|_| budget.withdraw()).count(), 20);
    }
}
