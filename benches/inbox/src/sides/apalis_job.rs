//! [`MessageJob`]: a message as a task of apalis, and the handler for it.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use apalis::prelude::{BoxDynError, Data, Task, TaskBuilder, WorkerContext};
use serde::{Deserialize, Serialize};
use tokio::task::JoinHandle;

use crate::message::{QueueMessage, number_of};
use crate::starts::Starts;

/// How long a worker that is stopped may take to end.
const END: Duration = Duration::from_secs(5);

/// The same content as in the inbox. Text, as apalis stores JSON: bytes would become a list of
/// numbers, and four times as long.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct MessageJob {
    head: String,
    body: String,
}

/// Recognised when it is sent again, as in the inbox.
pub(super) fn task(message: &QueueMessage) -> Task<MessageJob> {
    let mut key = String::with_capacity(32);
    for byte in message.repeat {
        // Writing to a string cannot fail.
        let _ = write!(key, "{byte:02x}");
    }
    let job = MessageJob { head: message.head.clone(), body: String::from_utf8_lossy(&message.body).into_owned() };
    TaskBuilder::new(job).idempotency_key(key).build()
}

/// Reads the body, as the worker of the inbox does before it calls a handler.
pub(super) async fn handle(job: MessageJob, starts: Data<Arc<Starts>>) -> Result<(), BoxDynError> {
    #[derive(Deserialize)]
    struct Body {
        event: Event,
    }
    #[derive(Deserialize)]
    struct Event {
        event_id: String,
    }
    let body: Body = serde_json::from_str(&job.body)?;
    starts.record(number_of(&body.event.event_id).ok_or("the body has another number")?);
    Ok(())
}

/// A worker that runs.
#[derive(Debug)]
pub(super) struct RunningWorker {
    pub(super) context: WorkerContext,
    pub(super) task: JoinHandle<()>,
}

impl RunningWorker {
    pub(super) async fn stop(mut self) {
        // It may have stopped already.
        let _ = self.context.stop();
        if tokio::time::timeout(END, &mut self.task).await.is_err() {
            self.task.abort();
        }
    }
}
