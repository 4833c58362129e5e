//! [`PreloadState`]: what is known of the files, and which call is to fail.

use std::collections::HashMap;
use std::ffi::{CStr, CString, OsString};
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use libc::{c_int, mode_t, size_t, ssize_t};

use crate::format::{FailureMode, RecordedCall, SystemCall};
use crate::real::{identity, identity_at, real};

/// One for the process. It is locked while a call on a file of the folder is made and recorded, so that
/// the recording has the order of the calls.
pub(crate) struct PreloadState {
    folder: Vec<u8>,
    recording: c_int,
    fault: Option<ArmedFault>,
    lies: bool,
    files: HashMap<(u64, u64), u64>,
    next: u64,
}

/// Which calls fail.
struct ArmedFault {
    call: SystemCall,
    failure: FailureMode,
    /// So many succeed before.
    before: u64,
    /// So many fail.
    times: u64,
}

/// `None` in a process that is not to be recorded.
pub(crate) fn state() -> Option<MutexGuard<'static, PreloadState>> {
    static STATE: OnceLock<Option<Mutex<PreloadState>>> = OnceLock::new();
    let state = STATE.get_or_init(|| PreloadState::from_env().map(Mutex::new));
    state.as_ref().map(|state| state.lock().unwrap_or_else(PoisonError::into_inner))
}

impl PreloadState {
    fn from_env() -> Option<Self> {
        let folder = std::env::var_os("FAULTS_FOLDER")?.into_vec();
        let recording = CString::new(std::env::var_os("FAULTS_RECORDING")?.into_vec()).ok()?;
        let flags = libc::O_WRONLY | libc::O_CREAT | libc::O_APPEND | libc::O_CLOEXEC;
        let recording = real!(open64(recording.as_ptr(), flags, 0o600; *const libc::c_char, c_int, mode_t) -> c_int);
        assert!(recording >= 0, "FAULTS_RECORDING cannot be opened");
        let fault =
            std::env::var_os("FAULTS_FAIL").map(|fault| ArmedFault::parse(&fault).expect("FAULTS_FAIL is wrong"));
        let lies = std::env::var_os("FAULTS_LIE").is_some();
        let mut state = Self { folder, recording, fault, lies, files: HashMap::new(), next: 1 };
        let itself = CString::new(state.folder.clone()).ok().and_then(|folder| identity_at(&folder));
        state.files.insert(itself.expect("FAULTS_FOLDER does not exist"), 0);
        state.record(&RecordedCall::new(SystemCall::Start));
        Some(state)
    }

    /// The name in the folder; empty for the folder.
    pub(crate) fn name(&self, path: &CStr) -> Option<String> {
        let rest = path.to_bytes().strip_prefix(&*self.folder)?;
        let name = if rest.is_empty() { rest } else { rest.strip_prefix(b"/")? };
        String::from_utf8(name.to_vec()).ok()
    }

    pub(crate) fn file(&self, fd: c_int) -> Option<u64> {
        identity(fd).and_then(|identity| self.files.get(&identity).copied())
    }

    pub(crate) fn file_at(&self, path: &CStr) -> Option<u64> {
        identity_at(path).and_then(|identity| self.files.get(&identity).copied())
    }

    /// The number of a file that was opened by its name. The system gives the number of a file that
    /// is gone to another.
    pub(crate) fn opened(&mut self, fd: c_int, created: bool) -> u64 {
        let identity = identity(fd).expect("it was just opened");
        if let Some(file) = self.files.get(&identity)
            && !created
        {
            return *file;
        }
        let file = self.next;
        self.next += 1;
        self.files.insert(identity, file);
        file
    }

    /// Counts a call, and says how it fails, if it does.
    pub(crate) fn fails(&mut self, call: SystemCall) -> Option<FailureMode> {
        let fault = self.fault.as_mut().filter(|fault| fault.call == call)?;
        if fault.before > 0 {
            fault.before -= 1;
            return None;
        }
        fault.times = fault.times.checked_sub(1)?;
        Some(fault.failure)
    }

    pub(crate) fn lies(&self) -> bool {
        self.lies
    }

    pub(crate) fn record(&self, event: &RecordedCall) {
        let bytes = event.encode();
        let mut rest = &*bytes;
        while !rest.is_empty() {
            let (recording, data, length) = (self.recording, rest.as_ptr().cast(), rest.len());
            let written = real!(write(recording, data, length; c_int, *const libc::c_void, size_t) -> ssize_t);
            let written = usize::try_from(written).expect("the recording cannot be written");
            rest = &rest[written..];
        }
    }
}

impl ArmedFault {
    fn parse(text: &OsString) -> Option<Self> {
        let text = std::str::from_utf8(text.as_bytes()).ok()?;
        let [call, at, times, failure] = text.split(',').collect::<Vec<_>>().try_into().ok()?;
        Some(Self {
            call: SystemCall::ALL.into_iter().find(|one| one.name() == call)?,
            failure: FailureMode::ALL.into_iter().find(|one| one.name() == failure)?,
            before: at.parse::<u64>().ok()?.checked_sub(1)?,
            times: times.parse().ok()?,
        })
    }
}
