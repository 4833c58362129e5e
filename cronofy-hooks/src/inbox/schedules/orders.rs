//! Runs a scenario in many orders of its tasks.

use shuttle::scheduler::{DfsScheduler, PctScheduler, RandomScheduler};
use shuttle::{Config, Runner};

/// Runs a scenario in all orders.
pub(super) fn in_every_order(scenario: impl Fn() + Send + Sync + 'static) {
    let orders = Runner::new(DfsScheduler::new(None, false), Config::default()).run(scenario);
    assert!(orders > 1, "nothing happens at the same time");
}

/// Runs a scenario in many orders: half of them uniformly random, half with few changes of the running task.
pub(super) fn in_many_orders(scenario: impl Fn() + Clone + Send + Sync + 'static) {
    const MANY: usize = 1_000;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("it can be built");
    // The timers need it, although nothing drives them.
    let _entered = runtime.enter();
    // The same orders each time.
    let random = Runner::new(RandomScheduler::new_from_seed(1, MANY), Config::default()).run(scenario.clone());
    let few = Runner::new(PctScheduler::new_from_seed(1, 4, MANY), Config::default()).run(scenario);
    assert_eq!(random + few, 2 * MANY);
}
