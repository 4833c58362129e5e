//! Move the function out of the `impl`.

use cronofy_hooks::{State, cronofy_handler};

#[derive(Clone)]
struct App;

impl App {
    #[cronofy_handler(notification = "change")]
    async fn change(State(_app): State<App>) {}
}

fn main() {
    let _ = App;
}
