//! Parts of the inbox that several tasks share, in every order in which the tasks can run.
//!
//! Shuttle decides which task runs next, at every await and every yield. The slot of a transaction is small
//! enough for all orders; of the orders of the task that writes, many are drawn at random.
//!
//! Tokio's channels run in these tests as they do in production. Timers never fire: a task that makes progress
//! only because the store is polled hangs, and shuttle reports it.

mod batcher;
mod orders;
mod slot;
mod store;
