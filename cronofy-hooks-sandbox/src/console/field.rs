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

    pub(super) fn show_tall(&self, form: &FormFields) -> Markup {
        self.show_as(form, self.name, "textarea")
    }

    pub(super) fn show_as(&self, form: &FormFields, id: &str, kind: &str) -> Markup {
        let Self { name, label, mode, empty, hint } = *self;
        let (value, error) = (form.field(name), form.error(name));
        let invalid = error.map(|_| "true");
        let note = error.map(|error| ("wrong", error)).or((!hint.is_empty()).then_some(("hint", hint)));
        let described = note.map(|(class, _)| format!("{id}-{class}"));
        html! {
            div.field {
                label for=(id) { (label) }
                @if kind == "textarea" {
                    textarea.tall id=(id) name=(name) autocomplete="off" spellcheck="false"
                        aria-invalid=[invalid] aria-describedby=[&described] { "\n" (value) }
                } @else {
                    input type=(kind) id=(id) name=(name) value=(value) inputmode=[(!mode.is_empty()).then_some(mode)]
                        placeholder=[(!empty.is_empty()).then_some(empty)] autocomplete="off" spellcheck="false"
                        aria-invalid=[invalid] aria-describedby=[&described];
                }
                @if let Some((class, text)) = note { p class=(class) id=[&described] { (text) } }
            }
        }
    }
}

/// A choice among values, each with its text.
pub(super) fn choice<'o>(
    label: &str,
    name: &str,
    chosen: &str,
    options: impl IntoIterator<Item = (&'o str, impl maud::Render)>,
) -> Markup {
    html! {
        label { (label)
            select name=(name) {
                @for (value, text) in options { option value=(value) selected[value == chosen] { (text) } }
            }
        }
    }
}

pub(super) fn check_box(label: &str, name: &str, checked: bool) -> Markup {
    html! { label.check { input type="checkbox" name=(name) checked[checked]; " " (label) } }
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
