//! An attempt: its request, its answer, and what it means.

use http::StatusCode;

use super::client::ConsoleClient;
use super::views::notification;
use crate::world::model::{
    AttemptOutcome, AttemptResult, Fault, FaultRule, HttpMessage, NewNotification, OutgoingRequest,
};

const ANSWERED: AttemptOutcome = AttemptOutcome::Answered(500);

pub(super) fn answer(body: &str) -> HttpMessage {
    let headers = vec![("content-type".to_owned(), "text/plain".to_owned()), ("x-trace".to_owned(), "<7>".to_owned())];
    HttpMessage { headers, body: body.to_owned(), body_length: body.len() as u64 }
}

/// Sends a notification, and records this result. Returns the request.
fn sent(console: &ConsoleClient, notice: NewNotification, outcome: AttemptOutcome, body: &str) -> OutgoingRequest {
    sent_with(console, notice, outcome, answer(body))
}

fn sent_with(
    console: &ConsoleClient,
    notice: NewNotification,
    outcome: AttemptOutcome,
    answer: HttpMessage,
) -> OutgoingRequest {
    console.shared.change(|world| {
        world.send(notice);
        let request = world.run_due().remove(0);
        let answer = matches!(outcome, AttemptOutcome::Answered(_)).then_some(answer);
        let result = AttemptResult { answer, ..outcome.into() };
        world.record_result(request.delivery, request.attempt, result);
        request
    })
}

#[tokio::test]
async fn each_attempt_shows_its_own_answer() {
    let console = ConsoleClient::new();
    sent(&console, notification("change"), ANSWERED, "first <b>boom</b>");
    console.shared.change(|world| {
        world.now = world.next_at().expect("a retry");
        let request = world.run_due().remove(0);
        let result = AttemptResult { answer: Some(answer("second")), ..AttemptOutcome::Answered(204).into() };
        world.record_result(request.delivery, request.attempt, result);
    });
    let (_, latest) = console.get("/deliveries/1").await;
    assert!(latest.contains("second") && latest.contains("The service reads the status alone"), "{latest}");
    let (_, first) = console.get("/deliveries/1?attempt=1").await;
    for text in
        ["first &lt;b&gt;boom", "x-trace", "&lt;7&gt;", "A handler failed", "It answered: first", "500 Internal"]
    {
        assert!(first.contains(text), "{text:?}: {first}");
    }
    assert!(!first.contains("second"));
    let (status, text) = console.get("/deliveries/1/attempts/1/answer.txt").await;
    assert_eq!((status, text.as_str()), (StatusCode::OK, "first <b>boom</b>"));
    for missing in
        ["/deliveries/1/attempts/3/answer.txt", "/deliveries/2/attempts/1/answer.txt", "/deliveries/1/attempts/1/x"]
    {
        assert_eq!(console.get(missing).await.0, StatusCode::NOT_FOUND, "{missing}");
    }
}

#[tokio::test]
async fn a_request_is_copied_and_saved_byte_for_byte() {
    let console = ConsoleClient::new();
    let body = serde_json::json!({ "notification": { "type": "it's $HOME `x` \u{e4}" } });
    let notice = NewNotification { body, trigger: true, ..notification("change") };
    let request = sent(&console, notice, AttemptOutcome::Refused, "");
    let file = async |name: &str| console.get(&format!("/deliveries/1/attempts/1/{name}")).await.1;
    assert_eq!(file("body.txt").await, request.body);
    let http = file("request.http?personal=shown").await;
    let (head, saved) = http.split_once("\r\n\r\n").expect("a head and a body");
    assert_eq!(saved, request.body);
    for line in [
        "POST /cronofy HTTP/1.1",
        "host: 127.0.0.1:9",
        &format!("content-length: {}", request.body.len()),
        &format!("cronofy-hmac-sha256: {}", request.signature),
        "cronofy-notification-attempt: 1",
    ] {
        assert!(head.lines().any(|it| it == line), "{line}: {head}");
    }
    // A shell reads the command as it was meant: it prints its words, instead of calling curl.
    let command = file("curl.txt").await;
    let script = format!("curl() {{ printf '%s\\n' \"$@\"; cat; }}\n{command}");
    let shell = tokio::task::spawn_blocking(move || std::process::Command::new("sh").args(["-c", &script]).output());
    let output = shell.await.expect("no panic").expect("there is a shell");
    let said = String::from_utf8(output.stdout).expect("UTF-8");
    let (words, piped) = said.split_once("--data-binary\n@-\n").expect("the body comes from standard input");
    assert_eq!(piped, request.body);
    assert!(words.starts_with("-i\nhttp://127.0.0.1:9/cronofy\n-H\n"), "{words}");
    assert!(words.contains(&format!("\ncronofy-hmac-sha256: {}\n", request.signature)), "{words}");
}

