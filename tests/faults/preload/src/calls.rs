//! The calls. Each has the type of the function of the C library in whose place it stands.
//!
//! `open` and its like have an argument that is only there when a file may be made. On Linux the
//! caller's registers are read for it either way, and it is only used by the call itself.
#![allow(unsafe_code, reason = "it takes the place of functions of the C library")]

use std::ffi::CStr;

use libc::{c_char, c_int, c_uint, c_void, iovec, mode_t, off_t, size_t, ssize_t};

use crate::format::{FailureMode, RecordedCall, SystemCall};
use crate::real::{identity_at, real, set_errno};
use crate::state::{PreloadState, state};

/// What a call that fails says.
fn fail(failure: FailureMode, call: SystemCall) {
    set_errno(match failure {
        FailureMode::Io => libc::EIO,
        FailureMode::Full if call == SystemCall::Map => libc::ENOMEM,
        FailureMode::Full | FailureMode::Short | FailureMode::Torn => libc::ENOSPC,
    });
}

/// Makes a call and records it, unless it is to fail.
fn whole(state: &mut PreloadState, mut event: RecordedCall, make: impl FnOnce() -> c_int) -> c_int {
    if let Some(failure) = state.fails(event.call) {
        (event.injected, event.succeeded) = (true, false);
        state.record(&event);
        fail(failure, event.call);
        return -1;
    }
    let returned = make();
    event.succeeded = returned >= 0;
    state.record(&event);
    returned
}

// ---- open

fn opening(path: *const c_char, flags: c_int, make: impl FnOnce() -> c_int) -> c_int {
    // SAFETY: a path ends in a zero.
    let path = unsafe { CStr::from_ptr(path) };
    let Some(mut state) = state() else { return make() };
    let Some(name) = state.name(path) else {
        drop(state);
        return make();
    };
    let mut event = RecordedCall { name, ..RecordedCall::new(SystemCall::Open) };
    if let Some(failure) = state.fails(SystemCall::Open) {
        (event.injected, event.succeeded) = (true, false);
        state.record(&event);
        fail(failure, SystemCall::Open);
        return -1;
    }
    event.created = identity_at(path).is_none();
    let fd = make();
    event.succeeded = fd >= 0;
    if event.succeeded {
        event.file = state.opened(fd, event.created);
    }
    state.record(&event);
    if event.succeeded && flags & libc::O_TRUNC != 0 && !event.created {
        state.record(&RecordedCall { file: event.file, ..RecordedCall::new(SystemCall::Truncate) });
    }
    fd
}

macro_rules! open {
    ($($name:ident)*) => {$(
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $name(path: *const c_char, flags: c_int, mode: mode_t) -> c_int {
            opening(path, flags, || real!($name(path, flags, mode; *const c_char, c_int, mode_t) -> c_int))
        }
    )*};
}
open!(open open64);

macro_rules! openat {
    ($($name:ident)*) => {$(
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $name(at: c_int, path: *const c_char, flags: c_int, mode: mode_t) -> c_int {
            opening(path, flags, || real!($name(at, path, flags, mode; c_int, *const c_char, c_int, mode_t) -> c_int))
        }
    )*};
}
openat!(openat openat64);

// ---- read

fn reading(fd: c_int, make: impl FnOnce() -> ssize_t) -> ssize_t {
    let Some(mut state) = state() else { return make() };
    let Some(file) = state.file(fd) else {
        // It may have to wait.
        drop(state);
        return make();
    };
    let mut returned = -1;
    whole(&mut state, RecordedCall { file, ..RecordedCall::new(SystemCall::Read) }, || {
        returned = make();
        if returned < 0 { -1 } else { 0 }
    });
    returned
}

#[unsafe(no_mangle)]
unsafe extern "C" fn read(fd: c_int, data: *mut c_void, length: size_t) -> ssize_t {
    reading(fd, || real!(read(fd, data, length; c_int, *mut c_void, size_t) -> ssize_t))
}

