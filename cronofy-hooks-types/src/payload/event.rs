//! What applications ask of an [`Event`].

use jiff::Timestamp;

use super::{Event, EventTime, ParticipationStatus};

impl Event {
    /// The point in time at which it starts, unless it lasts all day.
    ///
    /// ```
    /// use cronofy_hooks::payload::Event;
    ///
    /// let event: Event = serde_json::from_str(r#"{"start":"2026-01-19T15:30:00Z"}"#)?;
    /// assert_eq!(event.starts_at(), Some("2026-01-19T15:30:00Z".parse()?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn starts_at(&self) -> Option<Timestamp> {
        self.start.as_ref().and_then(EventTime::timestamp)
    }

    /// The point in time at which it ends, unless it lasts all day.
    #[must_use]
    pub fn ends_at(&self) -> Option<Timestamp> {
        self.end.as_ref().and_then(EventTime::timestamp)
    }

    /// Where to join: the URL of its conference, or else one that the service found in the event.
    ///
    /// ```
    /// use cronofy_hooks::payload::Event;
    ///
    /// let event: Event = serde_json::from_str(r#"{"conferencing":{"join_url":"https://zoom.us/j/1"}}"#)?;
    /// assert_eq!(event.join_url(), Some("https://zoom.us/j/1"));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn join_url(&self) -> Option<&str> {
        let of_conference = self.conferencing.as_ref().and_then(|conferencing| conferencing.join_url.as_deref());
        of_conference.or(self.meeting_url.as_deref())
    }

    /// What a person who is invited answered; `None` for a person who is not. Addresses are compared without case.
    ///
    /// ```
    /// use cronofy_hooks::payload::{Event, ParticipationStatus};
    ///
    /// let event: Event =
    ///     serde_json::from_str(r#"{"attendees":[{"email":"Bob@example.com","status":"declined"}]}"#)?;
    /// assert_eq!(event.answer_of("bob@example.com"), Some(&ParticipationStatus::Declined));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn answer_of(&self, email: &str) -> Option<&ParticipationStatus> {
        let is_invitee = |known: &String| known.eq_ignore_ascii_case(email);
        let mut attendees = self.attendees.iter().flatten();
        attendees.find(|attendee| attendee.email.as_ref().is_some_and(is_invitee))?.status.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(json: &str) -> Result<Event, serde_json::Error> {
        serde_json::from_str(json)
    }

    #[test]
    fn a_whole_day_is_no_point_in_time() -> Result<(), serde_json::Error> {
        let day = event(r#"{"start":"2026-01-19","end":"2026-01-20"}"#)?;
        assert_eq!((day.starts_at(), day.ends_at()), (None, None));
        let hour = event(r#"{"start":"1970-01-01T00:00:00Z","end":{"time":"1970-01-01T00:00:01Z","tzid":"Etc/UTC"}}"#)?;
        assert_eq!((hour.starts_at(), hour.ends_at()), (Some(Timestamp::UNIX_EPOCH), Timestamp::from_second(1).ok()));
        Ok(())
    }

    #[test]
    fn the_conference_comes_before_what_the_service_found() -> Result<(), serde_json::Error> {
        for (json, url) in [
            (r#"{"conferencing":{"join_url":"a"},"meeting_url":"b"}"#, Some("a")),
            (r#"{"conferencing":{"pending":true},"meeting_url":"b"}"#, Some("b")),
            (r#"{"conferencing":{"pending":true}}"#, None),
        ] {
            assert_eq!(event(json)?.join_url(), url, "{json}");
        }
        Ok(())
    }

    #[test]
    fn only_who_is_invited_has_an_answer() -> Result<(), serde_json::Error> {
        let attendees = r#"{"attendees":[{},{"email":"a@b.c"},{"email":"b@b.c","status":"accepted"}]}"#;
        let event = event(attendees)?;
        let answers = ["a@b.c", "B@b.C", "c@b.c"].map(|email| event.answer_of(email));
        assert_eq!(answers, [None, Some(&ParticipationStatus::Accepted), None]);
        Ok(())
    }
}
