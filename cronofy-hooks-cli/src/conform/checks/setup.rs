//! What everything else needs: the receiver is there, and has the secret.

use super::super::check::{CheckTexts, ReceiverCheck, SIGNED};
use super::super::examination::Examination;
use super::super::probe::{Expected, Probe};

const NO_REDIRECT: &str = "no-redirect";

pub(super) const CHECKS: &[ReceiverCheck] = &[
    ReceiverCheck::requests(
        CheckTexts {
            name: NO_REDIRECT,
            sends: "A signed `change`; the answer is no redirect.",
            why: "The service counts every status but 2xx as a failure. A redirect may never be followed, and if it is, \
                  many clients follow it without the body.",
            change: "Register the URL that the receiver redirects to, or answer at this one: look at the slash at its \
                     end, at the host, and at redirects to HTTPS.",
        },
        |it| vec![Probe::new("a signed `change`", it.signed_json(&it.change()), Expected::NoRedirect)],
    )
    .needs(&[]),
    ReceiverCheck::requests(
        CheckTexts {
            name: SIGNED,
            sends: "A `change` with one signature, on one line, as the service writes it; it is accepted.",
            why: "This is what the service sends most. Without it nothing else can be examined.",
            change: "With 401 or 403, start the receiver with the client secret that signs here, verify the bytes of the \
                     body as they arrived, and exempt the path from logins and from the protection of forms. With 404, \
                     compare the path, and name a channel that the receiver knows with `--channel`. With 5xx, read the \
                     log of the receiver.",
        },
        |it| vec![Probe::accepted("a signed `change`", it.signed_json(&it.change()))],
    )
    .needs(&[NO_REDIRECT]),
];

impl Examination {
    /// A signed `change` that has to be accepted, to see that the receiver still works.
    pub(super) fn still_accepts(&self) -> Probe {
        Probe::accepted("a signed `change` afterwards", self.signed_json(&self.change()))
    }
}
