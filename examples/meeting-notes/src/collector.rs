//! [`Collector`]: fetches what an agent recorded.

use cronofy_hooks::BoxError;
use cronofy_hooks::payload::{MeetingAgent, ResourceCategory};
use cronofy_hooks_client::{ApplicationClient, ClientError};

use crate::notes::{Collected, Notes, Utterance};

/// How much of a recording is in memory, and in a row.
const PIECE: usize = 256 * 1024;

/// Fetches what agents recorded: the state of the handlers.
#[derive(Clone, Debug)]
pub struct Collector {
    /// Calls the service as the application.
    pub client: ApplicationClient,
    /// Where recordings go, piece by piece.
    pub notes: Notes,
}

impl Collector {
    /// Fetches everything, or nothing if the meeting has its notes.
    ///
    /// A recording can be larger than the memory, and fetching it can take longer than others may wait for the
    /// database. So its pieces are written as they come, each in a transaction of its own, and are published with
    /// everything else.
    ///
    /// # Errors
    /// When the service or SQLite fails: with 404 while something is not there yet.
    pub async fn collect(&self, event_id: &str, agent: &MeetingAgent) -> Result<Option<Collected>, BoxError> {
        if !self.notes.begin_to_collect(event_id).await? {
            return Ok(None);
        }
        let recording = agent.details.as_ref().and_then(|details| details.recording.as_ref());
        let seconds = recording.and_then(|recording| i64::try_from(recording.duration_seconds?).ok());
        let mut collected = Collected { seconds, ..Collected::default() };
        for resource in agent.resources.iter().flatten() {
            let (Some(category), Some(url)) = (&resource.category, &resource.url) else { continue };
            match category {
                ResourceCategory::Transcript => self.transcript(url, &mut collected).await?,
                ResourceCategory::Audio | ResourceCategory::Video => {
                    collected.recordings.push(self.recording(event_id, category.as_str(), url).await?);
                }
                // The dashboard is for a browser, and what the service adds is not for this page.
                _ => {}
            }
        }
        Ok(Some(collected))
    }

    async fn transcript(&self, url: &str, collected: &mut Collected) -> Result<(), ClientError> {
        let transcript = self.client.transcript(url).await?.transcript;
        collected.summary = transcript.summary;
        for paragraph in transcript.paragraphs.into_iter().flatten() {
            let speaker = paragraph.speaker.unwrap_or_default();
            let number = speaker.identifier.map(|identifier| format!("Speaker {identifier}"));
            let sentences = paragraph.sentences.into_iter().flatten().filter_map(|sentence| sentence.text);
            collected.utterances.push(Utterance {
                speaker: speaker.name.or(number).unwrap_or_else(|| "Unknown speaker".to_owned()),
                start: paragraph.start.unwrap_or_default(),
                text: sentences.collect::<Vec<_>>().join(" "),
            });
        }
        Ok(())
    }

    async fn recording(&self, event_id: &str, category: &str, url: &str) -> Result<i64, BoxError> {
        let mut download = self.client.download(url).await?;
        let content_type = download.content_type().unwrap_or_default().to_owned();
        let id = self.notes.add_recording(event_id, category, &content_type).await?;
        let (mut start, mut piece) = (0, Vec::new());
        while let Some(bytes) = download.piece().await? {
            piece.extend_from_slice(&bytes);
            if piece.len() >= PIECE {
                start = self.notes.add_piece(id, start, &piece).await?;
                piece.clear();
            }
        }
        self.notes.add_piece(id, start, &piece).await?;
        Ok(id)
    }
}
