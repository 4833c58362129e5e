//! Call the constructor, and a setter for each other field.

use cronofy_hooks::request::CreateMeetingAgent;

fn main() {
    let _ = CreateMeetingAgent { join_url: String::new() };
}
