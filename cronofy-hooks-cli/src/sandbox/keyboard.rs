//! [`Keyboard`]: the keys that a person presses at a terminal.

use std::io;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, read};
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use tokio::sync::mpsc;

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ListAction {
    Pause,
    Step,
    Resend,
    Open,
    Quit,
}

impl ListAction {
    fn of(event: KeyEvent) -> Option<Self> {
        if event.kind == KeyEventKind::Release {
            return None;
        }
        match event.code {
            // In raw mode Ctrl-C is a key and sends no signal.
            KeyCode::Char('c' | 'd') if event.modifiers.contains(KeyModifiers::CONTROL) => Some(Self::Quit),
            KeyCode::Char('p' | ' ') => Some(Self::Pause),
            KeyCode::Char('+' | '=') => Some(Self::Step),
            KeyCode::Char('r') => Some(Self::Resend),
            KeyCode::Char('o') => Some(Self::Open),
            KeyCode::Char('q') | KeyCode::Esc => Some(Self::Quit),
            _ => None,
        }
    }
}

/// A terminal in raw mode. It is put back when this is dropped.
#[derive(Debug)]
pub(super) struct Keyboard(mpsc::UnboundedReceiver<ListAction>);

impl Keyboard {
    pub(super) fn open() -> io::Result<Self> {
        enable_raw_mode()?;
        let (keys, pressed) = mpsc::unbounded_channel();
        // The thread blocks in `read` until the process ends.
        std::thread::spawn(move || {
            while let Ok(event) = read() {
                let Event::Key(event) = event else { continue };
                if ListAction::of(event).is_some_and(|key| keys.send(key).is_err()) {
                    break;
                }
            }
        });
        Ok(Self(pressed))
    }

    /// The next key; `Quit` when the terminal is gone.
    pub(super) async fn next(&mut self) -> ListAction {
        self.0.recv().await.unwrap_or(ListAction::Quit)
    }
}

impl Drop for Keyboard {
    fn drop(&mut self) {
        // There is nothing to do about a terminal that is gone.
        let _ = disable_raw_mode();
    }
}
