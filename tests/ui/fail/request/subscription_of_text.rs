//! Make a subscription of the URL, `hooks.subscription(...).build()?`: it says what to notify of.

use cronofy_hooks::request::CreateMeetingAgent;

fn main() {
    let _ = CreateMeetingAgent::new("https://example.com/room").subscription("https://example.com/cronofy");
}
