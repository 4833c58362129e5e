//! The checks behind `handlers![...]`, run by the compiler.
//!
//! A check that fails panics during const evaluation. Each is `#[track_caller]`, so that rustc
//! points at the token that the macro spanned the call at.

use cronofy_hooks_types::route::{Kind, Route};

use crate::documented::Name;
use crate::handler::Descriptor;

/// Ends every message.
const PAGE: &str = "note: see the page \"My handler does not compile\" of the documentation";

/// For each handler the index of the first one with the same route, often its own. Handlers whose fingerprints
/// leave the same remainder are chained, so that the time grows with the length of the list and not with its square.
pub const fn first_of_each_route<const N: usize>(list: &[Descriptor]) -> [usize; N] {
    let (mut first, mut last_of, mut before) = ([0; N], [N; N], [N; N]);
    let mut index = 0;
    while index < N {
        let meta = &list[index].meta;
        let bucket = (meta.fingerprint % N as u64) as usize;
        let mut earlier = last_of[bucket];
        first[index] = index;
        while earlier < N && !meta.broken {
            let other = &list[earlier].meta;
            let same = meta.fingerprint == other.fingerprint && same_route(meta.route, other.route);
            if same && !other.broken {
                first[index] = first[earlier];
                break;
            }
            earlier = before[earlier];
        }
        before[index] = last_of[bucket];
        last_of[bucket] = index;
        index += 1;
    }
    first
}

/// Refuses the item at `index` if it is no handler, or if an earlier one takes the same route. `names` are
/// the items as the application wrote them, and `first` is from [`first_of_each_route`].
#[track_caller]
pub const fn one_handler_per_route(list: &[Descriptor], names: &[&str], first: &[usize], index: usize) {
    let meta = &list[index].meta;
    if meta.broken && meta.name.is_empty() {
        let before = "` is not a handler\nhelp: put `#[cronofy_handler(...)]` on the function `";
        let after = "`, or list another one that carries it\n";
        let message = Message::new().texts(&["`", names[index], before, names[index], after, PAGE]);
        panic!("{}", message.as_str());
    }
    if first[index] < index {
        let message = Message::new()
            .texts(&["`", names[first[index]], "` and `", names[index], "` both handle "])
            .route(meta.route)
            .texts(&["\nhelp: keep one of them in the list; it can call the other\n", PAGE]);
        panic!("{}", message.as_str());
    }
}

/// Refuses a subtype's handler if no handler takes the other subtypes of its interaction: the
/// documentation says that lists of subtypes grow.
#[track_caller]
pub const fn other_subtypes_are_handled(list: &[Descriptor], names: &[&str], index: usize) {
    let meta = &list[index].meta;
    if meta.route.subtype().is_none()
        || is_broken(list)
        || !is_first_of_interaction(list, index)
        || is_handled(list, whole(meta.route))
    {
        return;
    }
    let message = Message::new()
        .texts(&["`", names[index], "` handles one subtype of "])
        .route(whole(meta.route))
        .text(", and no handler takes the others\nhelp: add a handler for all other subtypes, known or not:\n\n")
        .stub(whole(meta.route))
        .texts(&["\n\nhelp: or end the list with `..`, which says that the rest falls through on purpose\n", PAGE]);
    panic!("{}", message.as_str());
}

/// Refuses a list that leaves something documented unhandled.
#[track_caller]
pub const fn everything_is_handled(list: &[Descriptor]) {
    if is_broken(list) {
        return;
    }
    let mut missing = 0;
    let mut first = None;
    let mut names = Message::new();
    let mut index = 0;
    while index < Name::ALL.len() {
        let route = Name::ALL[index].route();
        // A missing handler of the other subtypes has its own message.
        if !is_handled(list, route) && !has_subtype_handler(list, route) {
            if missing == 0 {
                first = Some(route);
            }
            names = names.text("\n  ").route(route);
            missing += 1;
        }
        index += 1;
    }
    let Some(first) = first else { return };
    let message = Message::new();
    let (message, cure) = if missing == 1 {
        let message = message.text("this is documented and has no handler: ").route(first);
        (message, "\nhelp: write the handler:\n\n")
    } else {
        let message = message.text("these are documented and have no handler:").text(names.as_str());
        (message, "\nhelp: write the handlers; the first is\n\n")
    };
    let message = message
        .text(cure)
        .stub(first)
        .text("\n\nhelp: or take the rest in one handler, `#[cronofy_handler(fallback)]` with the argument `Unhandled`")
        .texts(&["\nhelp: or end the list with `..`, which says that the rest falls through on purpose\n", PAGE]);
    panic!("{}", message.as_str());
}