macro_rules! pread {
    ($($name:ident)*) => {$(
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $name(fd: c_int, data: *mut c_void, length: size_t, at: off_t) -> ssize_t {
            reading(fd, || real!($name(fd, data, length, at; c_int, *mut c_void, size_t, off_t) -> ssize_t))
        }
    )*};
}
pread!(pread pread64);

// ---- write

/// `make` writes so many of the first bytes.
fn writing(
    fd: c_int,
    data: *const c_void,
    length: size_t,
    at: Option<off_t>,
    make: impl FnOnce(size_t) -> ssize_t,
) -> ssize_t {
    // A panic of this library is printed here, possibly while the state is locked.
    if fd == libc::STDERR_FILENO {
        return make(length);
    }
    let Some(mut state) = state() else { return make(length) };
    // SAFETY: the caller has so many bytes there. A slice must not begin at null.
    let bytes = if length == 0 { &[][..] } else { unsafe { std::slice::from_raw_parts(data.cast::<u8>(), length) } };
    let Some(file) = state.file(fd) else {
        if fd == libc::STDOUT_FILENO {
            state.record(&RecordedCall { data: bytes.to_vec(), ..RecordedCall::new(SystemCall::Note) });
            return length.cast_signed();
        }
        drop(state);
        return make(length);
    };
    let at = at.unwrap_or_else(|| {
        // SAFETY: neither call has to do with memory.
        let appends = unsafe { libc::fcntl(fd, libc::F_GETFL) } & libc::O_APPEND != 0;
        // SAFETY: as above.
        unsafe { libc::lseek(fd, 0, if appends { libc::SEEK_END } else { libc::SEEK_CUR }) }
    });
    let offset = u64::try_from(at).expect("a file has a position");
    let mut event = RecordedCall { file, offset, ..RecordedCall::new(SystemCall::Write) };
    let failure = state.fails(SystemCall::Write);
    event.injected = failure.is_some();
    let most = match failure {
        None => length,
        Some(FailureMode::Io | FailureMode::Full) => 0,
        Some(FailureMode::Short | FailureMode::Torn) => length.div_ceil(2),
    };
    let mut written = if most > 0 || failure.is_none() { make(most) } else { 0 };
    event.data = bytes[..usize::try_from(written).unwrap_or(0)].to_vec();
    if let Some(failure) = failure
        && failure != FailureMode::Short
    {
        written = -1;
        fail(failure, SystemCall::Write);
    }
    event.succeeded = written >= 0;
    state.record(&event);
    written
}

#[unsafe(no_mangle)]
unsafe extern "C" fn write(fd: c_int, data: *const c_void, length: size_t) -> ssize_t {
    writing(fd, data, length, None, |most| real!(write(fd, data, most; c_int, *const c_void, size_t) -> ssize_t))
}

macro_rules! pwrite {
    ($($name:ident)*) => {$(
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $name(fd: c_int, data: *const c_void, length: size_t, at: off_t) -> ssize_t {
            writing(fd, data, length, Some(at), |most| {
                real!($name(fd, data, most, at; c_int, *const c_void, size_t, off_t) -> ssize_t)
            })
        }
    )*};
}
pwrite!(pwrite pwrite64);

/// The first of the buffers that is not empty: a call may write less than it was given.
fn first(buffers: *const iovec, count: c_int) -> (*const c_void, size_t) {
    for index in 0..usize::try_from(count).unwrap_or(0) {
        // SAFETY: the caller has so many buffers there.
        let buffer = unsafe { &*buffers.add(index) };
        if buffer.iov_len > 0 {
            return (buffer.iov_base, buffer.iov_len);
        }
    }
    (std::ptr::null(), 0)
}

/// Whether a call on this descriptor is recorded.
fn is_recorded(fd: c_int) -> bool {
    if fd == libc::STDERR_FILENO {
        return false;
    }
    state().is_some_and(|state| state.file(fd).is_some()) || fd == libc::STDOUT_FILENO
}

