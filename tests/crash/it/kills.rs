//! Receivers and servers that are killed.

use cronofy_hooks_crash::campaign::{Campaign, Target};
use cronofy_hooks_crash::counts::CrashCounts;

async fn kill(target: Target, kills: u32) -> CrashCounts {
    let _alone = crate::alone().await;
    let counts = Campaign { target, kills, seed: 1, program: crate::program() }.run(|_| ()).await;
    // The check means something only if kills had something to lose.
    assert!(counts.handled > 0 && counts.effects > 0 && counts.joined > 0, "{counts}");
    assert_eq!((counts.lost, counts.effects), (0, counts.distinct_effects), "{counts}");
    counts
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_with_a_file_survives_kills() {
    let counts = kill(Target::Sqlite, 15).await;
    assert!(counts.cut_off > 0, "{counts}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_with_a_database_survives_kills() {
    let counts = kill(Target::Postgres, 15).await;
    assert!(counts.cut_off > 0, "{counts}");
}

#[tokio::test(flavor = "multi_thread")]
async fn acknowledged_deliveries_survive_kills_of_the_database() {
    kill(Target::Server, 5).await;
}
