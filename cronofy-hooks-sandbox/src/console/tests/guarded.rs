//! Other sites cannot read pages or post forms.

use axum::body::Body;
use http::{Request, StatusCode, header};

use super::client::{ConsoleClient, HOST, form, read};

fn get(path: &str, hosts: &[&str]) -> Request<Body> {
    let mut request = Request::get(path);
    for host in hosts {
        request = request.header(header::HOST, *host);
    }
    request.body(Body::empty()).expect("a request")
}

#[tokio::test]
async fn only_names_of_this_machine_are_accepted() {
    let console = ConsoleClient::new();
    for host in ["127.0.0.1", "127.0.0.1:4040", "localhost:4040", "[::1]:4040", "[::1]"] {
        assert_eq!(console.send(get("/", &[host])).await.status(), StatusCode::OK, "{host}");
    }
    let elsewhere = [
        "evil.example",
        "evil.example:4040",
        "localhost.evil.example",
        "127.0.0.1.evil.example:4040",
        "127.0.0.1:4040@evil.example",
        "127.0.0.1:",
        "127.0.0.1:+4040",
        "192.168.0.1:4040",
        "",
    ];
    for host in elsewhere {
        for path in ["/", "/clock", "/live", "/assets/console.js"] {
            let (status, page) = read(console.send(get(path, &[host])).await).await;
            assert_eq!(status, StatusCode::MISDIRECTED_REQUEST, "{host} {path}");
            assert!(page.contains("http://127.0.0.1"), "names the right URL: {page}");
        }
    }
    for hosts in [&[][..], &[HOST, "evil.example"]] {
        assert_eq!(console.send(get("/", hosts)).await.status(), StatusCode::MISDIRECTED_REQUEST, "{hosts:?}");
    }
}

#[tokio::test]
async fn every_answer_has_the_security_headers() {
    let console = ConsoleClient::new();
    for (path, host) in [("/", HOST), ("/assets/console.css", HOST), ("/", "evil.example"), ("/deliveries/7", HOST)] {
        let response = console.send(get(path, &[host])).await;
        let headers = response.headers();
        assert_eq!(headers[header::X_FRAME_OPTIONS], "DENY");
        assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_eq!(headers[header::REFERRER_POLICY], "no-referrer");
        let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().expect("text");
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        assert!(headers.contains_key(header::CACHE_CONTROL));
    }
}

#[tokio::test]
async fn forms_are_accepted_from_pages_of_the_console_only() {
    let console = ConsoleClient::new();
    let token = console.token().await;
    let fields = [("fault", "cut"), ("rate", "5")];
    let ours = format!("http://{HOST}");
    let refused: [&[(&str, &str)]; 8] = [
        &[],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site"), ("origin", "http://127.0.0.1:3000")],
        &[("origin", "http://evil.example")],
        &[("origin", "http://127.0.0.1:3000")],
        &[("origin", "null")],
        &[("sec-fetch-site", "cross-site"), ("origin", &ours)],
        &[("sec-fetch-site", "same-origin"), ("origin", "http://evil.example")],
    ];
    for headers in refused {
        let (status, page) = read(console.send(form("/faults", HOST, &token, &fields, headers)).await).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{headers:?}: {page}");
    }
    assert_eq!(console.shared.read(|world| world.faults.rules.len()), 0);
    let taken: [&[(&str, &str)]; 3] = [
        &[("origin", &ours)],
        &[("sec-fetch-site", "same-origin"), ("origin", &ours)],
        // A page without a referrer sends this.
        &[("sec-fetch-site", "same-origin"), ("origin", "null")],
    ];
    for headers in taken {
        let response = console.send(form("/faults", HOST, &token, &fields, headers)).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER, "{headers:?}");
    }
    assert_eq!(console.shared.read(|world| world.faults.rules.len()), 3);
}

#[tokio::test]
async fn a_form_without_the_token_changes_nothing() {
    let console = ConsoleClient::new();
    let other = ConsoleClient::new().token().await;
    for token in ["", "0", &"0".repeat(32), &other] {
        for path in ["/faults", "/clock/move", "/trigger", "/channels", "/calendar/new", "/deliveries/1/replay"] {
            let request = form(path, HOST, token, &[("to", "60")], &[("sec-fetch-site", "same-origin")]);
            let (status, page) = read(console.send(request).await).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{path} {token}");
            assert!(page.contains("reload the page"), "{page}");
        }
    }
}

#[tokio::test]
async fn a_body_that_is_not_a_form_is_rejected() {
    let console = ConsoleClient::new();
    let mut request = form("/faults", HOST, "", &[], &[("sec-fetch-site", "same-origin")]);
    request.headers_mut().insert(header::CONTENT_TYPE, http::HeaderValue::from_static("application/json"));
    assert_eq!(console.send(request).await.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
}
