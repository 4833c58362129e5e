//! What an application needs is in sight, and the user's own secret never is.

use http::StatusCode;

use super::client::{ConsoleClient, HOST};
use crate::world::model::AttemptOutcome;
use crate::world::rules::ACCOUNT_ID;

const PAGES: [&str; 9] =
    ["/", "/trigger", "/channels", "/calendar", "/calendar/new", "/clock", "/faults", "/connect", "/deliveries/7"];

#[tokio::test]
async fn every_page_has_the_values_to_connect() {
    let console = ConsoleClient::new();
    for path in PAGES {
        let (_, page) = console.get(path).await;
        for value in
            [&format!("http://{HOST}"), "CRN_sandbox_secret", "sandbox_access_token", "id=\"connect-id\">sandbox<"]
        {
            assert!(page.contains(value), "{path} {value}");
        }
    }
    let (_, empty) = console.get("/").await;
    // Each program that needs the secret reads another one from the environment.
    for (read, times) in [
        ("process.env.CRONOFY_CLIENT_SECRET ?? &quot;CRN_sandbox_secret&quot;", 2),
        ("os.environ.get(&quot;CRONOFY_CLIENT_SECRET&quot;, &quot;CRN_sandbox_secret&quot;)", 2),
        ("ENV.fetch(&quot;CRONOFY_CLIENT_SECRET&quot;, &quot;CRN_sandbox_secret&quot;)", 2),
        ("std::env::var(&quot;CRONOFY_CLIENT_SECRET&quot;).unwrap_or(&quot;CRN_sandbox_secret&quot;.into())", 2),
    ] {
        assert_eq!(empty.matches(read).count(), times, "{read}: {empty}");
    }
    for language in ["curl", "rust", "python", "node", "ruby"] {
        assert!(empty.contains(&format!("id=\"snippet-{language}\"")), "{language}");
        assert_eq!(empty.contains(&format!("id=\"receiver-{language}\"")), language != "curl", "{language}");
    }
    let headings = ["Use these values", "Receive notifications", "Call the API"].map(|it| empty.find(it));
    assert!(headings.is_sorted() && headings[0].is_some(), "{headings:?}");
    assert!(!empty.contains("4040/v1/account\n4040") && empty.contains(&format!("http://{HOST}/v1/account")));
}

#[tokio::test]
async fn the_secret_of_a_user_is_never_shown() {
    let console = ConsoleClient::new();
    console.shared.change(|world| world.set_client_secrets(vec!["CRN_private".to_owned()])).expect("a usable secret");
    console.post("/connect", &[("url", "http://127.0.0.1:9/cronofy")]).await;
    console.shared.change(|world| {
        for request in world.run_due() {
            world.record_result(request.delivery, request.attempt, AttemptOutcome::Answered(401).into());
        }
    });
    for path in PAGES.into_iter().chain(["/deliveries/1", "/deliveries/1/attempts/1/curl.txt"]) {
        let (_, page) = console.get(path).await;
        assert!(!page.contains("CRN_private"), "{path}");
        assert!(!page.contains("CRN_sandbox_secret"), "{path}: it does not sign");
    }
    let (_, page) = console.get("/connect").await;
    assert!(page.contains("href=\"/verify?delivery=1&amp;attempt=1\""), "{page}");
    // Each receiver reads it, and each call that needs it.
    for (read, times) in [
        ("ENV.fetch(&quot;CRONOFY_CLIENT_SECRET&quot;)", 2),
        ("process.env.CRONOFY_CLIENT_SECRET", 2),
        ("environ[&quot;CRONOFY_CLIENT_SECRET&quot;]", 2),
        ("let secret = std::env::var(&quot;CRONOFY_CLIENT_SECRET&quot;)?;", 2),
    ] {
        assert_eq!(page.matches(read).count(), times, "{read}: {page}");
    }
    assert!(console.get("/deliveries/1").await.1.contains("with the client secret that signs here"));
}

#[tokio::test]
async fn the_check_sends_a_signed_notification() {
    let console = ConsoleClient::new();
    assert!(console.get("/clock").await.1.contains("nothing sent yet"));
    let (status, location, _) = console.post("/connect", &[("url", "http://127.0.0.1:9/cronofy")]).await;
    assert_eq!((status, location.as_str()), (StatusCode::SEE_OTHER, "/deliveries/1"));
    let sent = console.shared.read(|world| world.deliveries[&1].clone());
    assert_eq!(sent.name, "verification");
    let body: serde_json::Value = serde_json::from_str(&sent.body).expect("it is JSON");
    assert_eq!(body["channel"]["callback_url"], "http://127.0.0.1:9/cronofy");
    let (_, page) = console.get(&location).await;
    for text in [
        "Sent manually: what it reports did not happen. From the service it means: A channel was created",
        "<q>Check that it answers</q> on <a href=\"/connect\">Connect</a>",
    ] {
        assert!(page.contains(text), "{text}: {page}");
    }
    assert!(!page.contains("Sent once"), "it is sent again like every notification");
    for (outcome, expected) in [
        (AttemptOutcome::Refused, "Your application <span class=\"badge bad\">connection refused"),
        (AttemptOutcome::Answered(204), "Your application <span class=\"badge good\">answers"),
    ] {
        console.shared.change(|world| {
            world.now = world.next_at().expect("an attempt");
            for request in world.run_due() {
                world.record_result(request.delivery, request.attempt, outcome.clone().into());
            }
        });
        assert!(console.get("/clock").await.1.contains(expected), "{expected}");
    }
    let (_, _, page) = console.post("/connect", &[("url", "nowhere")]).await;
    assert!(page.contains("id=\"url-wrong\"") && page.contains("value=\"nowhere\""), "{page}");
}

#[tokio::test]
async fn an_access_token_that_has_expired_is_reported() {
    let console = ConsoleClient::new();
    assert!(!console.get("/connect").await.1.contains("The access token has expired"));
    console
        .shared
        .change(|world| world.now = world.now.checked_add(jiff::SignedDuration::from_hours(3)).expect("a time"));
    assert!(console.get("/connect").await.1.contains("The access token has expired"));
    let issued = console.shared.change(|world| world.issue_tokens(ACCOUNT_ID)).access_token;
    let page = console.get("/connect").await.1;
    assert!(page.contains(&format!("Bearer {issued}")) && !page.contains("has expired"), "{page}");
    assert!(!page.contains("sandbox_access_token"), "{page}");
}
