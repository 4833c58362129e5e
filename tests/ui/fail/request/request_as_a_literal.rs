//! Call the constructor and set the rest: the service adds fields.

use cronofy_hooks::request::CreateMeetingAgent;

fn main() {
    let _ = CreateMeetingAgent { join_url: String::new() };
}
