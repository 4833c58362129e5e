//! The frame of each page: header, navigation, clock.

use axum::response::{Html, IntoResponse as _, Response};
use cronofy_hooks_contract::text::{counted, relative_time};
use http::HeaderMap;
use maud::{DOCTYPE, Markup, html};

use super::asset;
use super::context::{ActionMessage, Console};
use super::formatting::{short, time};
use super::personal::{self, personal};
use super::views::connect::{self, ConnectDetails};
use crate::clock::{ClockMode, later};
use crate::personal_data::PersonalData;
use crate::world::model::{PATIENCE, World};
use crate::world::rules::Standing;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ConsoleView {
    Deliveries,
    Calls,
    Trigger,
    Channels,
    Calendar,
    Clock,
    Faults,
    Connect,
    Requests,
    Accounts,
    Scenario,
    /// A page that the navigation does not list.
    Missing,
}

impl ConsoleView {
    /// The views with their titles, paths and keys, in the order of the navigation.
    const ALL: [(Self, &str, &str, &str); 11] = [
        (Self::Deliveries, "Deliveries", "/", "1"),
        (Self::Calls, "API calls", "/calls", "c"),
        (Self::Trigger, "Trigger", "/trigger", "2"),
        (Self::Channels, "Channels", "/channels", "3"),
        (Self::Calendar, "Calendar", "/calendar", "4"),
        (Self::Clock, "Clock", "/clock", "5"),
        (Self::Faults, "Faults", "/faults", "6"),
        (Self::Connect, "Connect", "/connect", "7"),
        (Self::Requests, "Requests", "/requests", "8"),
        (Self::Accounts, "Accounts", "/accounts", "9"),
        (Self::Scenario, "Scenario", "/scenario", "0"),
    ];
}

impl Console {
    /// The page with its frame. The script sends `x-live`; its page already shows the last message.
    pub(super) fn page(&self, headers: &HeaderMap, view: ConsoleView, title: &str, content: &Markup) -> Response {
        let message = if headers.contains_key("x-live") { None } else { self.take_message(headers) };
        let frame = self.shared.read(|world| Frame {
            title: with_failures(world, title),
            connection: connect::summary(&ConnectDetails::new(world, headers)),
            warnings: warnings(world),
        });
        Html(self.frame(view, &frame, content, message.as_ref()).into_string()).into_response()
    }

