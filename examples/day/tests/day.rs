//! The demonstration, to its end: what `cargo run -p day -- --exit` shows.

use std::process::Command;

#[test]
fn every_notification_of_the_day_is_handled_once() {
    let output = Command::new(env!("CARGO_BIN_EXE_day")).arg("--exit").output().expect("the program was built");
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{}:\n{printed}{}", output.status, String::from_utf8_lossy(&output.stderr));
    assert!(printed.lines().count() > 20, "it shows what happens:\n{printed}");
}
