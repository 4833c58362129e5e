//! Build the subscription, `hooks.subscription(...).build()?`: a transition without a handler is an error.

use cronofy_hooks::request::CreateMeetingAgent;
use cronofy_hooks::{Hooks, Secrets, handlers};

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap()).handlers(handlers![..]);
    let subscription = hooks.subscription("https://example.com/cronofy");
    let _ = CreateMeetingAgent::new("https://example.com/room").subscription(subscription);
}
