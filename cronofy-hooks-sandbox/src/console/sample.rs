//! One sample of each documented notification.

use std::sync::LazyLock;

use cronofy_hooks::route::Kind;
use cronofy_hooks_contract::{Sample, samples};
use serde_json::Value;

use crate::world::rules::name_of;

/// The best sample of each route, by name.
static BEST: LazyLock<Vec<&'static Sample>> = LazyLock::new(|| {
    let mut best: Vec<&Sample> = samples().iter().collect();
    best.sort_by_key(|it| (it.route.name(), it.route.subtype(), it.rank()));
    best.dedup_by_key(|it| it.route);
    best
});

/// The sample with this name, or `change`.
pub(super) fn named(name: &str) -> &'static Sample {
    let known = samples().iter().find(|it| it.name == name);
    let change = || BEST.iter().find(|it| it.route.name() == "change").copied().unwrap_or(&samples()[0]);
    known.unwrap_or_else(change)
}

/// The sample of what a body reports; `None` if it is not documented.
pub(super) fn of(body: &Value) -> Option<&'static Sample> {
    let (name, subtype) = name_of(body);
    BEST.iter().copied().find(|it| it.route.name() == name && it.route.subtype() == subtype.as_deref())
}

pub(super) fn groups() -> impl Iterator<Item = (&'static str, Vec<&'static Sample>)> {
    let kinds = [
        (Kind::Notification, "Of channels and schedulers"),
        (Kind::Interaction, "Of conferences and meeting agents"),
        (Kind::Transition, "Event triggers"),
        (Kind::Callback, "Callbacks"),
    ];
    kinds.into_iter().map(|(kind, label)| (label, BEST.iter().filter(|it| it.route.kind() == kind).copied().collect()))
}

/// `conferencing_failing: profile_missing`
pub(super) fn label(sample: &Sample) -> String {
    match sample.route.subtype() {
        Some(subtype) => format!("{}: {subtype}", sample.route.name()),
        None => sample.route.name().to_owned(),
    }
}

/// Whether the service sends it with an id and an attempt number.
pub(super) fn is_trigger(sample: &Sample) -> bool {
    sample.route.kind() == Kind::Transition
}
