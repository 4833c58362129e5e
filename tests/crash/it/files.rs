//! Files of the inbox that are deleted and replaced under a receiver.

use cronofy_hooks_crash::files::FileLoss;

#[tokio::test(flavor = "multi_thread")]
async fn acknowledged_deliveries_survive_the_loss_of_files() {
    let _alone = crate::alone().await;
    let counts = FileLoss { sequences: 20, seed: 1, program: crate::program() }.run(|_| ()).await;
    // The check means something only if files were lost.
    assert!(counts.files_lost > 50 && counts.tools > 0 && counts.kills > 0 && counts.effects > 0, "{counts}");
    assert_eq!((counts.lost, counts.effects), (0, counts.distinct_effects), "{counts}");
}