#[tokio::test]
async fn each_outcome_is_explained() {
    let public = "Start the receiver with this one: CRONOFY_CLIENT_SECRET=CRN_sandbox_secret";
    let cases = [
        (AttemptOutcome::Answered(401), "Refused: probably another client secret, or one of 4 other causes.", public),
        (AttemptOutcome::Answered(403), "Refused: probably a login or a form token, or one of 4", "Exempt its path"),
        (AttemptOutcome::Answered(404), "No receiver at this path.", "Check the path of the URL."),
        (AttemptOutcome::Answered(405), "The path takes no POST requests.", "Check the path of the URL."),
        (AttemptOutcome::Answered(413), "The body is larger than the receiver accepts.", "Raise the limit"),
        (
            AttemptOutcome::Answered(415),
            "The receiver does not accept JSON.",
            "Accept the content type application/json",
        ),
        (AttemptOutcome::Answered(302), "A redirect", "Check the path of the URL: a slash"),
        (AttemptOutcome::Answered(500), "It answered: out of paper.", "Read the log of the receiver."),
        (AttemptOutcome::Refused, "Nothing listens at this address.", "Start the receiver"),
        (AttemptOutcome::TimedOut, "No answer within 5 seconds", "Answer first"),
        (AttemptOutcome::BrokenOff, "The receiver closed the connection before it answered.", "Read its log"),
        (AttemptOutcome::Failed("no such host".to_owned()), "could not be sent: no such host.", "Check the scheme"),
    ];
    for (outcome, meaning, help) in cases {
        let console = ConsoleClient::new();
        sent(&console, notification("change"), outcome.clone(), "out of paper\nmore");
        let ((_, list), (_, page)) = (console.get("/").await, console.get("/deliveries/1").await);
        for page in [&list, &page] {
            assert!(page.to_lowercase().contains(&meaning.to_lowercase()), "{outcome:?} {meaning:?}: {page}");
            assert!(!page.contains("badge good"), "{outcome:?}: nothing is good");
        }
        assert!(page.contains(help), "{outcome:?} {help:?}: {page}");
    }
}

#[tokio::test]
async fn a_refusal_has_all_its_causes_and_the_way_to_verify_it() {
    let console = ConsoleClient::new();
    let refused = AttemptOutcome::Answered(401);
    sent(&console, notification("change"), refused.clone(), "");
    let (_, page) = console.get("/deliveries/1").await;
    let (_, diagnosis) = page.split_once("id=\"diagnosis\"").expect("it is explained");
    let causes = ["another client secret", "written again", "hexadecimal", "another header", "login or a form token"];
    let places: Vec<_> = causes.iter().map(|it| diagnosis.find(it).unwrap_or_else(|| panic!("{it}: {page}"))).collect();
    assert!(places.is_sorted(), "{diagnosis}");
    assert!(diagnosis.contains("href=\"/verify?delivery=1&amp;attempt=1\""), "{diagnosis}");
    assert!(!page.contains("The signature does not match"), "the status alone does not say that");
    // What the answer gives away comes first.
    let mut challenge = answer("");
    challenge.headers.push(("WWW-Authenticate".to_owned(), "Basic realm=\"ada@example.com\"".to_owned()));
    sent_with(&console, notification("change"), refused, challenge);
    for path in ["/", "/deliveries/2"] {
        let (_, page) = console.get(path).await;
        let first = "Refused, probably because a login or a form token (CSRF) of the application comes before the \
                     signature: its answer has `WWW-Authenticate: Basic`.";
        let text = page.replace("<code>", "`").replace("</code>", "`");
        assert!(text.contains(first), "{path}: {page}");
    }
}

#[tokio::test]
async fn an_injected_fault_explains_its_outcome() {
    let cases = [
        (
            Fault::WrongKey,
            AttemptOutcome::Answered(401),
            "Rightly refused, because of an injected fault: it is signed with",
        ),
        (Fault::WrongKey, AttemptOutcome::Answered(204), "Accepted although the signature does not match the body."),
        (Fault::Truncate, AttemptOutcome::Answered(400), "Rightly refused"),
        (Fault::Drop, AttemptOutcome::Lost, "An injected fault: the request never arrives"),
        (Fault::WrongKey, AttemptOutcome::Refused, "Nothing listens at this address."),
    ];
    for (fault, outcome, expected) in cases {
        let console = ConsoleClient::new();
        console.shared.change(|world| world.faults.rules = vec![FaultRule::new(fault)]);
        sent(&console, notification("change"), outcome.clone(), "");
        let (_, page) = console.get("/deliveries/1").await;
        assert!(page.contains(expected), "{fault} {outcome:?}: {page}");
        assert!(page.contains(&format!("fault: {}", fault.name().replace('_', " "))), "{fault}: {page}");
        assert!(!page.contains("CRONOFY_CLIENT_SECRET=CRN_sandbox_secret. "), "{fault}");
    }
}

#[tokio::test]
async fn a_message_belongs_to_its_browser() {
    let console = ConsoleClient::new();
    console.post("/faults", &[("fault", "cut"), ("rate", "5")]).await;
    let added = "Added the fault";
    assert!(!console.get_elsewhere("/faults").await.contains(added));
    assert!(console.get("/faults").await.1.contains(added), "its own browser shows it");
    assert!(!console.get("/faults").await.1.contains(added), "once");
}
