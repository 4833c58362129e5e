//! Both sides of the client's benchmark send the same, and get the same.

use cronofy_hooks_benches::client::{ApiSide, BenchCall, BenchServer, CallResult};

#[tokio::test]
async fn both_sides_get_the_same() {
    let server = BenchServer::start().expect("a free port");
    for call in BenchCall::ALL {
        let ours = ApiSide::Ours.call(call, 2, &server.url).await.expect("an answer");
        assert_eq!(ours, ApiSide::Plain.call(call, 2, &server.url).await.expect("an answer"));
        match ours {
            CallResult::Calendars(calendars) => assert_eq!(calendars.len(), 3),
            CallResult::Events(events) => assert_eq!(events.len(), 50),
            CallResult::Accepted => assert_eq!(call, BenchCall::UpsertEvent),
        }
    }
}
