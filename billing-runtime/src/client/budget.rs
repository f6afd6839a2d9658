//! The retry budget: how many retries a server gets in relation to its successes.

use std::sync::atomic::{AtomicU32, Ordering};

/// The cost of one retry. A success deposits one, so five successes pay for one retry.
const COST: u32 = 5;
/// The most that the budget holds: twenty retries. A client begins with a full budget.
const CAPACITY: u32 = 20 * COST;

/// The retry budget of one server. If every call fails, the budget runs out, and a service in trouble
/// receives little more than the calls themselves. Successes refill the budget.
#[derive(Debug)]
pub(super) struct Budget(AtomicU32);

impl Default for Budget {
    fn default() -> Self {
        Self(AtomicU32::new(CAPACITY))
    }
}

impl Budget {
    /// Makes the deposit for a call that succeeded.
    pub(super) fn deposit(&self) {
        // A full budget, which is the usual case, needs no write.
        if self.0.load(Ordering::Relaxed) < CAPACITY {
            self.change(|balance| Some((balance + 1).min(CAPACITY)));
        }
    }

    /// Returns whether there is enough for one retry.
    pub(super) fn can_withdraw(&self) -> bool {
        self.0.load(Ordering::Relaxed) >= COST
    }

    /// Withdraws one retry; returns false if too little is left.
    pub(super) fn withdraw(&self) -> bool {
        self.change(|balance| balance.checked_sub(COST))
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
    fn twenty_retries_at_once_and_then_one_for_five_successes() {
        let budget = Budget::default();
        assert_eq!((0..100).filter(|_| budget.withdraw()).count(), 20);
        assert!(!budget.can_withdraw());
        let withdrawn = (0..1000).filter(|_| {
            budget.deposit();
            budget.withdraw()
        });
        assert_eq!(withdrawn.count(), 200);
        for _ in 0..1000 {
            budget.deposit();
        }
        assert_eq!((0..100).filter(|_| budget.withdraw()).count(), 20);
    }
}
