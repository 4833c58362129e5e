//! A pasted request is checked, and no secret is shown.

use cronofy_hooks::Secrets;
use http::StatusCode;

use super::client::ConsoleClient;
use crate::world::model::DeliveryCause;

const BODY: &str = "{\n  \"notification\": {\"type\": \"change\"}\n}";

fn request(secret: &str, body: &str) -> String {
    let signature = Secrets::new([secret]).expect("a secret").sign(body.as_bytes());
    format!("POST / HTTP/1.1\nCronofy-HMAC-SHA256: {}\n\n{body}", signature.to_str().expect("text"))
}

#[tokio::test]
async fn a_delivery_shows_what_to_compute() {
    let console = ConsoleClient::new();
    let steps = ["Read the bytes of the body as they arrived", "HMAC-SHA256", "base64", "in constant time"];
    let (_, page) = console.get("/verify").await;
    assert!(steps.iter().all(|it| page.contains(it)), "{page}");
    console.shared.change(|world| {
        world.set_client_secrets(vec!["CRN_sandbox_secret".to_owned(), "CRN_private".to_owned()]).expect("secrets");
        let body =
            serde_json::json!({ "notification": { "type": "change" }, "event": { "summary": "Surprise party" } });
        world.send_manually(DeliveryCause::ControlApi, "http://127.0.0.1:9/", body, false).expect("an object");
        world.run_due();
    });
    let (_, page) = console.get("/verify?delivery=1&attempt=1").await;
    let delivery = console.shared.read(|world| world.deliveries[&1].clone());
    for secret in ["CRN_sandbox_secret", "CRN_private"] {
        let signature = Secrets::new([secret]).expect("a secret").sign(delivery.body.as_bytes());
        let value = format!("\">{}</code>", signature.to_str().expect("text"));
        assert!(page.contains(&value), "{secret}: {page}");
    }
    assert!(page.contains(&format!("<code>{}</code>", delivery.attempts[0].signature)), "the header: {page}");
    assert!(steps.iter().all(|it| page.contains(it)) && page.contains(&delivery.body.len().to_string()), "{page}");
    assert!(!page.contains("CRN_private") && !page.contains("Surprise"), "{page}");
    for line in ["console.log(computed)", "print(computed)", "puts computed", "println!(&quot;{computed}&quot;)"] {
        assert!(page.contains(&format!("<code>{line}</code>")), "{line}: {page}");
    }
    // What the application computes shows what it does wrong.
    let right = Secrets::new(["CRN_sandbox_secret"]).expect("a secret").sign(delivery.body.as_bytes());
    let written_again = cronofy_hooks_contract::text::indented(&delivery.body);
    let written_again = Secrets::new(["CRN_sandbox_secret"]).expect("a secret").sign(written_again.as_bytes());
    for (computed, expected) in [
        (right.to_str().expect("text"), "This is the right signature."),
        (written_again.to_str().expect("text"), "This is the signature of the body when it is indented."),
        ("", "id=\"computed-wrong\">Paste the signature"),
    ] {
        let fields = [("delivery", "1"), ("attempt", "1"), ("computed", computed)];
        let (status, _, page) = console.post("/verify", &fields).await;
        assert!(status == StatusCode::OK && page.contains(expected), "{computed}: {page}");
        assert!(page.contains("data-still") && page.contains("Your application must get"), "{page}");
    }
    for gone in ["delivery=9&attempt=1", "delivery=1&attempt=2", "delivery=x&attempt=1"] {
        let (status, page) = console.get(&format!("/verify?{gone}")).await;
        assert!(status == StatusCode::OK && page.contains("no such attempt any more"), "{gone}: {page}");
    }
}

#[tokio::test]
async fn a_pasted_request_is_checked() {
    let console = ConsoleClient::new();
    assert!(console.get("/connect").await.1.contains("href=\"/verify\""));
    let other = "CRN_another_one";
    let har = serde_json::json!({ "log": { "entries": [
        { "request": { "headers": [{ "name": "Accept", "value": "*/*" }] } },
        { "request": { "headers": [{ "name": "Cronofy-HMAC-SHA256", "value": "x" }], "postData": { "text": "<i>" } } },
    ] } });
    for (pasted, secret, expected) in [
        // As a browser sends it.
        (request("CRN_sandbox_secret", BODY).replace('\n', "\r\n"), "", "Matches: value 1 of 1 was signed"),
        (request(other, BODY), other, "Matches: value 1 of 1 was signed"),
        (request(other, BODY), "", "No value of the header is a signature of this body with the client secret."),
        (request(other, &BODY[..9]), "", "The JSON of the body ends early."),
        (request(other, BODY) + "\n", other, "The body matches without the line break at its end"),
        (har.to_string(), "", "value 1 is not base64"),
        (har.to_string(), "", "Read as a HAR file; the body has 3 bytes."),
        ("hello".to_owned(), "", "id=\"request-wrong\">This is not a request; what can be read: HTTP text"),
        ("curl http://x".to_owned(), "", "The command has no `--data`"),
        (" ".to_owned(), "", "Paste a request."),
    ] {
        let (status, _, page) = console.post("/verify", &[("request", &pasted), ("secret", secret)]).await;
        assert!(status == StatusCode::OK && page.contains(expected), "{pasted}: {page}");
        assert!(page.contains("data-still"), "an update would lose what was pasted");
        assert!(!page.contains(other) && !page.contains("<i>"), "{page}");
    }
}
