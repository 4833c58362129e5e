//! Legal forms of requests.

cases! {
    mistakes_corrected,
}
