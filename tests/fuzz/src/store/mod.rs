//! Damaged SQLite files, also those of earlier releases: they open and work, or say why not.

mod base;
mod check;
mod damage;

pub use self::check::check;
