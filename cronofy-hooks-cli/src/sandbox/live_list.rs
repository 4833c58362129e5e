//! [`LiveList`]: the attempts as they end, a line about the clock below them, and keys.

use std::time::Duration;

use cronofy_hooks_contract::text::counted;
use cronofy_hooks_sandbox::{ClockMode, DeliveryState, DeliveryView, Sandbox, SandboxError, Step};
use serde_json::Value;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

use super::attempt_log::AttemptLog;
use super::browser::open_console;
use super::keyboard::{Keyboard, ListAction};
use crate::text::{one_line, whole_seconds};
use crate::{CommandError, Io};

const KEYS: &str = "p pause  + next  r resend  o open  q quit";
/// How often the line about the clock is written anew.
const REFRESH: Duration = Duration::from_millis(250);

pub(super) struct LiveList<'l> {
    pub(super) sandbox: &'l Sandbox,
    /// The address of the console.
    pub(super) url: &'l str,
    /// How the clock runs when it is not paused.
    pub(super) speed: ClockMode,
    pub(super) log: AttemptLog,
}

impl LiveList<'_> {
    /// Runs until a key ends it.
    pub(super) async fn run(mut self, io: &mut Io<'_>) -> Result<(), CommandError> {
        let mut keyboard = Keyboard::open()?;
        io.set_raw(true);
        let result = self.take_keys(&mut keyboard, io).await;
        let cleared = io.clear_status();
        io.set_raw(false);
        drop(keyboard);
        result.and(cleared.map_err(CommandError::from))
    }

    async fn take_keys(&mut self, keyboard: &mut Keyboard, io: &mut Io<'_>) -> Result<(), CommandError> {
        let mut moves: JoinSet<Result<Value, SandboxError>> = JoinSet::new();
        let mut changes = self.sandbox.changes();
        let (mut has_changed, mut counts) = (true, String::new());
        let mut refresh = interval(REFRESH);
        refresh.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                key = keyboard.next() => match key {
                    ListAction::Quit => return Ok(()),
                    ListAction::Pause => self.toggle_clock(),
                    ListAction::Step if moves.is_empty() => {
                        let sandbox = self.sandbox.handle();
                        moves.spawn(async move { sandbox.run(&Step::Next).await });
                    }
                    // The clock is on its way already.
                    ListAction::Step => {}
                    ListAction::Resend => self.resend(io)?,
                    ListAction::Open => open_console(self.url, io)?,
                },
                Some(moved) = moves.join_next() => {
                    if let Ok(Err(error)) = moved {
                        io.line(one_line(&format!("{error:#}")))?;
                    }
                }
                // At most one list for each tick, however many deliveries there are.
                _ = changes.next(), if !has_changed => {
                    has_changed = true;
                    continue;
                }
                _ = refresh.tick() => {}
            }
            if std::mem::take(&mut has_changed) {
                counts = count(&self.log.print(self.sandbox, self.url, false, io)?);
            }
            io.status(&self.status(&counts))?;
        }
    }

    fn toggle_clock(&self) {
        let mode = if self.sandbox.clock_mode() == ClockMode::Paused { self.speed } else { ClockMode::Paused };
        self.sandbox.set_clock(mode);
    }

    fn resend(&self, io: &mut Io<'_>) -> Result<(), CommandError> {
        let resent = match self.log.newest() {
            Some(number) => self.sandbox.replay(number).map_err(|error| format!("{error:#}")),
            None => Err("there is no delivery yet".to_owned()),
        };
        if let Err(error) = resent {
            io.line(one_line(&error))?;
        }
        Ok(())
    }

    fn status(&self, counts: &str) -> String {
        let mode = match self.sandbox.clock_mode() {
            ClockMode::Paused => "paused",
            ClockMode::Running(_) => "runs",
        };
        format!("{}  clock {mode}  {counts}  |  {KEYS}", whole_seconds(self.sandbox.now()))
    }
}

fn count(deliveries: &[DeliveryView]) -> String {
    let open = deliveries.iter().filter(|it| matches!(it.state, DeliveryState::Waiting(_) | DeliveryState::Sending));
    let (count, open) = (counted(deliveries.len() as u64, "delivery", "deliveries"), open.count());
    format!("{count}, {open} open")
}
