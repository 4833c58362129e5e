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
        secrets.iter().find_map(|(secret, secrets, removed)| {
            let expected = secrets.sign(&body);
            let value = signatures.iter().position(|it| it.base64.as_deref().is_some_and(|it| expected == *it))?;
            Some(Difference { value: value + 1, secret: *secret, respelling, removed: *removed })
        })
    })
}

impl Difference {
    /// Whether nothing had to be changed.
    pub(super) fn is_none(self, signatures: &[Signature]) -> bool {
        let is = signatures.get(self.value - 1).map(|signature| signature.is);
        self.respelling.is_none() && self.removed.is_none() && is == Some(Is::Signature)
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
