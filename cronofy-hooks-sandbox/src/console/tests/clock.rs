//! The clock and the faults.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::clock::ClockMode;
use crate::world::model::{AttemptOutcome, Fault, FaultPreset, FaultRule};

use super::client::ConsoleClient;
use super::views::{URL, delivered};

#[tokio::test]
async fn the_clock_moves_by_steps_and_to_the_next_action() {
    let console = ConsoleClient::new();
    let now = || console.shared.read(|world| world.now.to_string());
    for (to, expected) in [("1", "09:24:17"), ("60", "09:25:17"), ("3600", "10:25:17")] {
        console.post("/clock/move", &[("to", to)]).await;
        assert_eq!(now(), format!("2026-01-17T{expected}Z"));
    }
    console.post("/clock/move", &[("to", "next")]).await;
    assert!(console.get("/clock").await.1.contains("Nothing is planned. Choose how far"));
    console.shared.change(|world| {
        let at = "2026-01-17T11:00:00Z".parse().expect("a time");
        world.agenda.add(at, crate::world::model::PlannedAction::Attempt { delivery: 99 }, world.cause);
    });
    let (_, page) = console.get("/clock").await;
    assert!(page.contains("To the next action") && page.contains("Next, in 34 min: "), "{page}");
    console.post("/clock/move", &[("to", "next")]).await;
    assert_eq!(now(), "2026-01-17T11:00:00Z");
    for nonsense in ["-60", "soon", "99999999999999"] {
        console.post("/clock/move", &[("to", nonsense)]).await;
        assert_eq!(now(), "2026-01-17T11:00:00Z", "{nonsense}");
    }
}

/// After a move the page says what happened in that time, with links.
#[tokio::test]
async fn a_move_says_what_it_brought() {
    let console = ConsoleClient::new();
    assert!(!console.get("/clock").await.1.contains("id=\"moved\""));
    console.post("/clock/move", &[("to", "3600")]).await;
    assert!(console.get("/clock").await.1.contains("In 1 h: nothing was sent."));

    delivered(&console, "change", &AttemptOutcome::Answered(204));
    let account = console.shared.read(|world| world.accounts.keys().next().cloned()).expect("an account");
    console.post("/channels", &[("callback_url", URL), ("account", &account)]).await;
    let id = console.shared.read(|world| world.channels.keys().next().cloned()).expect("a channel");
    console.shared.change(|world| {
        for request in world.run_due() {
            world.record_result(request.delivery, request.attempt, AttemptOutcome::Refused.into());
        }
    });
    console.post("/clock/move", &[("to", "86400")]).await;
    let (_, page) = console.get("/clock").await;
    let (_, line) = page.split_once("id=\"moved\">").expect("the line");
    let line = line.split("</p>").next().unwrap_or_default();
    // The one that was delivered before the move is none of them.
    assert!(line.starts_with("In 24 h: <a href=\"/deliveries/"), "{line}");
    for text in [">1 delivery</a>", ">1 failed</a>", &format!("href=\"/channels#{id}\""), "</a> closed."] {
        assert!(line.contains(text), "{text:?}: {line}");
    }
}

#[tokio::test]
async fn the_clock_runs_and_pauses() {
    let console = ConsoleClient::new();
    console.post("/clock/mode", &[("speed", "3600")]).await;
    assert_eq!(console.shared.clock_mode(), ClockMode::Running(3600.0));
    assert!(console.get("/clock").await.1.contains("3600 times real time"));
    for nonsense in ["-1", "NaN", "inf", "fast"] {
        console.post("/clock/mode", &[("speed", nonsense)]).await;
        assert_eq!(console.shared.clock_mode(), ClockMode::Running(3600.0), "{nonsense}");
    }
    console.post("/clock/mode", &[("speed", "0")]).await;
    assert_eq!(console.shared.clock_mode(), ClockMode::Paused);
}

#[tokio::test]
async fn a_running_clock_never_goes_back() {
    let console = ConsoleClient::new();
    // Far away, so that a fast clock does not reach it.
    console.shared.change(|world| {
        let at = "9999-01-01T00:00:00Z".parse().expect("a time");
        world.agenda.add(at, crate::world::model::PlannedAction::Attempt { delivery: 99 }, world.cause);
    });
    let begun = console.shared.now();
    let shown = async || {
        let (_, page) = console.get("/clock").await;
        let (_, rest) = page.split_once("datetime=\"").expect("the page shows a time");
        rest.split('"').next().unwrap_or_default().parse::<Timestamp>().expect("a time")
    };
    console.shared.set_clock_mode(ClockMode::Running(1e6));
    let passed = async {
        while shown().await <= begun {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), passed).await.expect("time passes");
    let running = shown().await;
    console.post("/clock/mode", &[("speed", "0")]).await;
    let paused = shown().await;
    assert!(paused >= running, "{paused} is before {running}");
    assert_eq!(shown().await, paused);

    console.shared.set_clock_mode(ClockMode::Running(1e6));
    let running = shown().await;
    console.post("/clock/move", &[("to", "60")]).await;
    let moved = shown().await;
    assert!(moved.duration_since(running).as_secs() >= 60, "{moved} is not a minute after {running}");
}

