//! Each fault alone, and all faults together for a week.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use cronofy_hooks::request::CreateChannel;
use cronofy_hooks_sandbox::{AttemptOutcome, DeliveryView, Fault, FaultRule, Sandbox};
use serde_json::json;

use super::scenario::{HOUR, MINUTE, Scenario, account, event, first_sent, interactions, sandbox, transition};

/// Each sandbox of a test starts in a week of its own, so that no two send the same bytes.
fn week_start(week: u64) -> String {
    let monday = jiff::civil::date(2026, 1, 5) + jiff::Span::new().weeks(i64::try_from(week).unwrap());
    format!("{monday}T06:00:00Z")
}

/// The faults that meet notifications.
fn of_notifications() -> impl Iterator<Item = Fault> {
    Fault::ALL.into_iter().filter(|fault| !fault.meets_calls())
}

/// A working day: a channel, changes, conferences, triggers and an agent. Each notification has a user of its own
/// in its URL, which identifies it.
async fn day(scenario: &Scenario, sandbox: &Sandbox, name: &str) {
    let (account_id, calendar_id) = account(sandbox);
    let url = |what: &str| scenario.url_for(&format!("{name}-{what}"));
    sandbox.create_channel(&account_id, CreateChannel::new(url("channel"))).unwrap();
    let morning = sandbox.now() + HOUR;
    let [start, end] = [morning + 3 * HOUR, morning + 4 * HOUR].map(|time| time.to_string());
    let mut meeting = event(&format!("{name}-event"), &start, &end);
    meeting["conferencing"] = json!({ "profile_id": "default" });
    meeting["meeting_agent"] = json!({ "profile_id": "cronofy" });
    meeting["subscriptions"] = json!([
        transition(&url("before"), "before", "event_start", 5),
        transition(&url("after"), "after", "event_end", 0),
        interactions(&url("assigned"), &["conferencing_assigned"]),
        interactions(&url("activated"), &["meeting_agent_activated"]),
        interactions(&url("complete"), &["meeting_agent_complete"]),
    ]);
    sandbox.upsert_event(&calendar_id, meeting).unwrap();
    sandbox.advance(HOUR).await;
    sandbox.write_event_as_user(&calendar_id, json!({ "summary": "Lunch", "start": start, "end": end })).unwrap();
    sandbox.advance(23 * HOUR).await;
}

fn users(deliveries: &[DeliveryView], only: &str) -> usize {
    deliveries.iter().filter(|it| !it.made_up && it.url.contains(only)).count()
}

/// Checks the effect of a fault, so that a fault without effect fails the test.
fn check_effect(fault: Fault, deliveries: &[DeliveryView]) {
    let hit: Vec<_> = deliveries
        .iter()
        .flat_map(|it| it.attempts.iter().map(move |attempt| (it, attempt)))
        .filter(|(_, attempt)| attempt.fault == Some(fault))
        .collect();
    assert!(!hit.is_empty(), "{fault} was never injected");
    for (delivery, attempt) in hit {
        let outcome = attempt.outcome.as_ref();
        let late = first_sent(delivery).duration_since(delivery.created);
        match fault {
            Fault::Drop | Fault::Cut => assert_eq!(outcome, Some(&AttemptOutcome::Lost), "{fault}"),
            Fault::SlowBody => assert_eq!(outcome, Some(&AttemptOutcome::TimedOut), "{fault}"),
            Fault::Truncate | Fault::WrongKey => assert_eq!(outcome, Some(&AttemptOutcome::Answered(401)), "{fault}"),
            Fault::Delay => assert!(late.as_secs() >= 60, "{fault}: {late}"),
            Fault::UnknownType | Fault::UnknownSubtype => assert!(deliveries.iter().any(|it| it.made_up), "{fault}"),
            _ => assert_eq!(outcome, Some(&AttemptOutcome::Answered(204)), "{fault}"),
        }
        // Only the clock of the sandbox waits.
        assert!(attempt.took < Duration::from_secs(4), "{fault} took {:?}", attempt.took);
    }
}

