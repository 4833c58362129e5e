//! A list that is too long for one tuple.

use cronofy_hooks::{Hooks, Secrets, State, cronofy_handler, handlers};

macro_rules! application {
    ($($name:ident $text:literal,)*) => {
        $(
            #[cronofy_handler(notification = $text, unlisted)]
            async fn $name(_app: State<u8>) {}
        )*

        pub(crate) fn main() {
            let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
            let _ = hooks.handlers(handlers![$($name,)* ..]).state(1).into_router().unwrap();
        }
    };
}

application! {
    n000 "n000", n001 "n001", n002 "n002", n003 "n003", n004 "n004", n005 "n005", n006 "n006", n007 "n007", n008 "n008", n009 "n009",
    n010 "n010", n011 "n011", n012 "n012", n013 "n013", n014 "n014", n015 "n015", n016 "n016",
}
