//! [`Floor`]: what the disk alone costs. No index, no repeats, no readers.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use tokio::sync::{mpsc, oneshot};

use super::{BoxError, Doing, QueueStore};
use crate::message::QueueMessage;
use crate::starts::Starts;

const QUEUE: usize = 4096;
const BATCH: usize = 512;

type Queue = mpsc::Sender<(QueueMessage, oneshot::Sender<bool>)>;

/// When `fdatasync` is called.
#[derive(Clone, Copy, Debug)]
pub(super) enum Flush {
    /// Once for everything that waits.
    Batch,
    /// Once for each message.
    QueueMessage,
}

/// A file to append to.
#[derive(Debug)]
pub(super) struct Floor {
    queue: Mutex<Option<Queue>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Floor {
    pub(super) fn open(folder: &Path, flush: Flush) -> Result<Self, BoxError> {
        let file = File::create(folder.join("log"))?;
        let (queue, messages) = mpsc::channel(QUEUE);
        let thread = std::thread::spawn(move || append(file, messages, flush));
        Ok(Self { queue: Mutex::new(Some(queue)), thread: Mutex::new(Some(thread)) })
    }
}

fn append(mut file: File, mut messages: mpsc::Receiver<(QueueMessage, oneshot::Sender<bool>)>, flush: Flush) {
    let most = match flush {
        Flush::Batch => BATCH,
        Flush::QueueMessage => 1,
    };
    let mut batch = Vec::with_capacity(most);
    let mut bytes = Vec::new();
    while messages.blocking_recv_many(&mut batch, most) > 0 {
        bytes.clear();
        for (message, _) in &batch {
            for part in [message.head.as_bytes(), &message.body, message.key.as_bytes(), &message.repeat] {
                bytes.extend_from_slice(&part.len().to_le_bytes());
                bytes.extend_from_slice(part);
            }
        }
        let written = file.write_all(&bytes).and_then(|()| file.sync_data()).is_ok();
        for (_, answer) in batch.drain(..) {
            // Ignore senders that no longer wait.
            let _ = answer.send(written);
        }
    }
}

impl QueueStore for Floor {
    fn send(&self, message: QueueMessage) -> Doing<()> {
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Box::pin(async move {
            let queue = queue.ok_or("the file is closed")?;
            let (answer, answered) = oneshot::channel();
            queue.send((message, answer)).await.map_err(|_| "the file is closed")?;
            if answered.await? { Ok(()) } else { Err("the file could not be written".into()) }
        })
    }

    fn work(&self, _: usize, _: Arc<Starts>) -> Doing<()> {
        Box::pin(async { Err("the file has no reader".into()) })
    }

    fn unfinished(&self) -> Doing<u64> {
        Box::pin(async { Err("the file has no reader".into()) })
    }

    fn close(&self) -> Doing<()> {
        drop(self.queue.lock().unwrap_or_else(PoisonError::into_inner).take());
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        Box::pin(async move {
            let ended = tokio::task::spawn_blocking(|| thread.map(JoinHandle::join)).await?;
            if ended.is_some_and(|ended| ended.is_err()) {
                Err("the thread that writes panicked".into())
            } else {
                Ok(())
            }
        })
    }
}
