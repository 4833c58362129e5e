//! The secrets that the tests sign with.

use bytes::Bytes;
use cronofy_hooks::Secrets;
use cronofy_hooks::testing::TestRequest;

/// The secret of most tests.
pub const SECRET: &str = "CRN_one_secret_of_the_tests_AAAAAAAAAAAAAAA";
/// Another one, for rotation and for forgery.
pub const OTHER_SECRET: &str = "CRN_another_secret_of_the_tests_BBBBBBBBBBB";

/// [`SECRET`] alone.
///
/// # Panics
/// Never: it is a good secret.
#[must_use]
pub fn secrets() -> Secrets {
    Secrets::new([SECRET]).unwrap()
}

/// A body, signed with [`SECRET`].
pub fn signed(body: impl Into<Bytes>) -> TestRequest {
    TestRequest::body(body).signed_with(&secrets())
}
