//! Form fields, each with its validation message.

use maud::{Markup, html};

use super::form::FormFields;

/// A field of one line.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct FormField<'a> {
    pub(super) name: &'a str,
    pub(super) label: &'a str,
    /// The keyboard that a phone shows: `url`, `numeric`.
    pub(super) mode: &'a str,
    /// The placeholder: what an empty field means.
    pub(super) empty: &'a str,
    pub(super) hint: &'a str,
}

impl FormField<'_> {
    pub(super) fn show(&self, form: &FormFields) -> Markup {
        self.show_as(form, self.name, "text")
    }

    /// With this id and type.
    pub(super) fn show_as(&self, form: &FormFields, id: &str, kind: &str) -> Markup {
        let Self { name, label, mode, empty, hint } = *self;
        let error = form.error(name);
        html! {
            div.field {
                label for=(id) { (label) }
                input type=(kind) id=(id) name=(name) value=(form.field(name)) inputmode=[(!mode.is_empty()).then_some(mode)]
                    placeholder=[(!empty.is_empty()).then_some(empty)] autocomplete="off" spellcheck="false"
                    aria-invalid=[invalid(error)] aria-describedby=[described(id, hint, error)];
                (notes(id, hint, error))
            }
        }
    }

    /// As a text area.
    pub(super) fn show_tall(&self, form: &FormFields) -> Markup {
        let Self { name, label, hint, .. } = *self;
        let error = form.error(name);
        html! {
            div.field {
                label for=(name) { (label) }
                textarea.tall id=(name) name=(name) autocomplete="off" spellcheck="false"
                    aria-invalid=[invalid(error)] aria-describedby=[described(name, hint, error)] { "\n" (form.field(name)) }
                (notes(name, hint, error))
            }
        }
    }
}

fn invalid(error: Option<&str>) -> Option<&'static str> {
    error.map(|_| "true")
}

fn described(name: &str, hint: &str, error: Option<&str>) -> Option<String> {
    match (hint.is_empty(), error) {
        (_, Some(_)) => Some(format!("{name}-wrong")),
        (false, None) => Some(format!("{name}-hint")),
        (true, None) => None,
    }
}

fn notes(name: &str, hint: &str, error: Option<&str>) -> Markup {
    html! {
        @if let Some(error) = error { p.wrong id=(format!("{name}-wrong")) { (error) } }
        @else if !hint.is_empty() { p.hint id=(format!("{name}-hint")) { (hint) } }
    }
}

/// The message for a URL to which the sandbox cannot send.
pub(super) fn check_url(url: &str) -> Option<&'static str> {
    let parsed = url.parse::<http::Uri>().ok().filter(|uri| uri.host().is_some_and(|host| !host.is_empty()));
    match parsed.as_ref().and_then(http::Uri::scheme_str) {
        Some("http") => None,
        Some("https") => {
            Some("The sandbox sends over plain HTTP: write http:// and the port that your application listens on.")
        }
        _ => Some("The sandbox cannot send to this URL: write one such as http://127.0.0.1:3000/cronofy."),
    }
}
