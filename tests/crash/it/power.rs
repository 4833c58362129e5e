//! Power cuts.

use cronofy_hooks_crash::power::{Careful, Traced, trace, unflushed};
use cronofy_hooks_postgres_server::Server;

const DELIVERIES: u64 = 40;

async fn late(traced: Traced) -> Vec<String> {
    let _alone = crate::alone().await;
    trace(&crate::program(), traced, DELIVERIES).await
}

#[tokio::test]
async fn a_file_has_a_delivery_on_the_disk_before_it_is_answered() {
    let late = late(Traced::Accepting).await;
    assert!(late.is_empty(), "{late:?}");
}

#[tokio::test]
async fn a_file_has_a_delivery_on_the_disk_while_a_worker_completes_jobs() {
    let late = late(Traced::Working).await;
    assert!(late.is_empty(), "{late:?}");
}

#[tokio::test]
async fn a_file_that_does_not_wait_for_the_disk_is_found_out() {
    let late = late(Traced::Careless).await;
    assert_eq!(late.len() as u64, DELIVERIES, "{late:?}");
    assert!(late.iter().all(|late| late.contains("not brought to the disk")), "{late:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_has_a_delivery_on_the_disk_before_it_is_answered() {
    let _alone = crate::alone().await;
    let server = tokio::task::spawn_blocking(Server::start).await.unwrap();
    for careful in [Careful::Accepting, Careful::Working] {
        let late = unflushed(&server, &crate::program(), careful, DELIVERIES).await;
        assert_eq!(late, [0; 0], "{careful:?}");
    }
    let late = unflushed(&server, &crate::program(), Careful::Not, DELIVERIES).await;
    assert!(!late.is_empty(), "what does not wait for the disk is found out");
}