#[tokio::test]
async fn no_fault_alone_loses_anything() {
    let scenario = Scenario::start().await;
    for (week, fault) in of_notifications().enumerate() {
        let week = u64::try_from(week).unwrap();
        // Most first attempts have the fault, and so do some later ones.
        let sandbox = sandbox(&week_start(week)).seed(week).faults([FaultRule::new(fault).rate(0.6)]).start().unwrap();
        day(&scenario, &sandbox, fault.name()).await;
        sandbox.set_faults([]);
        sandbox.advance(24 * HOUR).await;
        let deliveries = scenario.expect_nothing_lost(&sandbox).await;
        assert_eq!(users(&deliveries, fault.name()), 7, "{fault}: {deliveries:#?}");
        check_effect(fault, &deliveries);
        if fault == Fault::Duplicate {
            check_duplicates(&scenario, &deliveries);
        }
    }
}

/// A notification with an id is handled once. Others cannot be recognised, and are handled as often as they come.
fn check_duplicates(scenario: &Scenario, deliveries: &[DeliveryView]) {
    let ran = scenario.ran();
    for delivery in deliveries.iter().filter(|it| it.notification_id.is_some()) {
        let user = delivery.url.rsplit('/').next().unwrap();
        assert_eq!(ran.iter().filter(|(_, it)| it == user).count(), 1, "{user} was handled once");
    }
}

#[tokio::test]
async fn an_overtaken_notification_arrives_after_a_later_one() {
    let scenario = Scenario::start().await;
    let rule = FaultRule::new(Fault::Reorder).only("verification").times(1);
    let sandbox = sandbox(&week_start(90)).faults([rule]).start().unwrap();
    let (account_id, _) = account(&sandbox);
    sandbox.create_channel(&account_id, CreateChannel::new(scenario.url_for("overtaken"))).unwrap();
    sandbox.request_gdpr(&account_id).unwrap();
    sandbox.deliver_due().await;
    let ran = [("gdpr_requested", "overtaken"), ("verification", "overtaken")];
    let ran = ran.map(|(handler, user)| (handler.to_owned(), user.to_owned()));
    scenario.until_ran(&ran).await;
    let deliveries = scenario.expect_nothing_lost(&sandbox).await;
    let succeeded: Vec<_> = deliveries.iter().map(|it| it.attempts.len()).collect();
    assert_eq!(succeeded, [1, 1]);

    // Without a later notification it does not wait for ever.
    let rule = FaultRule::new(Fault::Reorder).times(1);
    sandbox.set_faults([rule]);
    sandbox.request_gdpr(&account_id).unwrap();
    sandbox.deliver_due().await;
    assert_eq!(sandbox.deliveries()[2].attempts.len(), 0);
    sandbox.advance(MINUTE).await;
    assert_eq!(sandbox.deliveries()[2].attempts.len(), 1);
    scenario.expect_nothing_lost(&sandbox).await;
}

#[tokio::test]
async fn a_week_with_every_fault_ends_with_everything_handled() {
    let scenario = Scenario::start().await;
    let begun = Instant::now();
    let (mut sent, mut attempts, mut seen) = (0, 0, BTreeSet::new());
    for seed in 0..20 {
        let faults = of_notifications().map(|fault| FaultRule::new(fault).rate(0.05));
        let sandbox = sandbox(&week_start(100 + 2 * seed)).seed(seed).faults(faults).start().unwrap();
        for number in 1..=7 {
            day(&scenario, &sandbox, &format!("s{seed}d{number}")).await;
        }
        // The last notifications also get a day of retries.
        sandbox.advance(24 * HOUR).await;
        let deliveries = scenario.expect_nothing_lost(&sandbox).await;
        for number in 1..=7 {
            assert!(users(&deliveries, &format!("s{seed}d{number}-")) >= 7, "seed {seed}, day {number}");
        }
        sent += deliveries.len();
        let all = deliveries.iter().flat_map(|it| &it.attempts);
        attempts += all.clone().count();
        seen.extend(all.filter_map(|attempt| attempt.fault));
    }
    #[expect(clippy::print_stderr, reason = "the duration is for people")]
    {
        eprintln!("{sent} notifications in {attempts} attempts, 20 weeks in {:?}", begun.elapsed());
    }
    assert_eq!(seen, of_notifications().collect(), "each fault was injected");
}
