//! `inbox retry`.

use clap::Args;
use cronofy_hooks::inbox::JobAction;

use super::change::{CHANGED, ChangeArgs, Verb};
use super::desk::{Desk, Failure};
use super::filter::NothingNamed;
use super::help::below;
use crate::exit::Exit;

const RETRY: Verb = Verb { change: JobAction::Retry, command: "retry", participle: "retried" };

/// Makes what waits due now, and what is dead wait again with all its attempts
#[derive(Clone, Debug, Args)]
#[command(after_long_help = below(CHANGED))]
pub(super) struct Retry {
    #[command(flatten)]
    args: ChangeArgs,
}

impl Retry {
    pub(super) fn check(&self) -> Result<(), NothingNamed> {
        RETRY.check(&self.args)
    }

    pub(super) async fn run(&self, desk: &mut Desk<'_, '_>) -> Result<Exit, Failure> {
        RETRY.run(&self.args, desk).await
    }
}
