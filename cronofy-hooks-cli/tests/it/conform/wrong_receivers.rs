//! Each wrong receiver fails the checks that are about its fault, and no others.

use std::collections::BTreeSet;

use serde_json::Value;

use super::receiver::{Fault, Receiver, SECRETS};
use crate::support::{TempFolder, run};

/// Each fault, and the checks that fail.
const TABLE: [(Fault, &[&str]); 44] = [
    (Fault::Nothing, &[]),
    (Fault::RefusesEverythingWith400, &[]),
    (Fault::Redirects, &["no-redirect"]),
    (Fault::NeverAnswers, &["signed-notification"]),
    (Fault::HasAnotherSecret, &["signed-notification"]),
    (Fault::AnswersNotificationsLate, &["notification-deadline"]),
    (Fault::AnswersTriggersLate, &["trigger-deadline"]),
    (Fault::AcceptsWithoutHeader, &["missing-signature"]),
    (Fault::VerifiesNothing, &["missing-signature", "wrong-signature"]),
    (Fault::ComparesTheWholeHeader, &["signature-position"]),
    (Fault::ReadsTheFirstValueOnly, &["signature-position"]),
    (Fault::RefusesAHeaderWithOtherText, &["signature-position"]),
    (Fault::DoesNotTrimValues, &["signature-spaces"]),
    (Fault::HasOneSecretOnly, &["secret-rotation"]),
    (Fault::DecodesLeniently, &["signature-spelling"]),
    (Fault::HasAnEmptySecretToo, &["empty-secret"]),
    (Fault::HashesForEachValue, &["long-signature-header"]),
    (Fault::VerifiesReserialisedJson, &["body-as-sent"]),
    (Fault::TrimsTheBody, &["trailing-newline"]),
    (Fault::VerifiesLatin1, &["letters-beyond-ascii", "bytes-not-text"]),
    (Fault::VerifiesText, &["bytes-not-text"]),
    (Fault::ParsesFirst, &["verify-before-parse"]),
    (Fault::KnowsSomeNotificationsOnly, &["documented-notifications"]),
    (Fault::RequiresANotification, &["no-notification"]),
    (Fault::HasClosedTypes, &["unknown-type"]),
    (Fault::HasClosedOccurrences, &["unknown-occurrence"]),
    (Fault::HasClosedSubtypes, &["unknown-subtype"]),
    (Fault::RefusesMoreFields, &["unknown-field"]),
    (Fault::HasClosedEnumerations, &["unknown-value"]),
    (Fault::AnswersUnknownUsers404, &["unknown-user"]),
    (Fault::RequiresOneOccurrence, &["several-occurrences"]),
    (Fault::HandlesTheFirstOccurrenceOnly, &["every-occurrence"]),
    (Fault::RefusesAKnownId, &["repeat-with-id"]),
    (Fault::RefusesKnownBytes, &["repeat-without-id"]),
    (Fault::HandlesRepeatsAgain, &["repeat-handled-once"]),
    (Fault::TakesSmallBodiesOnly, &["large-body"]),
    (Fault::AcknowledgesWhatIsTooLarge, &["oversized-body"]),
    (Fault::FailsOnMalformedJson, &["malformed-body", "deep-body"]),
    (Fault::FailsOnDeepJson, &["deep-body"]),
    (Fault::HandlesOneAfterTheOther, &["concurrent-deliveries"]),
    (Fault::ReadsOneBodyAtATime, &["stalled-senders"]),
    (Fault::ReadsTheFirstPieceOnly, &["large-body", "slow-body"]),
    (Fault::ComparesTheContentTypeWhole, &["content-types"]),
    (Fault::VerifiesTheFirstOfAConnectionOnly, &["keep-alive"]),
];

/// The names of the checks of a report that ended in one of these ways.
fn ended<'r>(report: &'r Value, outcomes: &[&str]) -> Vec<&'r str> {
    let checks = report["checks"].as_array().expect("a list").iter();
    let ended = checks.filter(|check| outcomes.contains(&check["outcome"].as_str().expect("an outcome")));
    ended.map(|check| check["name"].as_str().expect("a name")).collect()
}

