//! The functions of the C library themselves.

/// The function of this name that is next in the order of loading.
macro_rules! real {
    ($name:ident($($argument:expr),* ; $($type:ty),*) -> $returned:ty) => {{
        static ADDRESS: std::sync::OnceLock<usize> = std::sync::OnceLock::new();
        let address = *ADDRESS.get_or_init(|| {
            // SAFETY: the name ends in a zero.
            let address = unsafe { libc::dlsym(libc::RTLD_NEXT, concat!(stringify!($name), "\0").as_ptr().cast()) };
            assert!(!address.is_null(), concat!("the C library has no ", stringify!($name)));
            address as usize
        });
        // SAFETY: the C library declares a function of this name with these types.
        let function = unsafe { std::mem::transmute::<usize, unsafe extern "C" fn($($type),*) -> $returned>(address) };
        // SAFETY: the arguments are those of the caller, who keeps to what the function asks for.
        unsafe { function($($argument),*) }
    }};
}

pub(crate) use real;

/// Why the last call of this thread failed.
pub(crate) fn set_errno(error: libc::c_int) {
    // SAFETY: the address belongs to this thread.
    unsafe { *libc::__errno_location() = error };
}

/// Which file a descriptor stands for: device and number.
pub(crate) fn identity(fd: libc::c_int) -> Option<(u64, u64)> {
    let mut stat = std::mem::MaybeUninit::<libc::stat>::uninit();
    // SAFETY: `stat` has room for the answer, and is only read when there is one.
    (unsafe { libc::fstat(fd, stat.as_mut_ptr()) } == 0).then(|| known(unsafe { stat.assume_init() }))
}

/// Which file a path stands for.
pub(crate) fn identity_at(path: &std::ffi::CStr) -> Option<(u64, u64)> {
    let mut stat = std::mem::MaybeUninit::<libc::stat>::uninit();
    // SAFETY: the path ends in a zero; `stat` has room for the answer, and is only read when there is one.
    (unsafe { libc::lstat(path.as_ptr(), stat.as_mut_ptr()) } == 0).then(|| known(unsafe { stat.assume_init() }))
}

fn known(stat: libc::stat) -> (u64, u64) {
    (stat.st_dev, stat.st_ino)
}
