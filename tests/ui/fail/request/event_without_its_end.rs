//! Write when the event ends, too: `UpsertEvent::new(id, summary, start, end)`.

use cronofy_hooks::jiff::Timestamp;
use cronofy_hooks::request::UpsertEvent;

fn main() {
    let _ = UpsertEvent::new("board-42", "Board meeting", Timestamp::UNIX_EPOCH);
}
