//! Handlers of another crate, by path and by `use`.

use cronofy_hooks::{Hooks, Secrets, handlers};
use cronofy_hooks_ui::anything_else;

pub(crate) fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![cronofy_hooks_ui::change, cronofy_hooks_ui::complete::event_start, anything_else]).into_router().unwrap();
}
