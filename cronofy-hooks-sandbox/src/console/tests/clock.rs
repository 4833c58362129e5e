//! The clock and the faults.

use crate::clock::ClockMode;
use crate::fault::{Fault, FaultRule};

use super::asked::Asked;

#[tokio::test]
async fn the_clock_moves_by_steps_and_to_what_comes_next() {
    let console = Asked::new();
    let now = || console.shared.read(|world| world.now.to_string());
    for (to, expected) in [("1", "09:24:17"), ("60", "09:25:17"), ("3600", "10:25:17")] {
        console.post("/clock/move", &[("to", to)]).await;
        assert_eq!(now(), format!("2026-01-17T{expected}Z"));
    }
    console.post("/clock/move", &[("to", "next")]).await;
    assert!(console.get("/clock").await.1.contains("Nothing is planned to move to"));
    console.shared.change(|world| {
        let at = "2026-01-17T11:00:00Z".parse().expect("a time");
        world.agenda.add(at, crate::world::agenda::Plan::Attempt { delivery: 99 });
    });
    let (_, page) = console.get("/clock").await;
    assert!(page.contains("To the next happening") && page.contains("in 34 min 43 s"), "{page}");
    console.post("/clock/move", &[("to", "next")]).await;
    assert_eq!(now(), "2026-01-17T11:00:00Z");
    for nonsense in ["-60", "soon", "99999999999999"] {
        console.post("/clock/move", &[("to", nonsense)]).await;
        assert_eq!(now(), "2026-01-17T11:00:00Z", "{nonsense}");
    }
}

#[tokio::test]
async fn the_clock_runs_and_pauses() {
    let console = Asked::new();
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
async fn faults_are_added_and_removed() {
    let console = Asked::new();
    let rules = || console.shared.read(|world| world.faults.rules.clone());
    console.post("/faults", &[("fault", "wrong_key"), ("rate", "5 %"), ("times", "3"), ("only", " change ")]).await;
    console.post("/faults", &[("fault", "cut"), ("rate", "100")]).await;
    let expected = [FaultRule::new(Fault::WrongKey).rate(0.05).times(3).only("change"), FaultRule::new(Fault::Cut)];
    assert_eq!(rules(), expected);
    let (_, page) = console.get("/faults").await;
    for words in ["wrong key", "5 %", "3 times", "<code>change</code>", "without end", "everything"] {
        assert!(page.contains(words), "{words:?}: {page}");
    }
    // The list was another one when the page was made.
    console.post("/faults/remove", &[("place", "1"), ("fault", "wrong_key")]).await;
    assert_eq!(rules().len(), 2);
    console.post("/faults/remove", &[("place", "0"), ("fault", "wrong_key")]).await;
    assert_eq!(rules(), [FaultRule::new(Fault::Cut)]);
    console.post("/faults/seed", &[("seed", "42")]).await;
    assert_eq!(console.shared.read(|world| world.faults.seed), 42);
    console.post("/faults/seed", &[("seed", "lucky")]).await;
    assert!(console.get("/faults").await.1.contains("A seed is a whole number"));
}
