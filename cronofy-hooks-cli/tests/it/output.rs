//! Output that cannot be written.

use std::io::{self, Write};

use clap::Parser;
use cronofy_hooks_cli::inbox::InboxCommand;
use cronofy_hooks_cli::{Exit, Io, clap};

use crate::content::deliveries;
use crate::fixed::Fixed;

#[derive(Debug, Parser)]
struct App {
    #[command(flatten)]
    inbox: InboxCommand,
}

/// Refuses everything.
struct Refusing(io::ErrorKind);

impl Write for Refusing {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(self.0.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Err(self.0.into())
    }
}

#[tokio::test]
async fn a_reader_that_has_gone_is_no_error() {
    let refused = "error: the output cannot be written: no storage space; write it to somewhere else\n";
    for (kind, exit, expected) in
        [(io::ErrorKind::BrokenPipe, Exit::Done, ""), (io::ErrorKind::StorageFull, Exit::Failed, refused)]
    {
        for line in ["app list", "app list --json", "app show 15", "app show 15 --json", "app stats", "app retry --all"]
        {
            let inbox = Fixed::new(deliveries());
            let mut err = Vec::new();
            let app = App::parse_from(line.split(' '));
            let ended = app.inbox.run(&inbox, None, &mut Io::new(Refusing(kind), &mut err)).await;
            assert_eq!((ended, &*String::from_utf8_lossy(&err)), (exit, expected), "{line}");
        }
    }
}