    fn frame(&self, view: ConsoleView, frame: &Frame, content: &Markup, message: Option<&ActionMessage>) -> Markup {
        let Frame { title, connection, warnings } = frame;
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
                    link rel="stylesheet" href=(asset::path("time.css"));
                    script src=(asset::path("console.js")) defer {}
                    script src=(asset::path("forms.js")) defer {}
                }
                body {
                    a.skip href="#main" { "Skip to the content" }
                    header.bar {
                        a.brand href="/" { "Cronofy sandbox" }
                        (self.clock())
                        @if view != ConsoleView::Missing { (self.personal_switch()) }
                        div.state { (warnings) (connection) }
                    }
                    nav.views aria-label="Views" {
                        ul {
                            @for (it, title, path, key) in ConsoleView::ALL {
                                li {
                                    a href=(path) data-shortcut=(key) aria-current=[(it == view).then_some("page")] {
                                        span { (title) } kbd aria-hidden="true" { (key) }
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

    /// The time, and the buttons that people need most. With the script they leave the page as it is.
    fn clock(&self) -> Markup {
        let now = self.shared.now();
        let clock = self.shared.clock_mode();
        let (speed, label) = if clock == ClockMode::Paused { ("1", "Play") } else { ("0", "Pause") };
        html! {
            div.now id="now" {
                a href="/clock" { (time(now)) " UTC" }
                " " span.quiet { (mode(clock)) }
                (self.staying("/clock/mode", label, "the clock", &[("speed", speed)]))
                (self.staying("/clock/move", "+1 h", "on the clock", &[("to", "3600")]))
                (self.staying("/clock/move", "Next", "action of the clock", &[("to", "next")]))
            }
        }
    }

    /// Shows or hides personal data, on this page and those that the browser opens later. The guard answers its form.
    fn personal_switch(&self) -> Markup {
        let present = personal();
        let other = if present.is_shown() { PersonalData::Hidden } else { PersonalData::Shown };
        html! {
            form.personal id="personal" method="post" data-stay {
                (self.token())
                input type="hidden" name=(personal::FIELD) value=(other.word());
                label for="personal-switch" { "Personal data" }
                button.switch type="submit" id="personal-switch" role="switch" aria-checked=(present.is_shown()) { span aria-hidden="true" { (present.word()) } }
            }
        }
    }

    /// A form with a single button, after which the script keeps the page, so that nothing typed is lost. `rest`
    /// completes the label for people who hear it without what is around it.
    pub(super) fn staying(&self, action: &str, label: &str, rest: &str, fields: &[(&str, &str)]) -> Markup {
        html! {
            form.inline method="post" action=(action) data-stay {
                (self.token())
                @for (name, value) in fields { input type="hidden" name=(name) value=(value); }
                button type="submit" { (named(label, rest)) }
            }
        }
    }

    /// A button that asks before anything happens. It works without the script.
    pub(super) fn asking(&self, ask: &Ask<'_>) -> Markup {
        let Ask { action, label, of, consequence, fields } = ask;
        html! {
            details.ask {
                summary.button { (named(label, of)) }
                form method="post" action=(action) data-stay {
                    (self.token())
                    @for (name, value) in *fields { input type="hidden" name=(name) value=(value); }
                    p { (consequence) }
                    button.danger type="submit" { "Yes, " (lower(label)) span.hidden { " " (of) } }
                }
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

/// A button that takes something away, and what it asks first.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ask<'a> {
    /// Where the form is sent.
    pub(super) action: &'a str,
    pub(super) label: &'a str,
    /// Completes the label: what is closed, deleted or removed.
    pub(super) of: &'a str,
    /// A sentence that says what will happen. It begins with "This", so that nothing reads as done already.
    pub(super) consequence: &'a str,
    pub(super) fields: &'a [(&'a str, &'a str)],
}

/// A label, and the rest of it for people who hear it without what is around it.
fn named(label: &str, rest: &str) -> Markup {
    html! { (label) @if !rest.is_empty() { span.hidden { " " (rest) } } }
}

fn lower(label: &str) -> String {
    let mut letters = label.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// What the frame shows of the world.
struct Frame {
    title: String,
    connection: Markup,
    warnings: Markup,
}

/// The title of the tab, which shows failures when the page is out of sight.
fn with_failures(world: &World, title: &str) -> String {
    match world.deliveries.values().filter(|it| Standing::of(it) == Standing::Failing).count() {
        0 => title.to_owned(),
        failing => format!("({failing} failing) {title}"),
    }
}

/// What the reader may have forgotten: faults that are on, and the channel that closes soonest.
fn warnings(world: &World) -> Markup {
    let closing = world.channels.values().filter(|it| it.is_open());
    let closing = closing.filter_map(|it| Some((it.failing_since?, it))).min_by_key(|(since, _)| *since);
    let rules = world.faults.rules.iter().filter(|it| it.is_active()).count() as u64;
    html! {
        p.warnings id="warnings" {
            @if rules > 0 { a href="/faults" { (counted(rules, "fault rule is", "fault rules are")) " on" } }
            @if let Some((since, channel)) = closing {
                a href=(format!("/channels#{}", channel.channel_id)) {
                    "channel " (short(&channel.channel_id)) " closes " (relative_time(later(since, PATIENCE), world.now))
                }
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
        p { "It runs on this machine only. All times are UTC, on the clock of the sandbox." }
        p.live id="live" hidden {
            span id="live-state" { "Live" }
            button type="button" id="live-pause" aria-pressed="false" { "Pause updates " kbd { "p" } }
        }
        noscript { p { "Everything here works without JavaScript; reload a page to see changes." } }
        details id="keys" hidden {
            summary { "Keyboard" }
            ul {
                li { kbd { "1" } " to " kbd { "9" } ", " kbd { "0" } " and " kbd { "c" } " open a view" }
                li { kbd { "p" } " pauses and resumes the updates of the page" }
                li { kbd { "/" } " focuses the first field of a form" }
                li { kbd { "j" } " and " kbd { "k" } " go to the next and the previous delivery or API call" }
                li { kbd { "r" } " sends the delivery in focus again" }
                li { kbd { "?" } " shows this list" }
            }
            label { input type="checkbox" id="keys-on" checked; " Enable these keys" }
        }
    }
}
