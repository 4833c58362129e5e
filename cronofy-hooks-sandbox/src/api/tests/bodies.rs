//! Bodies that cannot be read.

use axum::body::{Body, to_bytes};
use axum::extract::Request;

use super::endpoints::api;
use crate::api::router::{MOST_BYTES, handle};

#[tokio::test]
async fn a_body_that_cannot_be_read_is_refused_in_the_format_of_its_endpoint() {
    let too_long = "x".repeat(MOST_BYTES + 1);
    for (target, status, key) in [
        ("/oauth/token", 400, "/error"),
        ("/oauth/token/revoke", 400, "/error_description"),
        ("/v1/channels", 422, "/errors/body/0/description"),
    ] {
        for body in ["[1]", "{", &too_long] {
            let request = Request::post(target).header("host", "127.0.0.1:4040").body(Body::from(body.to_owned()));
            let (parts, body) = request.expect("a request").into_parts();
            let refused = handle(&api(), &parts, to_bytes(body, MOST_BYTES).await.ok()).expect_err("it is refused");
            let said = refused.body.unwrap_or_default();
            assert_eq!((refused.status.as_u16(), said.pointer(key).is_some()), (status, true), "{target}: {said}");
        }
    }
}
