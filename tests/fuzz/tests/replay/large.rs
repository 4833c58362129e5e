//! Large inputs of one shape: each byte may cost no more than one of a small input.

use std::fmt::Write as _;

use cronofy_hooks_fuzz::{ExclusiveRun, body, generator, head, header, verify};

/// Something written so many times, each time with its number in the place of `#`.
fn times(count: usize, text: &str, between: &str) -> String {
    let mut all = String::new();
    for number in 0..count {
        let before = if number > 0 { between } else { "" };
        write!(all, "{before}{}", text.replace('#', &number.to_string())).expect("a string takes everything");
    }
    all
}

#[test]
fn headers() {
    let run = ExclusiveRun::wait();
    run.check(header::check, times(1000, "{3}", ","));
    run.check(header::check, times(1000, "{3}", "\n"));
    run.check(header::check, times(4096, "", ","));
}

#[test]
fn bodies() {
    let run = ExclusiveRun::wait();
    let change =
        r#""notification":{"type":"change","changes_since":"2026-01-01T00:00:00Z"},"channel":{"channel_id":"c"}"#;
    let keys = times(20_000, r#""key #":[#]"#, ",");
    run.check(body::check, format!("{{{change},{keys}}}"));
    run.check(body::check, format!("{{{keys},{change}}}"));
    run.check(body::check, format!("{{{keys},{}}}", change.replace(r#""c""#, "7")));
    run.check(body::check, format!(r#"{{"notification":{{"type":"change",{keys}}}}}"#));
    run.check(body::check, format!(r#"{{"notification":{{"type":"smart_invite","changes_since":7,{keys}}}}}"#));
    let people = times(1_000, r#"{"email":"a#@example.com","display_name":"\u00e9","status":"accepted"}"#, ",");
    let event = format!(r#""event":{{"event_id":"e","summary":"s","attendees":[{people}]}}"#);
    run.check(
        body::check,
        format!(
            r#"{{"notification":{{"type":"event_subscription","interactions":[{{"type":"conferencing_assigned"}}]}},{event}}}"#
        ),
    );
    run.check(
        body::check,
        format!(
            r#"{{"notification":{{"type":"event_subscription","interactions":[{}]}},{event}}}"#,
            times(64, r#"{"type":"conferencing_assigned"}"#, ",")
        ),
    );
    let many = times(14_000, r#"{"type":"conferencing_failing","subtype":"profile_missing"}"#, ",");
    run.check(
        body::check,
        format!(
            r#"{{"notification":{{"type":"event_subscription","interactions":[{many}]}},"event":{{"event_id":"e"}}}}"#
        ),
    );
    run.check(body::check, format!(r#"{{"authorization":{{}},{keys}}}"#));
    run.check(body::check, format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)));
    run.check(body::check, "[".repeat(100_000));
}

#[test]
fn heads() {
    let run = ExclusiveRun::wait();
    let headers = times(10_000, r#"["name-#","value"]"#, ",");
    run.check(head::check, format!(r#"{{"format":1,"target":"/","headers":[{headers}]}}"#));
    let params = times(10_000, r#"["name","\u00e9"]"#, ",");
    run.check(head::check, format!(r#"{{"format":1,"target":"/","params":[{params}]}}"#));
    run.check(head::check, format!("/{}\n{}", "%41".repeat(10_000), times(1_000, "name-#:value", "\n")));
}

#[test]
fn captures() {
    let run = ExclusiveRun::wait();
    let head = "Cronofy-HMAC-SHA256: {signature}";
    run.check(verify::check, format!("{head}\n\n{{\"a\":[{}]}} ", times(10_000, r#"{"b":"\u00e9"}"#, ", ")));
    run.check(verify::check, format!("{head}\n\n{}1{}", times(100, "[#,", ""), "]".repeat(100)));
    run.check(verify::check, format!("{}\n\n{{}}", times(2_000, "Cronofy-HMAC-SHA256: value,,#", "\n")));
    run.check(verify::check, format!("{}\n\n{{}}", times(2_000, "Transfer-Encoding: chunked", "\n")));
    run.check(verify::check, format!("{head}\nTransfer-Encoding: chunked\n\n{}0\n\n", times(10_000, "1\n#\n", "")));
    run.check(verify::check, format!("{head}\n\n{}", "\u{c3}\u{a9}".repeat(10_000)));
    let entry = r##"{"request":{"headers":[{"name":"cronofy-hmac-sha256","value":"#"}],"postData":{"text":"{}"}}}"##;
    run.check(verify::check, format!(r#"{{"log":{{"entries":[{}]}}}}"#, times(500, entry, ",")));
    run.check(verify::check, format!(r#"[{}]"#, times(500, r##"{"headers":{"a#":"b"},"body":[1,{"c":"d"}]}"##, ",")));
    run.check(verify::check, format!("{}1{}", "{\"a\":".repeat(100), "}".repeat(100)));
    run.check(verify::check, format!("curl x {} -d '{}'", times(1_000, "-H 'a#: b'", " "), "x".repeat(50_000)));
    run.check(verify::check, format!("$ curl x\n> POST / HTTP/1.1\n{}\n>\n", times(2_000, "> name-#: value", "\n")));
}

#[test]
fn schemas() {
    let run = ExclusiveRun::wait();
    let object = |properties: &str, rest: &str| {
        format!("=== shared/a.json\n{{\"title\":\"A\",\"type\":\"object\",\"properties\":{{{properties}}}{rest}}}")
    };
    let strings = times(1_000, r#""key_#":{"type":"string"}"#, ",");
    run.check(generator::check, object(&strings, ""));
    run.check(generator::check, object(&strings, &format!(",\"required\":[{}]", times(1_000, r#""key_#""#, ","))));
    let many = times(3_000, r#""key_#":{"type":"string"}"#, ",");
    run.check(generator::check, object(&many, &format!(",\"required\":[{}]", times(3_000, r#""other_#""#, ","))));
    let values = times(2_000, r#""value_#""#, ",");
    run.check(generator::check, object(&format!(r#""x":{{"title":"E","enum":[{values}]}}"#), ""));
    run.check(
        generator::check,
        times(
            200,
            "=== shared/a#.json\n{\"title\":\"A#\",\"type\":\"object\",\"properties\":{\"x\":{\"$ref\":\"a1.json\"}}}",
            "\n",
        ),
    );
    let request = |properties: &str, rest: &str| object(properties, rest).replace("shared/", "request/");
    let short = times(1_000, r#""k#":{"type":"string"}"#, ",");
    run.check(generator::check, request(&short, ""));
    let lists = times(1_000, r#""k#":{"type":"array","items":{"type":["string"]}}"#, ",");
    run.check(generator::check, request(&lists, ""));
    run.check(generator::check, request(&times(1_000, r#""k#":{"type":["string","null"]}"#, ","), ""));
    let one_of = |count| format!(r#","oneOf":[{}]"#, times(count, r#"{"required":["k#"]}"#, ","));
    run.check(generator::check, request(&short, &one_of(4)));
    run.check(generator::check, request(&short, &one_of(1_000)));
    let required = format!(r#","required":[{}]"#, times(1_000, r#""k#""#, ","));
    run.check(generator::check, request(&short, &(required + &one_of(4))));
    run.check(generator::check, times(500, "=== nowhere/a#.json\n{}", "\n"));
}
