use cronofy_hooks::payload::EventStart;
use cronofy_hooks::{Query, State, cronofy_handler};

#[cronofy_handler(transition = "event_start")]
async fn start(
    start: EventStart,
    State(_name): State<String>,
    State(_count): State<u64>,
    Query(_user): Query<Vec<(String, String)>>,
) -> Result<(), std::io::Error> {
    drop(start);
    Ok(())
}
