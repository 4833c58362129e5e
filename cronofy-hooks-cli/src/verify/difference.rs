//! What is different when no signature matches.

use serde::Serialize;

use super::respell::Respelling;
use super::signature::{Is, Signature};
use crate::secret::{Given, Removed};

/// Which value was made with which secret, and what had to be changed to see that. Both count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Difference {
    pub(super) value: usize,
    pub(super) secret: usize,
    pub(super) respelling: Option<Respelling>,
    pub(super) removed: Option<Removed>,
}

/// What would make it match.
#[derive(Debug, Serialize)]
pub(super) struct If {
    body: Option<Respelling>,
    value: usize,
    secret: Option<&'static str>,
}

/// Looks for the least change after which something matches; none at all comes first.
pub(super) fn find(signatures: &[Signature], body: &[u8], given: &Given) -> Option<Difference> {
    let secrets: Vec<_> = given.cleaned().collect();
    let bodies = || Respelling::ALL.iter().flat_map(|way| way.of(body).into_iter().map(|body| (Some(*way), body)));
    std::iter::once((None, body.to_vec())).chain(bodies()).find_map(|(respelling, body)| {
        let made = secrets.iter().flat_map(|(secret, secrets, removed)| {
            let expected = secrets.sign(&body);
            let is_made = move |it: &Signature| it.base64.as_deref().is_some_and(|it| expected == *it);
            let values = signatures.iter().zip(1..).filter(move |(signature, _)| is_made(signature));
            values.map(move |(_, value)| Difference { value, secret: *secret, respelling, removed: *removed })
        });
        made.min_by_key(|made| !made.is_as_written(signatures))
    })
}

impl Difference {
    /// Whether nothing had to be changed.
    pub(super) fn is_none(self, signatures: &[Signature]) -> bool {
        self.respelling.is_none() && self.is_as_written(signatures)
    }

    /// Whether neither the secret nor the value had to be changed.
    fn is_as_written(self, signatures: &[Signature]) -> bool {
        let is = signatures.get(self.value - 1).map(|signature| signature.is);
        self.removed.is_none() && is == Some(Is::Signature)
    }

    pub(super) fn as_if(self) -> If {
        let secret = self.removed.map(|removed| match removed {
            Removed::WhiteSpace => "without_outer_space",
            Removed::Quotes => "without_quotes",
            Removed::Invisible => "without_invisible_characters",
        });
        If { body: self.respelling, value: self.value, secret }
    }
}
