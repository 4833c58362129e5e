//! The frame around each page: header, navigation, clock.

use axum::response::{Html, IntoResponse as _, Response};
use http::HeaderMap;
use maud::{DOCTYPE, Markup, html};

use super::asset;
use super::pages::{Console, Told};
use super::words::time;
use crate::clock::ClockMode;

/// A page of the console.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum View {
    Deliveries,
    Trigger,
    Channels,
    Calendar,
    Clock,
    Faults,
}

impl View {
    const ALL: [Self; 6] = [Self::Deliveries, Self::Trigger, Self::Channels, Self::Calendar, Self::Clock, Self::Faults];

    const fn title(self) -> &'static str {
        match self {
            Self::Deliveries => "Deliveries",
            Self::Trigger => "Trigger",
            Self::Channels => "Channels",
            Self::Calendar => "Calendar",
            Self::Clock => "Clock",
            Self::Faults => "Faults",
        }
    }

    pub(super) const fn path(self) -> &'static str {
        match self {
            Self::Deliveries => "/",
            Self::Trigger => "/trigger",
            Self::Channels => "/channels",
            Self::Calendar => "/calendar",
            Self::Clock => "/clock",
            Self::Faults => "/faults",
        }
    }
}

impl Console {
    /// The page with its frame. `live` is a request of the script, which has shown what was done already.
    pub(super) fn page(&self, headers: &HeaderMap, view: View, title: &str, content: &Markup) -> Response {
        let told = if headers.contains_key("x-live") { None } else { self.take_told() };
        Html(self.frame(view, title, content, told.as_ref()).into_string()).into_response()
    }

    fn frame(&self, view: View, title: &str, content: &Markup, told: Option<&Told>) -> Markup {
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { (title) " · Cronofy sandbox" }
                    link rel="icon" href=(asset::path("icon.svg")) type="image/svg+xml";
                    link rel="stylesheet" href=(asset::path("console.css"));
                    script src=(asset::path("console.js")) defer {}
                }
                body {
                    a.skip href="#main" { "Skip to the content" }
                    header.bar {
                        a.brand href="/" { "Cronofy sandbox" }
                        (self.clock())
                        p.live id="live" hidden {
                            span id="live-state" { "Live" }
                            button type="button" id="live-pause" aria-pressed="false" { "Pause updates " kbd { "p" } }
                        }
                    }
                    nav.views aria-label="Views" {
                        ul {
                            @for (place, it) in View::ALL.into_iter().enumerate() {
                                li {
                                    a href=(it.path()) data-shortcut=(place + 1) aria-current=[(it == view).then_some("page")] {
                                        span { (it.title()) } kbd aria-hidden="true" { (place + 1) }
                                    }
                                }
                            }
                        }
                    }
                    main id="main" tabindex="-1" {
                        @if let Some(told) = told { (banner(told)) }
                        (content)
                    }
                    footer { (about()) }
                }
            }
        }
    }

    fn clock(&self) -> Markup {
        let now = self.shared.now();
        html! {
            p.now id="now" {
                a href="/clock" { (time(now)) " UTC" }
                " " span.quiet { (mode(self.shared.clock_mode())) }
            }
        }
    }

    /// What makes a form one of this console.
    pub(super) fn token(&self) -> Markup {
        html! { input type="hidden" name="token" value=(self.token); }
    }

    /// A form that is one button.
    pub(super) fn button(&self, action: &str, label: &str, fields: &[(&str, &str)]) -> Markup {
        html! {
            form.inline method="post" action=(action) {
                (self.token())
                @for (name, value) in fields { input type="hidden" name=(name) value=(value); }
                button type="submit" { (label) }
            }
        }
    }
}

/// `paused`, `60 times real time`.
pub(super) fn mode(mode: ClockMode) -> String {
    match mode {
        ClockMode::Paused => "paused".to_owned(),
        ClockMode::Running(speed) if (speed - 1.0).abs() < f64::EPSILON => "real time".to_owned(),
        ClockMode::Running(speed) => format!("{speed} times real time"),
    }
}

fn banner(told: &Told) -> Markup {
    let (class, role, words) = match told {
        Told::Done(words) => ("told good", "status", words),
        Told::Refused(words) => ("told bad", "alert", words),
    };
    html! { p class=(class) id="told" role=(role) data-keep { (words) } }
}

/// The head of a page: its name, and what it is for a person who has never seen the API.
pub(super) fn head(title: &str, explanation: &Markup) -> Markup {
    html! {
        h1 { (title) }
        p.lead { (explanation) }
    }
}

fn about() -> Markup {
    html! {
        p { "A simulation on this machine. All times are UTC, by the clock of the sandbox." }
        noscript { p { "Without JavaScript everything here works; reload a page to see what is new." } }
        details id="keys" hidden {
            summary { "Keyboard" }
            ul {
                li { kbd { "1" } " to " kbd { "6" } " open a view" }
                li { kbd { "p" } " pauses and continues the updates of the page" }
                li { kbd { "/" } " goes to the first field of a form" }
                li { kbd { "?" } " shows this list" }
            }
            label { input type="checkbox" id="keys-on" checked; " Single keys do something" }
        }
    }
}
