//! Stands in for the system calls that a process makes on the files of one folder: records them with
//! their data, and makes one of them fail.
//!
//! Loaded with `LD_PRELOAD`, on Linux. Four variables of the environment say what to do:
//!
//! - `FAULTS_FOLDER`: only files in this folder count, by their absolute path;
//! - `FAULTS_RECORDING`: the file to which the [`RecordedCall`](format::RecordedCall)s are appended;
//! - `FAULTS_FAIL`: `write,17,1,eio` makes the 17th write fail, and no other after it;
//! - `FAULTS_LIE`: any value makes each `fsync` succeed without being recorded, as a disk does that
//!   has a cache of its own.
//!
//! `fsync` never reaches the disk: what a cut of the power leaves is worked out from the recording,
//! and a kill of the process costs nothing that it has written.

#[cfg(target_os = "linux")]
mod calls;
pub mod format;
#[cfg(target_os = "linux")]
mod real;
#[cfg(target_os = "linux")]
mod state;