#[tokio::test]
async fn the_next_actions_are_shown_and_the_others_counted() {
    let console = ConsoleClient::new();
    let rows = |page: &str| page.matches("an attempt at a delivery that has ended</td>").count();
    let mut planned = 0;
    for (plans, shown, more) in [(12, 12, None), (13, 12, Some("and 1 more")), (40, 12, Some("and 28 more"))] {
        console.shared.change(|world| {
            for delivery in planned..plans {
                let at = world.now.checked_add(SignedDuration::from_hours(1)).expect("a time");
                // Twice, as when an action is planned again.
                for _ in 0..2 {
                    world.agenda.add(at, crate::world::model::PlannedAction::Attempt { delivery }, world.cause);
                }
            }
        });
        planned = plans;
        let (_, page) = console.get("/clock").await;
        assert_eq!(rows(&page), shown, "{page}");
        assert!(more.map_or(!page.contains(" more</p>"), |more| page.contains(more)), "{more:?}: {page}");
    }
}

#[tokio::test]
async fn faults_are_added_and_removed() {
    let console = ConsoleClient::new();
    let rules = || console.shared.read(|world| world.faults.rules.clone());
    console.post("/faults", &[("fault", "wrong_key"), ("rate", "5 %"), ("times", "3"), ("only", " change ")]).await;
    console.post("/faults", &[("fault", "cut"), ("rate", "100")]).await;
    let expected = [FaultRule::new(Fault::WrongKey).rate(0.05).times(3).only("change"), FaultRule::new(Fault::Cut)];
    assert_eq!(rules(), expected);
    let (_, page) = console.get("/faults").await;
    for text in ["wrong key", "5 %", "3 times", "<code>change</code>", "no limit", "all"] {
        assert!(page.contains(text), "{text:?}: {page}");
    }
    // The list has changed since the page was rendered.
    console.post("/faults/remove", &[("index", "1"), ("fault", "wrong_key")]).await;
    assert_eq!(rules().len(), 2);
    console.post("/faults/remove", &[("index", "0"), ("fault", "wrong_key")]).await;
    assert_eq!(rules(), [FaultRule::new(Fault::Cut)]);
    console.post("/faults/seed", &[("seed", "42")]).await;
    assert_eq!(console.shared.read(|world| world.faults.seed), 42);
}

#[tokio::test]
async fn a_rule_has_a_switch_and_presets_have_several() {
    let console = ConsoleClient::new();
    for preset in &FaultPreset::ALL {
        console.post("/faults/preset", &[("preset", preset.name)]).await;
        let (_, page) = console.get("/faults").await;
        assert!(page.contains(&format!("Added the rules of {}.", preset.name)), "{page}");
        let rules = console.shared.read(|world| world.faults.rules.clone());
        assert!(!rules.is_empty() && rules.iter().all(|it| it.check().is_ok()), "{rules:?}");
        let first = rules[0].fault.name();
        assert!(page.contains(&format!("{} fault rules are", rules.len())), "{page}");

        console.post("/faults/switch", &[("index", "0"), ("fault", first)]).await;
        let page = console.get("/faults").await.1;
        assert!(page.contains("aria-checked=\"false\"") && page.contains("The fault is off"), "{page}");
        assert!(page.contains(&format!("{} fault rule", rules.len() - 1)), "the warning counts those that are on");
        // A rule that is off is injected no more, and keeps its place.
        let kept = console.shared.change(|world| {
            world.faults.rules.truncate(1);
            let number = world.send(super::views::notification("change"));
            let sent = world.run_due();
            assert_eq!(sent.len(), 1, "it is not postponed");
            (world.deliveries[&number].attempts[0].fault, world.faults.rules.len())
        });
        assert_eq!(kept, (None, 1));
        console.post("/faults/switch", &[("index", "0"), ("fault", first), ("enabled", "on")]).await;
        assert!(console.shared.read(|world| world.faults.rules[0].is_active()));
        console.post("/faults/clear", &[]).await;
        assert!(console.shared.read(|world| world.faults.rules.is_empty()));
    }
}
