//! Compiles every mistake, and checks the records. The legal forms are the other test program, `pass`.

mod cases;
mod counted;
mod exceptions;
mod page;
mod recorded;
mod records;