#[unsafe(no_mangle)]
unsafe extern "C" fn writev(fd: c_int, buffers: *const iovec, count: c_int) -> ssize_t {
    if !is_recorded(fd) {
        return real!(writev(fd, buffers, count; c_int, *const iovec, c_int) -> ssize_t);
    }
    let (data, length) = first(buffers, count);
    // SAFETY: the buffer is the caller's.
    unsafe { write(fd, data, length) }
}

macro_rules! pwritev {
    ($($name:ident)*) => {$(
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $name(fd: c_int, buffers: *const iovec, count: c_int, at: off_t) -> ssize_t {
            if !is_recorded(fd) {
                return real!($name(fd, buffers, count, at; c_int, *const iovec, c_int, off_t) -> ssize_t);
            }
            let (data, length) = first(buffers, count);
            // SAFETY: the buffer is the caller's.
            unsafe { pwrite64(fd, data, length, at) }
        }
    )*};
}
pwritev!(pwritev pwritev64);

// ---- calls that would write without being recorded: they fail, so that the caller does without

macro_rules! refused {
    ($($name:ident($out:ident: $($argument:ident: $type:ty),*) -> $returned:ty, $error:ident;)*) => {$(
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $name($($argument: $type),*) -> $returned {
            if is_recorded($out) {
                set_errno(libc::$error);
                return -1;
            }
            real!($name($($argument),*; $($type),*) -> $returned)
        }
    )*};
}
refused! {
    copy_file_range(to: from: c_int, from_at: *mut off_t, to: c_int, to_at: *mut off_t, length: size_t, flags: c_uint) -> ssize_t, ENOSYS;
    sendfile(to: to: c_int, from: c_int, at: *mut off_t, length: size_t) -> ssize_t, ENOSYS;
    sendfile64(to: to: c_int, from: c_int, at: *mut off_t, length: size_t) -> ssize_t, ENOSYS;
    splice(to: from: c_int, from_at: *mut off_t, to: c_int, to_at: *mut off_t, length: size_t, flags: c_uint) -> ssize_t, EINVAL;
    fallocate(fd: fd: c_int, mode: c_int, at: off_t, length: off_t) -> c_int, EOPNOTSUPP;
    fallocate64(fd: fd: c_int, mode: c_int, at: off_t, length: off_t) -> c_int, EOPNOTSUPP;
}

macro_rules! posix_fallocate {
    ($($name:ident)*) => {$(
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $name(fd: c_int, at: off_t, length: off_t) -> c_int {
            if is_recorded(fd) {
                return libc::EOPNOTSUPP;
            }
            real!($name(fd, at, length; c_int, off_t, off_t) -> c_int)
        }
    )*};
}
posix_fallocate!(posix_fallocate posix_fallocate64);

// ---- fsync

fn syncing(fd: c_int, make: impl FnOnce() -> c_int) -> c_int {
    let Some(mut state) = state() else { return make() };
    match state.file(fd) {
        Some(_) if state.lies() => 0,
        Some(file) => whole(&mut state, RecordedCall { file, ..RecordedCall::new(SystemCall::Sync) }, || 0),
        None => {
            drop(state);
            make()
        }
    }
}

macro_rules! sync {
    ($($name:ident)*) => {$(
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $name(fd: c_int) -> c_int {
            syncing(fd, || real!($name(fd; c_int) -> c_int))
        }
    )*};
}
sync!(fsync fdatasync);

// ---- ftruncate

macro_rules! ftruncate {
    ($($name:ident)*) => {$(
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $name(fd: c_int, length: off_t) -> c_int {
            let make = || real!($name(fd, length; c_int, off_t) -> c_int);
            let Some(mut state) = state() else { return make() };
            let Some(file) = state.file(fd) else { return make() };
            let offset = u64::try_from(length).unwrap_or(0);
            whole(&mut state, RecordedCall { file, offset, ..RecordedCall::new(SystemCall::Truncate) }, make)
        }
    )*};
}
ftruncate!(ftruncate ftruncate64);

// ---- names

