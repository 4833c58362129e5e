//! [`RecordedCall`]: a call of the recording, and its bytes. The harness includes this file as well.

/// What a process asks of the system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SystemCall {
    /// The library is in the process. Always the first event.
    Start,
    /// The process printed a line: [`RecordedCall::data`] is its text.
    Note,
    /// `open`. [`RecordedCall::created`] says whether the file is new.
    Open,
    /// `read`, `pread`.
    Read,
    /// `write`, `pwrite`, `writev`, `pwritev`: [`RecordedCall::data`] is what was written at [`RecordedCall::offset`].
    Write,
    /// `fsync`, `fdatasync`, of a file or of the folder.
    Sync,
    /// `ftruncate`, and `open` with `O_TRUNC`: the new length is [`RecordedCall::offset`].
    Truncate,
    /// `rename`, from [`RecordedCall::name`] to [`RecordedCall::other`].
    Rename,
    /// `unlink`.
    Unlink,
    /// `link`: the file has the name [`RecordedCall::other`] as well.
    Link,
    /// `mmap` of a file, shared.
    Map,
}

impl SystemCall {
    /// All of them, each at the place of its number.
    pub const ALL: [Self; 11] = [
        Self::Start,
        Self::Note,
        Self::Open,
        Self::Read,
        Self::Write,
        Self::Sync,
        Self::Truncate,
        Self::Rename,
        Self::Unlink,
        Self::Link,
        Self::Map,
    ];

    /// As it is written in the environment.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Note => "note",
            Self::Open => "open",
            Self::Read => "read",
            Self::Write => "write",
            Self::Sync => "fsync",
            Self::Truncate => "truncate",
            Self::Rename => "rename",
            Self::Unlink => "unlink",
            Self::Link => "link",
            Self::Map => "mmap",
        }
    }
}

/// How a call fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FailureMode {
    /// With `EIO`, and nothing is done.
    Io,
    /// With `ENOSPC`, and nothing is done; a mapping with `ENOMEM`.
    Full,
    /// It writes half of the data, and says so.
    Short,
    /// It writes half of the data, and fails with `ENOSPC`.
    Torn,
}

impl FailureMode {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Io, Self::Full, Self::Short, Self::Torn];

    /// As it is written in the environment.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Io => "eio",
            Self::Full => "enospc",
            Self::Short => "short",
            Self::Torn => "torn",
        }
    }
}

/// A call, after it has returned. No other call of the process on these files came between.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedCall {
    /// Which call.
    pub call: SystemCall,
    /// It failed, or was cut short, because it was to.
    pub injected: bool,
    /// `open` made the file.
    pub created: bool,
    /// Whether it succeeded.
    pub succeeded: bool,
    /// The number of the file: 0 is the folder. Another file of the same name has another number.
    pub file: u64,
    /// Where it writes, or the new length.
    pub offset: u64,
    /// The name in the folder, of calls that have one.
    pub name: String,
    /// The second name.
    pub other: String,
    /// What was written.
    pub data: Vec<u8>,
}

impl RecordedCall {
    /// A call without anything that only some have.
    #[must_use]
    pub fn new(call: SystemCall) -> Self {
        let (name, other, data) = (String::new(), String::new(), Vec::new());
        Self { call, injected: false, created: false, succeeded: true, file: 0, offset: 0, name, other, data }
    }

    /// Its bytes in the recording.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = vec![self.call as u8, self.injected.into(), self.created.into(), self.succeeded.into()];
        bytes.extend(self.file.to_le_bytes());
        bytes.extend(self.offset.to_le_bytes());
        for part in [self.name.as_bytes(), self.other.as_bytes(), &self.data] {
            bytes.extend((part.len() as u64).to_le_bytes());
            bytes.extend(part);
        }
        bytes
    }

    /// Reads the first event, and leaves the rest. `None` when it is not whole.
    #[must_use]
    pub fn decode(bytes: &mut &[u8]) -> Option<Self> {
        let [call, injected, created, succeeded] = *bytes.split_off(..4)?.first_chunk()?;
        let mut event = Self::new(*SystemCall::ALL.get(usize::from(call))?);
        (event.injected, event.created, event.succeeded) = (injected != 0, created != 0, succeeded != 0);
        event.file = number(bytes)?;
        event.offset = number(bytes)?;
        event.name = String::from_utf8(part(bytes)?).ok()?;
        event.other = String::from_utf8(part(bytes)?).ok()?;
        event.data = part(bytes)?;
        Some(event)
    }
}

fn number(bytes: &mut &[u8]) -> Option<u64> {
    bytes.split_off(..8)?.first_chunk().copied().map(u64::from_le_bytes)
}

fn part(bytes: &mut &[u8]) -> Option<Vec<u8>> {
    let length = usize::try_from(number(bytes)?).ok()?;
    bytes.split_off(..length).map(<[u8]>::to_vec)
}
