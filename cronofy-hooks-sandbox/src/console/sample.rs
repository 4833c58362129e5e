//! One sample of each documented notification.

use std::sync::LazyLock;

use cronofy_hooks::route::Kind;
use cronofy_hooks_contract::{Sample, samples};

/// The best sample of each route, in the order of the documentation.
static BEST: LazyLock<Vec<&'static Sample>> = LazyLock::new(|| {
    let mut best: Vec<&Sample> = Vec::new();
    for sample in samples() {
        match best.iter_mut().find(|it| it.route == sample.route) {
            Some(known) if rank(sample) < rank(known) => *known = sample,
            Some(_) => {}
            None => best.push(sample),
        }
    }
    best.sort_by_key(|it| (it.route.name(), it.route.subtype()));
    best
});

/// Lower is better: documentation pages first, then captured samples, then samples with every field.
fn rank(sample: &Sample) -> usize {
    let ends = ["/documented", "/captured", "/full"];
    if sample.page.is_some() {
        0
    } else {
        ends.iter().position(|end| sample.name.ends_with(end)).map_or(4, |it| it + 1)
    }
}

/// The sample with this name, or `change`.
pub(super) fn named(name: &str) -> &'static Sample {
    let known = samples().iter().find(|it| it.name == name);
    let change = || BEST.iter().find(|it| it.route.name() == "change").copied().unwrap_or(&samples()[0]);
    known.unwrap_or_else(change)
}

/// The samples by kind.
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