fn naming(call: SystemCall, from: *const c_char, to: Option<*const c_char>, make: impl FnOnce() -> c_int) -> c_int {
    // SAFETY: a path ends in a zero.
    let (from, to) = unsafe { (CStr::from_ptr(from), to.map(|to| CStr::from_ptr(to))) };
    let Some(mut state) = state() else { return make() };
    let (name, other) = (state.name(from), to.and_then(|to| state.name(to)));
    if name.is_none() && other.is_none() {
        return make();
    }
    // A file that comes from outside has a number only if it was opened in here.
    let file = state.file_at(from).unwrap_or(u64::MAX);
    let event = RecordedCall {
        file,
        name: name.unwrap_or_default(),
        other: other.unwrap_or_default(),
        ..RecordedCall::new(call)
    };
    whole(&mut state, event, make)
}

#[unsafe(no_mangle)]
unsafe extern "C" fn rename(from: *const c_char, to: *const c_char) -> c_int {
    naming(SystemCall::Rename, from, Some(to), || real!(rename(from, to; *const c_char, *const c_char) -> c_int))
}

#[unsafe(no_mangle)]
unsafe extern "C" fn renameat(from_at: c_int, from: *const c_char, to_at: c_int, to: *const c_char) -> c_int {
    naming(
        SystemCall::Rename,
        from,
        Some(to),
        || real!(renameat(from_at, from, to_at, to; c_int, *const c_char, c_int, *const c_char) -> c_int),
    )
}

#[unsafe(no_mangle)]
unsafe extern "C" fn renameat2(
    from_at: c_int,
    from: *const c_char,
    to_at: c_int,
    to: *const c_char,
    flags: c_uint,
) -> c_int {
    naming(
        SystemCall::Rename,
        from,
        Some(to),
        || real!(renameat2(from_at, from, to_at, to, flags; c_int, *const c_char, c_int, *const c_char, c_uint) -> c_int),
    )
}

#[unsafe(no_mangle)]
unsafe extern "C" fn link(from: *const c_char, to: *const c_char) -> c_int {
    naming(SystemCall::Link, from, Some(to), || real!(link(from, to; *const c_char, *const c_char) -> c_int))
}

#[unsafe(no_mangle)]
unsafe extern "C" fn linkat(
    from_at: c_int,
    from: *const c_char,
    to_at: c_int,
    to: *const c_char,
    flags: c_int,
) -> c_int {
    naming(
        SystemCall::Link,
        from,
        Some(to),
        || real!(linkat(from_at, from, to_at, to, flags; c_int, *const c_char, c_int, *const c_char, c_int) -> c_int),
    )
}

#[unsafe(no_mangle)]
unsafe extern "C" fn unlink(path: *const c_char) -> c_int {
    naming(SystemCall::Unlink, path, None, || real!(unlink(path; *const c_char) -> c_int))
}

#[unsafe(no_mangle)]
unsafe extern "C" fn unlinkat(at: c_int, path: *const c_char, flags: c_int) -> c_int {
    naming(SystemCall::Unlink, path, None, || real!(unlinkat(at, path, flags; c_int, *const c_char, c_int) -> c_int))
}

// ---- mmap

macro_rules! mmap {
    ($($name:ident)*) => {$(
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $name(
            hint: *mut c_void,
            length: size_t,
            protection: c_int,
            flags: c_int,
            fd: c_int,
            at: off_t,
        ) -> *mut c_void {
            let make = || real!($name(hint, length, protection, flags, fd, at; *mut c_void, size_t, c_int, c_int, c_int, off_t) -> *mut c_void);
            // Memory of the process itself, which is also asked for while the state is made.
            if fd < 0 || flags & libc::MAP_SHARED == 0 {
                return make();
            }
            let Some(mut state) = state() else { return make() };
            let Some(file) = state.file(fd) else { return make() };
            let mut returned = libc::MAP_FAILED;
            whole(&mut state, RecordedCall { file, ..RecordedCall::new(SystemCall::Map) }, || {
                returned = make();
                if returned == libc::MAP_FAILED { -1 } else { 0 }
            });
            returned
        }
    )*};
}
mmap!(mmap mmap64);
