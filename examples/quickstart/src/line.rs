//! What is printed: lines for machines on standard output, messages for people on standard error.

use std::io::Write as _;

use cronofy_hooks::extract::{FromDelivery, Needs, Parts, Rejection};
use cronofy_hooks::payload::{Channel, Event};
use cronofy_hooks::{Attempt, NotificationId, Occurrence, Path, Query, State};
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;

/// One handler run.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct HandlerLine {
    pub(crate) handler: &'static str,
    /// As the attribute of the handler spells it.
    route: String,
    r#type: Option<String>,
    subtype: Option<String>,
    notification_id: Option<String>,
    attempt: Option<u32>,
    user_id: Option<UserId>,
    event_id: Option<String>,
    channel_id: Option<String>,
}

/// Where lines go: standard output, and a receiver that waits for them.
#[derive(Clone, Debug)]
pub(crate) struct Printer(Option<mpsc::UnboundedSender<HandlerLine>>);

impl Printer {
    pub(crate) fn stdout() -> Self {
        Self(None)
    }

    /// Also hands the lines on.
    pub(crate) fn watched() -> (Self, mpsc::UnboundedReceiver<HandlerLine>) {
        let (sender, receiver) = mpsc::unbounded_channel();
        (Self(Some(sender)), receiver)
    }
}

/// An extractor of this application's own: all that every handler here prints.
pub(crate) struct LineReporter {
    printer: Printer,
    occurrence: Occurrence,
    notification_id: Option<String>,
    attempt: Option<u32>,
    user_id: Option<UserId>,
}

/// The application's own id of a user, from the callback URL.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct UserId(String);

#[derive(Deserialize)]
struct User {
    user_id: Option<UserId>,
}

impl<R> FromDelivery<R> for LineReporter {
    async fn from_delivery(parts: &mut Parts) -> Result<Self, Rejection> {
        let State(printer): State<Printer> = parts.extract().await?;
        let id: Option<NotificationId> = parts.extract().await?;
        let attempt: Option<Attempt> = parts.extract().await?;
        // The user is in the path, `/cronofy/42`, or in the query, `/cronofy?user_id=42`.
        let path: Option<Path<UserId>> = parts.extract().await?;
        let query: Option<Query<User>> = parts.extract().await?;
        Ok(Self {
            printer,
            occurrence: parts.occurrence().clone(),
            notification_id: id.map(|NotificationId(id)| id),
            attempt: attempt.map(|Attempt(attempt)| attempt),
            user_id: path.map(|Path(id)| id).or_else(|| query.and_then(|Query(user)| user.user_id)),
        })
    }

    fn needs(needs: &mut Needs) {
        needs.state::<Printer>();
    }
}

impl LineReporter {
    /// Prints a line of a handler whose payload is about a channel, an event, both or neither.
    pub(crate) fn report(self, handler: &'static str, channel: Option<&Channel>, event: Option<&Event>) {
        let line = HandlerLine {
            handler,
            route: self.occurrence.to_string(),
            r#type: self.occurrence.name().map(str::to_owned),
            subtype: self.occurrence.subtype().map(str::to_owned),
            notification_id: self.notification_id,
            attempt: self.attempt,
            user_id: self.user_id,
            event_id: event.and_then(|event| event.event_id.clone()),
            channel_id: channel.map(|channel| channel.channel_id.clone()),
        };
        match &self.printer.0 {
            None => print(&line),
            // Ignore errors: without a receiver the line has no reader.
            Some(sender) => drop(sender.send(line)),
        }
    }
}

/// One JSON object on one line of standard output.
pub(crate) fn print(line: &impl Serialize) {
    // A reader that has gone away is no reason to stop receiving.
    if let Ok(json) = serde_json::to_string(line) {
        let _ = writeln!(std::io::stdout(), "{json}");
    }
}

/// Text on standard output.
pub(crate) fn print_text(text: &str) {
    let _ = write!(std::io::stdout(), "{text}");
}

/// A sentence on standard error.
pub(crate) fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}