/// Examines a receiver with this fault.
async fn examined(fault: Fault) -> (i32, Value) {
    let folder = TempFolder::new();
    let secrets = folder.file("secrets", SECRETS.join("\n"));
    let url = Receiver::start(fault).await;
    let (receiver, observe) = (format!("{url}/cronofy"), format!("{url}/handled"));
    let ran = run(&["conform", &receiver, "--secret-file", &secrets, "--observe", &observe, "--json"], b"").await;
    assert_eq!(ran.err, "", "{fault:?}");
    (ran.code, serde_json::from_str(&ran.out).expect("it is JSON"))
}

/// Examines every fourth receiver of the table, from this one on.
async fn each_fails_for_its_fault(first: usize) {
    let mut wrong = Vec::new();
    for (fault, expected) in TABLE.iter().skip(first).step_by(4) {
        let (code, report) = examined(*fault).await;
        let failed = ended(&report, &["failed"]);
        if failed != *expected {
            wrong.push(format!("{fault:?}: {failed:?}, not {expected:?}"));
        }
        assert_eq!(code, if expected.is_empty() { 0 } else { 4 }, "{fault:?}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Time passes only while all tasks wait, so that neither the late nor the slow take real time.
#[tokio::test(start_paused = true)]
async fn wrong_receivers_fail_for_their_faults() {
    each_fails_for_its_fault(0).await;
}

#[tokio::test(start_paused = true)]
async fn wrong_receivers_fail_for_their_faults_2() {
    each_fails_for_its_fault(1).await;
}

#[tokio::test(start_paused = true)]
async fn wrong_receivers_fail_for_their_faults_3() {
    each_fails_for_its_fault(2).await;
}

#[tokio::test(start_paused = true)]
async fn wrong_receivers_fail_for_their_faults_4() {
    each_fails_for_its_fault(3).await;
}

/// Checks whose outcome the answers do not show have neither passed nor failed.
#[tokio::test(start_paused = true)]
async fn what_the_answers_do_not_show_is_no_pass() {
    for (fault, expected) in [
        (Fault::RefusesEverythingWith400, &["bytes-not-text", "verify-before-parse"][..]),
        (Fault::TakesSmallBodiesOnly, &["long-signature-header"]),
    ] {
        let (_, report) = examined(fault).await;
        assert_eq!(ended(&report, &["not_observable"]), expected, "{fault:?}");
    }
}

/// A check that no receiver fails may be one that cannot fail.
#[tokio::test]
async fn each_check_has_a_receiver_that_fails_it() {
    let listed = run(&["conform", "--list", "--json"], b"").await;
    let listed = listed.out.lines().map(|line| serde_json::from_str::<Value>(line).expect("it is JSON"));
    let names: BTreeSet<String> = listed.map(|check| check["name"].as_str().expect("a name").to_owned()).collect();
    let failed = TABLE.iter().flat_map(|(_, failed)| failed.iter().map(|name| (*name).to_owned()));
    assert_eq!(failed.collect::<BTreeSet<_>>(), names);
}

/// `BLESS=1` writes the list anew.
#[tokio::test]
async fn the_page_has_the_checks() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/docs/conform.md");
    let page = std::fs::read_to_string(path).expect("the page is there");
    let (before, rest) = page.split_once("|---|---|\n").expect("the page has a table");
    let (_, after) = rest.split_once("\n## ").expect("a section follows");
    let listed = run(&["conform", "--list", "--json"], b"").await;
    let rows = listed.out.lines().map(|line| {
        let check: Value = serde_json::from_str(line).expect("it is JSON");
        format!("| `{}` | {} |\n", check["name"].as_str().expect("a name"), check["sends"].as_str().expect("a text"))
    });
    let expected = format!("{before}|---|---|\n{}\n## {after}", rows.collect::<String>());
    if std::env::var_os("BLESS").is_some_and(|value| value == "1") {
        std::fs::write(path, expected).expect("the page can be written");
        return;
    }
    assert!(page == expected, "{path}: the list of checks is another; `BLESS=1` writes it");
}

#[tokio::test(start_paused = true)]
async fn a_right_receiver_passes_every_check() {
    let (code, report) = examined(Fault::Nothing).await;
    assert_eq!((code, ended(&report, &["failed", "not_observable", "not_examined", "left_out"])), (0, vec![]));
    assert_eq!(report["passed"], report["checks"].as_array().expect("a list").len());
}
