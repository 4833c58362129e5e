//! [`Personal`]: what `Debug` shows of personal data.

use std::fmt;

/// Stands in `Debug` in the place of a value that the schemas mark as personal, so that no log has it by mistake.
///
/// Print the field itself, or the payload as JSON, to see the value.
///
/// ```
/// use cronofy_hooks_types::payload::Event;
///
/// let mut event = Event::default();
/// event.event_id = Some("evt_1".to_owned());
/// event.summary = Some("Lunch with Ada".to_owned());
/// let shown = format!("{event:?}");
/// assert!(shown.contains(r#"event_id: Some("evt_1")"#) && shown.contains("summary: Some((personal))"));
/// assert!(shown.contains("description: None") && !shown.contains("Ada"));
/// assert_eq!(format!("{:?}", event.summary), r#"Some("Lunch with Ada")"#);
/// ```
#[derive(Clone, Copy)]
pub struct Personal;

impl fmt::Debug for Personal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(personal)")
    }
}
