//! `inbox bury`.

use clap::Args;
use cronofy_hooks::inbox::JobAction;

use super::change::{CHANGED, ChangeArgs, Verb};
use super::desk::{Desk, Failure};
use super::filter::NothingNamed;
use super::help::below;
use crate::exit::Exit;

const BURY: Verb = Verb { change: JobAction::Bury, command: "bury", participle: "buried" };

/// Makes what waits dead, so that what waits behind it goes on
#[derive(Clone, Debug, Args)]
#[command(after_long_help = below(CHANGED))]
pub(super) struct Bury {
    #[command(flatten)]
    args: ChangeArgs,
}

impl Bury {
    pub(super) fn check(&self) -> Result<(), NothingNamed> {
        BURY.check(&self.args)
    }

    pub(super) async fn run(&self, desk: &mut Desk<'_, '_>) -> Result<Exit, Failure> {
        BURY.run(&self.args, desk).await
    }
}
