//! [`Demonstration`]: the service and the application, and a report of what they send and handle.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::time::Duration;

use cronofy_hooks_sandbox::{AttemptOutcome, AttemptView, ClockMode, DeliveryState, DeliveryView, Fault, Sandbox};
use jiff::Timestamp;

use crate::application::{Application, HandlerRun};
use crate::{DemoError, print};

/// The service and the application.
#[derive(Debug)]
pub(crate) struct Demonstration {
    pub(crate) sandbox: Sandbox,
    application: Application,
    pause: Duration,
    /// How many attempts of each delivery were reported.
    reported: BTreeMap<u64, usize>,
    /// Handler runs that were not reported yet.
    ran: Vec<HandlerRun>,
    handlers: BTreeSet<String>,
    attempts: usize,
}

impl Demonstration {
    pub(crate) fn new(sandbox: Sandbox, application: Application, pause: Duration) -> Self {
        let (reported, ran, handlers) = (BTreeMap::new(), Vec::new(), BTreeSet::new());
        Self { sandbox, application, pause, reported, ran, handlers, attempts: 0 }
    }

    /// The URL of the application.
    pub(crate) fn url(&self) -> &str {
        &self.application.url
    }

    /// Moves the clock to a time, and prints what happens then.
    pub(crate) async fn chapter(&mut self, time: &str, what: impl Display) -> Result<(), DemoError> {
        self.pass(time).await?;
        tokio::time::sleep(self.pause).await;
        print::line(format_args!("\n{time}  {what}"));
        Ok(())
    }

    /// Moves the clock to a time, and prints what was sent on the way, with its handlers.
    pub(crate) async fn pass(&mut self, time: &str) -> Result<(), DemoError> {
        let day = &crate::story::BEGIN[..10];
        let until: Timestamp = format!("{day}T{time}:00Z").parse()?;
        self.sandbox.advance_to(until).await;
        self.report().await
    }

    async fn report(&mut self) -> Result<(), DemoError> {
        let deliveries = self.sandbox.deliveries();
        let mut attempts: Vec<_> =
            deliveries.iter().flat_map(|it| it.attempts.iter().map(move |made| (it, made))).collect();
        attempts.sort_by_key(|(delivery, attempt)| (attempt.at, delivery.number));
        for (delivery, attempt) in attempts {
            let reported = self.reported.entry(delivery.number).or_default();
            if *reported >= attempt.number as usize {
                continue;
            }
            *reported += 1;
            self.attempts += 1;
            let outcome = self.outcome(delivery, attempt).await?;
            let name = delivery
                .subtype
                .as_ref()
                .map_or_else(|| delivery.name.clone(), |subtype| format!("{}:{subtype}", delivery.name));
            print::line(format_args!("  {}  {name:<36}  {outcome}", attempt.at.strftime("%H:%M:%S")));
        }
        Ok(())
    }

    /// Describes an attempt. For a delivered notification, waits for its handler.
    async fn outcome(&mut self, delivery: &DeliveryView, attempt: &AttemptView) -> Result<String, DemoError> {
        let number = if attempt.number > 1 { format!(", attempt {}", attempt.number) } else { String::new() };
        Ok(match (&attempt.outcome, attempt.fault) {
            (Some(AttemptOutcome::Answered(status)), _) if matches!(delivery.state, DeliveryState::Delivered(_)) => {
                let handled = self.handled(delivery).await?;
                self.handlers.insert(handled.handler.clone());
                format!("{status}  {}(){number}", handled.handler)
            }
            (Some(AttemptOutcome::Answered(status)), _) => format!("{status}{number}"),
            (_, Some(Fault::Cut)) => "the connection is cut before the answer: it is sent again".to_owned(),
            (_, Some(fault)) => format!("{fault}: it is sent again"),
            (outcome, None) => format!("not delivered: {outcome:?}"),
        })
    }

    async fn handled(&mut self, delivery: &DeliveryView) -> Result<HandlerRun, DemoError> {
        loop {
            let matches =
                |ran: &HandlerRun| ran.r#type.as_ref() == Some(&delivery.name) && ran.subtype == delivery.subtype;
            if let Some(place) = self.ran.iter().position(matches) {
                return Ok(self.ran.remove(place));
            }
            self.ran.push(self.application.handled().await?);
        }
    }

    pub(crate) fn summary(&self) -> String {
        let (deliveries, attempts, handlers) = (self.reported.len(), self.attempts, self.handlers.len());
        format!("{deliveries} notifications in {attempts} requests. {handlers} handlers handled them, each once.")
    }

    /// The handlers that never ran, and the notifications that were not delivered.
    pub(crate) fn missing(&self) -> Vec<String> {
        let idle = crate::story::HANDLERS.iter().filter(|handler| !self.handlers.contains(**handler));
        let deliveries = self.sandbox.deliveries();
        let stuck = deliveries.iter().filter(|it| !matches!(it.state, DeliveryState::Delivered(_)));
        let idle = idle.map(|handler| format!("{handler} never ran"));
        idle.chain(stuck.map(|it| format!("{} {} was not delivered", it.number, it.name))).collect()
    }

    /// Lets the clock run, and prints what the application handles, until the application ends.
    pub(crate) async fn keep_running(&mut self, clock: ClockMode) -> Result<(), DemoError> {
        self.sandbox.set_clock(clock);
        while let Some(handled) = self.application.next().await? {
            let HandlerRun { handler, r#type, subtype } = handled;
            let subtype = subtype.map_or_else(String::new, |subtype| format!(":{subtype}"));
            let name = format!("{}{subtype}", r#type.unwrap_or_default());
            print::line(format_args!("  {}  {name:<36}  {handler}()", self.sandbox.now().strftime("%H:%M:%S")));
        }
        Err("the application ended unexpectedly".into())
    }

    /// Stops the application. Returns the handler runs that were not reported.
    pub(crate) async fn stop(mut self) -> Result<Vec<HandlerRun>, DemoError> {
        let rest = self.application.stop().await?;
        self.ran.extend(rest);
        Ok(self.ran)
    }
}
