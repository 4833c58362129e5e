//! Fields of forms, with what is wrong beside them.

use maud::{Markup, html};

/// A field of one line.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Field<'a> {
    pub(super) name: &'a str,
    pub(super) label: &'a str,
    pub(super) typed: &'a str,
    /// What the keyboard of a phone offers: `url`, `numeric`.
    pub(super) mode: &'a str,
    /// What an empty field means.
    pub(super) empty: &'a str,
    pub(super) hint: &'a str,
    pub(super) wrong: Option<&'a str>,
}

impl Field<'_> {
    pub(super) fn show(&self) -> Markup {
        self.show_as(self.name, "text")
    }

    /// With an id and a type of its own.
    pub(super) fn show_as(&self, id: &str, kind: &str) -> Markup {
        let Self { name, label, typed, mode, empty, hint, wrong } = *self;
        html! {
            div.field {
                label for=(id) { (label) }
                input type=(kind) id=(id) name=(name) value=(typed) inputmode=[(!mode.is_empty()).then_some(mode)]
                    placeholder=[(!empty.is_empty()).then_some(empty)] autocomplete="off" spellcheck="false"
                    aria-invalid=[invalid(wrong)] aria-describedby=[described(id, hint, wrong)];
                (notes(id, hint, wrong))
            }
        }
    }

    /// For a text of several lines.
    pub(super) fn show_tall(&self) -> Markup {
        let Self { name, label, typed, hint, wrong, .. } = *self;
        html! {
            div.field {
                label for=(name) { (label) }
                textarea.tall id=(name) name=(name) autocomplete="off" spellcheck="false"
                    aria-invalid=[invalid(wrong)] aria-describedby=[described(name, hint, wrong)] { "\n" (typed) }
                (notes(name, hint, wrong))
            }
        }
    }
}

fn invalid(wrong: Option<&str>) -> Option<&'static str> {
    wrong.map(|_| "true")
}

fn described(name: &str, hint: &str, wrong: Option<&str>) -> Option<String> {
    match (hint.is_empty(), wrong) {
        (_, Some(_)) => Some(format!("{name}-wrong")),
        (false, None) => Some(format!("{name}-hint")),
        (true, None) => None,
    }
}

fn notes(name: &str, hint: &str, wrong: Option<&str>) -> Markup {
    html! {
        @if let Some(wrong) = wrong { p.wrong id=(format!("{name}-wrong")) { (wrong) } }
        @else if !hint.is_empty() { p.hint id=(format!("{name}-hint")) { (hint) } }
    }
}

/// Whether notifications can be sent to a URL; what to write otherwise.
pub(super) fn check_url(url: &str) -> Option<&'static str> {
    let parsed = url.parse::<http::Uri>().ok().filter(|uri| uri.host().is_some_and(|host| !host.is_empty()));
    match parsed.as_ref().and_then(http::Uri::scheme_str) {
        Some("http") => None,
        Some("https") => {
            Some("The sandbox sends over plain HTTP: write http:// and the port that your application listens on.")
        }
        _ => Some("This is no URL to send to: write one such as http://127.0.0.1:3000/cronofy."),
    }
}
