//! What applications ask of a [`MeetingAgent`].

use std::time::Duration;

use super::{MeetingAgent, Resource, ResourceCategory};

impl MeetingAgent {
    /// What there is of one category: the transcripts, the sound, the pictures, the pages of the service.
    ///
    /// ```
    /// use cronofy_hooks::payload::{MeetingAgent, ResourceCategory};
    ///
    /// let agent: MeetingAgent = serde_json::from_str(
    ///     r#"{"sub":"agt_1","resources":[
    ///         {"category":"audio","url":"https://example.com/a"},
    ///         {"category":"transcript","url":"https://example.com/t"}
    ///     ]}"#,
    /// )?;
    /// let urls: Vec<_> = agent.resources_of(ResourceCategory::Transcript).map(|it| it.url.as_deref()).collect();
    /// assert_eq!(urls, [Some("https://example.com/t")]);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn resources_of(&self, category: ResourceCategory) -> impl Iterator<Item = &Resource> {
        let resources = self.resources.iter().flatten();
        resources.filter(move |resource| resource.category.as_ref() == Some(&category))
    }

    /// How long the recording is, once the agent is complete.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use cronofy_hooks::payload::MeetingAgent;
    ///
    /// let agent: MeetingAgent =
    ///     serde_json::from_str(r#"{"sub":"agt_1","details":{"recording":{"duration_seconds":1620}}}"#)?;
    /// assert_eq!(agent.recorded(), Some(Duration::from_secs(1620)));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn recorded(&self) -> Option<Duration> {
        self.details.as_ref()?.recording.as_ref()?.duration_seconds.map(Duration::from_secs)
    }
}
