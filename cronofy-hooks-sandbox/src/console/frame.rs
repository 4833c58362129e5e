//! The frame of each page: header, navigation, clock.

use axum::response::{Html, IntoResponse as _, Response};
use http::HeaderMap;
use maud::{DOCTYPE, Markup, html};

use super::asset;
use super::context::{ActionMessage, Console};
use super::formatting::time;
use super::views::connect::{self, ConnectDetails};
use crate::clock::ClockMode;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ConsoleView {
    Deliveries,
    Trigger,
    Channels,
    Calendar,
    Clock,
    Faults,
    Connect,
    Requests,
}

impl ConsoleView {
    /// The views with their titles and paths, in the order of the navigation.
    const ALL: [(Self, &str, &str); 8] = [
        (Self::Deliveries, "Deliveries", "/"),
        (Self::Trigger, "Trigger", "/trigger"),
        (Self::Channels, "Channels", "/channels"),
        (Self::Calendar, "Calendar", "/calendar"),
        (Self::Clock, "Clock", "/clock"),
        (Self::Faults, "Faults", "/faults"),
        (Self::Connect, "Connect", "/connect"),
        (Self::Requests, "Requests", "/requests"),
    ];
}

impl Console {
    /// The page with its frame. The script sends `x-live`; its page already shows the last message.
    pub(super) fn page(&self, headers: &HeaderMap, view: ConsoleView, title: &str, content: &Markup) -> Response {
        let message = if headers.contains_key("x-live") { None } else { self.take_message(headers) };
        let connection = self.shared.read(|world| connect::summary(&ConnectDetails::new(world, headers)));
        Html(self.frame(view, title, content, message.as_ref(), &connection).into_string()).into_response()
    }

    fn frame(
        &self,
        view: ConsoleView,
        title: &str,
        content: &Markup,
        message: Option<&ActionMessage>,
        connection: &Markup,
    ) -> Markup {
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
                        (connection)
                    }
                    nav.views aria-label="Views" {
                        ul {
                            @for (index, (it, title, path)) in ConsoleView::ALL.into_iter().enumerate() {
                                li {
                                    a href=(path) data-shortcut=(index + 1) aria-current=[(it == view).then_some("page")] {
                                        span { (title) } kbd aria-hidden="true" { (index + 1) }
                                    }
                                }
                            }
                        }
                    }
                    main id="main" tabindex="-1" {
                        @if let Some(message) = message { (banner(message)) }
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

    /// The hidden field that identifies forms of this console.
    pub(super) fn token(&self) -> Markup {
        html! { input type="hidden" name="token" value=(self.token); }
    }

    /// A form with a single button.
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

fn banner(message: &ActionMessage) -> Markup {
    let (class, role, text) = match message {
        ActionMessage::Done(text) => ("message good", "status", text),
        ActionMessage::Refused(text) => ("message bad", "alert", text),
    };
    html! { p class=(class) id="message" role=(role) data-keep { (text) } }
}

/// The heading of a page, with an explanation for people who do not know the API.
pub(super) fn head(title: &str, explanation: &Markup) -> Markup {
    html! {
        h1 { (title) }
        p.lead { (explanation) }
    }
}

fn about() -> Markup {
    html! {
        p { "A simulation on this machine. All times are UTC, by the clock of the sandbox." }
        noscript { p { "Everything here works without JavaScript; reload a page to see changes." } }
        details id="keys" hidden {
            summary { "Keyboard" }
            ul {
                li { kbd { "1" } " to " kbd { (ConsoleView::ALL.len()) } " open a view" }
                li { kbd { "p" } " pauses and resumes the updates of the page" }
                li { kbd { "/" } " focuses the first field of a form" }
                li { kbd { "?" } " shows this list" }
            }
            label { input type="checkbox" id="keys-on" checked; " Enable these keys" }
        }
    }
}