/// A handler for a documented route, ready to paste.
pub(crate) fn stub(route: Route) -> String {
    Message::new().stub(route).as_str().to_owned()
}

const fn is_broken(list: &[Descriptor]) -> bool {
    let mut index = 0;
    while index < list.len() {
        if list[index].meta.broken {
            return true;
        }
        index += 1;
    }
    false
}

const fn whole(route: Route) -> Route {
    Route::interaction(route.name())
}

const fn is_handled(list: &[Descriptor], route: Route) -> bool {
    let wanted = route.fingerprint();
    let mut index = 0;
    while index < list.len() {
        let meta = &list[index].meta;
        if matches!(meta.route.kind(), Kind::Fallback) || meta.fingerprint == wanted {
            return true;
        }
        index += 1;
    }
    false
}

const fn has_subtype_handler(list: &[Descriptor], route: Route) -> bool {
    let mut index = 0;
    while index < list.len() {
        let handled = list[index].meta.route;
        if handled.subtype().is_some() && same_route(whole(handled), route) {
            return true;
        }
        index += 1;
    }
    false
}

/// Whether this is the first handler for a subtype of its interaction: one mistake gives one error.
const fn is_first_of_interaction(list: &[Descriptor], index: usize) -> bool {
    let name = list[index].meta.route.name();
    let mut earlier = 0;
    while earlier < index {
        let route = list[earlier].meta.route;
        if route.subtype().is_some() && same_text(route.name(), name) {
            return false;
        }
        earlier += 1;
    }
    true
}

const fn same_route(left: Route, right: Route) -> bool {
    left.kind() as u8 == right.kind() as u8
        && same_text(left.name(), right.name())
        && match (left.subtype(), right.subtype()) {
            (None, None) => true,
            (Some(left), Some(right)) => same_text(left, right),
            _ => false,
        }
}

const fn same_text(left: &str, right: &str) -> bool {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    if left.len() != right.len() {
        return false;
    }
    let mut index = 0;
    while index < left.len() {
        if left[index] != right[index] {
            return false;
        }
        index += 1;
    }
    true
}

/// Text built during const evaluation, where there is no `format!`.
struct Message {
    bytes: [u8; Self::CAPACITY],
    len: usize,
}

impl Message {
    /// Several times the longest list, which names every documented route.
    const CAPACITY: usize = 8192;

    const fn new() -> Self {
        Self { bytes: [0; Self::CAPACITY], len: 0 }
    }

    const fn text(mut self, text: &str) -> Self {
        let text = text.as_bytes();
        let mut index = 0;
        while index < text.len() && self.len < Self::CAPACITY {
            self.bytes[self.len] = text[index];
            self.len += 1;
            index += 1;
        }
        self
    }

    const fn texts(mut self, texts: &[&str]) -> Self {
        let mut index = 0;
        while index < texts.len() {
            self = self.text(texts[index]);
            index += 1;
        }
        self
    }

    /// As the attribute spells it.
    const fn route(self, route: Route) -> Self {
        if matches!(route.kind(), Kind::Fallback) {
            return self.text("`fallback`");
        }
        let named = self.texts(&["`", route.kind().as_str(), " = \"", route.name()]);
        match route.subtype() {
            None => named.text("\"`"),
            Some(subtype) => named.texts(&["\", subtype = \"", subtype, "\"`"]),
        }
    }

    /// A handler, ready to paste.
    const fn stub(self, route: Route) -> Self {
        let mut index = 0;
        let mut payload = "";
        while index < Name::ALL.len() {
            if same_route(Name::ALL[index].route(), route) {
                payload = Name::ALL[index].payload();
            }
            index += 1;
        }
        let name = route.name();
        let attribute = self.texts(&["    #[cronofy_handler(", route.kind().as_str(), " = \"", name]);
        if payload.is_empty() {
            return attribute.texts(&["\", unlisted)]\n    async fn ", name, "(delivery: Delivery) {}"]);
        }
        let function = ["\")]\n    async fn ", name, "(payload: cronofy_hooks::payload::", payload, ") {}"];
        attribute.texts(&function)
    }

    const fn as_str(&self) -> &str {
        match std::str::from_utf8(self.bytes.split_at(self.len).0) {
            Ok(text) => text,
            // Only a text that is cut in the middle of a character gets here.
            Err(_) => "the set of handlers is not complete",
        }
    }
}
