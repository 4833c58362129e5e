//! Arguments are patterns.

use cronofy_hooks::payload::Change;
use cronofy_hooks::{Hooks, Path, Query, Secrets, State, cronofy_handler, handlers};

#[derive(Clone)]
struct App;

#[cronofy_handler(notification = "change")]
async fn change(_: Change, State(_app): State<App>, Path((_a, _b)): Path<(u64, String)>, Query([_x, _y]): Query<[u8; 2]>) {}

pub(crate) fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, ..]).state(App).into_router().unwrap();
}
