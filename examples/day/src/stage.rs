//! [`Stage`]: the service and the application, and telling what happens between them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::time::Duration;

use cronofy_hooks_sandbox::{AttemptView, ClockMode, DeliveryState, DeliveryView, Fault, Outcome, Sandbox};
use jiff::Timestamp;

use crate::application::{Application, Handled};
use crate::{Failure, print};

/// The service and the application.
#[derive(Debug)]
pub(crate) struct Stage {
    pub(crate) sandbox: Sandbox,
    application: Application,
    pause: Duration,
    /// How many attempts of each delivery were told.
    told: BTreeMap<u64, usize>,
    /// What ran, and was not told yet.
    ran: Vec<Handled>,
    handlers: BTreeSet<String>,
    attempts: usize,
}

impl Stage {
    pub(crate) fn new(sandbox: Sandbox, application: Application, pause: Duration) -> Self {
        let (told, ran, handlers) = (BTreeMap::new(), Vec::new(), BTreeSet::new());
        Self { sandbox, application, pause, told, ran, handlers, attempts: 0 }
    }

    /// Where the application receives.
    pub(crate) fn url(&self, user: &str) -> String {
        format!("{}/{user}", self.application.url)
    }

    /// Goes on to a time, and says what happens then.
    pub(crate) async fn chapter(&mut self, time: &str, what: impl Display) -> Result<(), Failure> {
        self.pass(time).await?;
        tokio::time::sleep(self.pause).await;
        print::line(format_args!("\n{time}  {what}"));
        Ok(())
    }

    /// Lets time pass until then, and tells what was sent on the way, and who handled it.
    pub(crate) async fn pass(&mut self, time: &str) -> Result<(), Failure> {
        let day = &crate::story::BEGIN[..10];
        let until: Timestamp = format!("{day}T{time}:00Z").parse()?;
        self.sandbox.advance_to(until).await;
        self.tell().await
    }

    async fn tell(&mut self) -> Result<(), Failure> {
        let deliveries = self.sandbox.deliveries();
        let mut attempts: Vec<_> =
            deliveries.iter().flat_map(|it| it.attempts.iter().map(move |made| (it, made))).collect();
        attempts.sort_by_key(|(delivery, attempt)| (attempt.at, delivery.number));
        for (delivery, attempt) in attempts {
            let told = self.told.entry(delivery.number).or_default();
            if *told >= attempt.number as usize {
                continue;
            }
            *told += 1;
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

    /// In words; waits for the handler of what was delivered.
    async fn outcome(&mut self, delivery: &DeliveryView, attempt: &AttemptView) -> Result<String, Failure> {
        let number = if attempt.number > 1 { format!(", attempt {}", attempt.number) } else { String::new() };
        Ok(match (&attempt.outcome, attempt.fault) {
            (Some(Outcome::Answered(status)), _) if matches!(delivery.state, DeliveryState::Delivered(_)) => {
                let handled = self.handled(delivery).await?;
                self.handlers.insert(handled.handler.clone());
                format!("{status}  {}(){number}", handled.handler)
            }
            (Some(Outcome::Answered(status)), _) => format!("{status}{number}"),
            (_, Some(Fault::Cut)) => "the connection is cut before the answer: it is sent again".to_owned(),
            (_, Some(fault)) => format!("{fault}: it is sent again"),
            (outcome, None) => format!("not delivered: {outcome:?}"),
        })
    }

    async fn handled(&mut self, delivery: &DeliveryView) -> Result<Handled, Failure> {
        loop {
            let tells = |ran: &Handled| ran.r#type.as_ref() == Some(&delivery.name) && ran.subtype == delivery.subtype;
            if let Some(place) = self.ran.iter().position(tells) {
                return Ok(self.ran.remove(place));
            }
            self.ran.push(self.application.handled().await?);
        }
    }

    pub(crate) fn summary(&self) -> String {
        let (deliveries, attempts, handlers) = (self.told.len(), self.attempts, self.handlers.len());
        format!("{deliveries} notifications in {attempts} requests. {handlers} handlers took them, each once.")
    }

    /// What is not as it should be after the day: who never ran, and what was not delivered.
    pub(crate) fn missing(&self) -> Vec<String> {
        let idle = crate::story::HANDLERS.iter().filter(|handler| !self.handlers.contains(**handler));
        let deliveries = self.sandbox.deliveries();
        let stuck = deliveries.iter().filter(|it| !matches!(it.state, DeliveryState::Delivered(_)));
        let idle = idle.map(|handler| format!("{handler} never ran"));
        idle.chain(stuck.map(|it| format!("{} {} was not delivered", it.number, it.name))).collect()
    }

    /// Lets time go on, and tells what the application handles, until that ends.
    pub(crate) async fn go_on(&mut self, clock: ClockMode) -> Result<(), Failure> {
        self.sandbox.set_clock(clock);
        while let Some(handled) = self.application.next().await? {
            let Handled { handler, r#type, subtype } = handled;
            let subtype = subtype.map_or_else(String::new, |subtype| format!(":{subtype}"));
            let name = format!("{}{subtype}", r#type.unwrap_or_default());
            print::line(format_args!("  {}  {name:<36}  {handler}()", self.sandbox.now().strftime("%H:%M:%S")));
        }
        Err("the application ended by itself".into())
    }

    /// Gives what ran without having been told.
    pub(crate) async fn stop(mut self) -> Result<Vec<Handled>, Failure> {
        let rest = self.application.stop().await?;
        self.ran.extend(rest);
        Ok(self.ran)
    }
}
