//! A database that is killed for good, and its standby.

use cronofy_hooks_crash::standby::Standby;

#[tokio::test(flavor = "multi_thread")]
async fn acknowledged_deliveries_are_on_the_synchronous_standby() {
    let _alone = crate::alone().await;
    let counts = Standby { kills: 2, seed: 1, program: crate::program() }.run().await;
    assert!(counts.handled > 0 && counts.effects > 0 && counts.joined > 0, "{counts}");
    assert_eq!((counts.kills, counts.lost, counts.effects), (2, 0, counts.distinct_effects), "{counts}");
}
