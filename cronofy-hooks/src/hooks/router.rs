//! The axum router.

use std::sync::Arc;

use axum::Router;

use super::start_error::{Misconfigured, StartError};
use crate::http::{HooksService, Receiver};

/// Serves the hooks at each path, or at `/` if none was given.
pub(crate) fn router(receiver: &Arc<Receiver>, mut paths: Vec<String>) -> Result<Router, StartError> {
    if paths.is_empty() {
        paths.push("/".to_owned());
    }
    let mut router = Router::new();
    for (index, path) in paths.iter().enumerate() {
        if let Some(refused) = refuse(path, &paths[..index]) {
            return Err(StartError(refused));
        }
        router = router.route_service(path, HooksService::new(Arc::clone(receiver)));
    }
    Ok(router)
}

fn refuse(path: &str, earlier: &[String]) -> Option<Misconfigured> {
    if !path.starts_with('/') {
        return Some(Misconfigured::PathWithoutSlash(path.to_owned()));
    }
    if earlier.iter().any(|earlier| earlier == path) {
        return Some(Misconfigured::PathTwice(path.to_owned()));
    }
    path.split('/')
        .any(|segment| segment.starts_with([':', '*']))
        .then(|| Misconfigured::PathOldSyntax(path.to_owned()))
}
