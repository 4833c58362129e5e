//! What applications ask of a smart invite.

use super::{SmartInviteDetails, SmartInviteStatus};

impl SmartInviteDetails {
    /// The answer that came in, or else the present one of the recipient.
    ///
    /// A person other than the recipient may have replied; `reply.email` names that person.
    ///
    /// ```
    /// use cronofy_hooks::payload::{SmartInviteDetails, SmartInviteStatus};
    ///
    /// let invite: SmartInviteDetails = serde_json::from_str(
    ///     r#"{"smart_invite_id":"1","recipient":{"status":"pending"},"reply":{"status":"accepted"}}"#,
    /// )?;
    /// assert_eq!(invite.answer(), Some(&SmartInviteStatus::Accepted));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    ///
    /// An invite for several people has `recipients` in the place of `recipient`. The answer is that of the person who
    /// has replied, and without a reply there is none:
    ///
    /// ```
    /// use cronofy_hooks::payload::{SmartInviteDetails, SmartInviteStatus};
    ///
    /// let invite: SmartInviteDetails = serde_json::from_str(
    ///     r#"{
    ///       "smart_invite_id": "1",
    ///       "recipients": [
    ///         { "email": "ada@example.com", "status": "accepted" },
    ///         { "email": "bob@example.com", "status": "pending" }
    ///       ],
    ///       "reply": { "email": "ada@example.com", "status": "accepted" }
    ///     }"#,
    /// )?;
    /// assert_eq!(invite.answer(), Some(&SmartInviteStatus::Accepted));
    /// let recipients = invite.recipients.iter().flatten();
    /// let pending = recipients.filter(|recipient| recipient.status == Some(SmartInviteStatus::Pending));
    /// assert_eq!(pending.count(), 1, "Bob has not answered");
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn answer(&self) -> Option<&SmartInviteStatus> {
        let replies = [&self.reply, &self.recipient];
        replies.into_iter().flatten().find_map(|reply| reply.status.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_reply_the_recipient_has_the_answer() -> Result<(), serde_json::Error> {
        let recipient = r#"{"smart_invite_id":"1","recipient":{"status":"declined"},"reply":{"email":"a@b.c"}}"#;
        let invite: SmartInviteDetails = serde_json::from_str(recipient)?;
        assert_eq!(invite.answer(), Some(&SmartInviteStatus::Declined));
        Ok(())
    }
}
