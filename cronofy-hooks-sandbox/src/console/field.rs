//! Form fields, each with its validation message.

use maud::{Markup, html};

use super::form::FormFields;
use crate::validate::url_names_user;

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

    /// A choice among values, each with its text.
    pub(super) fn show_choice<'o>(
        &self,
        form: &FormFields,
        options: impl IntoIterator<Item = (&'o str, impl maud::Render)>,
    ) -> Markup {
        let Self { name, label, .. } = *self;
        let (chosen, note) = (form.field(name), Note::of(self, form, name));
        html! {
            div.field {
                label for=(name) { (label) }
                select id=(name) name=(name) aria-invalid=[note.invalid()] aria-describedby=[note.id()] {
                    @for (value, text) in options { option value=(value) selected[value == chosen] { (text) } }
                }
                (note.show())
            }
        }
    }

    /// A field of one line with suggestions.
    pub(super) fn show_suggesting<'o>(&self, form: &FormFields, known: impl IntoIterator<Item = &'o str>) -> Markup {
        let list = format!("{}-known", self.name);
        html! {
            (self.show_with(form, self.name, "text", Some(&list)))
            datalist id=(list) { @for it in known { option value=(it) {} } }
        }
    }

    pub(super) fn show_as(&self, form: &FormFields, id: &str, kind: &str) -> Markup {
        self.show_with(form, id, kind, None)
    }

    fn show_with(&self, form: &FormFields, id: &str, kind: &str, list: Option<&str>) -> Markup {
        let Self { name, label, mode, empty, .. } = *self;
        let (value, note) = (form.field(name), Note::of(self, form, id));
        let (invalid, described) = (note.invalid(), note.id());
        html! {
            div.field {
                label for=(id) { (label) }
                @if kind == "textarea" {
                    textarea.tall id=(id) name=(name) autocomplete="off" spellcheck="false"
                        aria-invalid=[invalid] aria-describedby=[&described] { "\n" (value) }
                } @else {
                    input type=(kind) id=(id) name=(name) value=(value) inputmode=[(!mode.is_empty()).then_some(mode)]
                        placeholder=[(!empty.is_empty()).then_some(empty)] autocomplete="off" spellcheck="false"
                        list=[list] aria-invalid=[invalid] aria-describedby=[&described];
                }
                (note.show())
            }
        }
    }
}

/// What is below a field: its validation message, or its hint.
struct Note<'a> {
    field: &'a str,
    error: Option<&'a str>,
    hint: &'a str,
}

impl<'a> Note<'a> {
    fn of(field: &FormField<'a>, form: &'a FormFields, id: &'a str) -> Self {
        Self { field: id, error: form.error(field.name), hint: field.hint }
    }

    fn invalid(&self) -> Option<&'static str> {
        self.error.map(|_| "true")
    }

    fn id(&self) -> Option<String> {
        let class = self.error.map(|_| "wrong").or((!self.hint.is_empty()).then_some("hint"))?;
        Some(format!("{}-{class}", self.field))
    }

    fn show(&self) -> Markup {
        let class = if self.error.is_some() { "wrong" } else { "hint" };
        html! { @if let Some(id) = self.id() { p class=(class) id=(id) { (self.error.unwrap_or(self.hint)) } } }
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
        Some("http" | "https") if url_names_user(url) => {
            Some("The URL names a user or a password, which the sandbox does not send: remove both.")
        }
        Some("http") => None,
        Some("https") => {
            Some("The sandbox sends over plain HTTP: write http:// and the port that your application listens on.")
        }
        _ => Some("The sandbox cannot send to this URL: write one such as http://127.0.0.1:3000/cronofy."),
    }
}
