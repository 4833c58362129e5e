//! The clocks of the application have no part in what is read.

use jiff::SignedDuration;

use crate::support::{TestSync, at};

#[tokio::test]
async fn nothing_is_skipped_however_wrong_the_clock_of_the_application_is() {
    let day = SignedDuration::from_hours(24);
    for jumps in [[day, -day, day], [-day, day, -day], [day, day, day], [-day, -day, -day]] {
        let test = TestSync::start().await;
        test.write_at("08:00:00", "a").await;
        let mut now = at("08:00:00");
        let mut jump = |by: SignedDuration| {
            now += by;
            test.clock.set(now);
        };
        jump(jumps[0]);
        assert_eq!(test.handle("08:00:00").await, ["a"]);
        jump(jumps[1]);
        test.write_at("08:10:00", "lost").await;
        test.write_at("08:20:00", "b").await;
        jump(jumps[2]);
        assert_eq!(test.handle("08:20:00").await, ["a", "b", "lost"], "{jumps:?}");
    }
}
