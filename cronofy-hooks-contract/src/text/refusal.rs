//! Why a receiver refuses a request with 401 or 403. The status alone does not say it: [`refusal`] orders the
//! possible causes by likelihood, and begins with the one that the answer gives away.

use super::diagnosis::{Diagnosis, SignedWith};

/// A possible cause of a refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PossibleCause {
    /// A clause without a full stop.
    pub cause: String,
    /// How to find out whether it is this one, and what to do, in sentences.
    pub help: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RefusalCause {
    Secret,
    Values,
    Bytes,
    Encoding,
    Header,
    Login,
}

use RefusalCause::{Bytes, Encoding, Header, Login, Secret, Values};

/// The most likely first. The status 403 is rarely that of a signature, but that of logins and of form tokens.
const OF_401: [RefusalCause; 6] = [Secret, Values, Bytes, Encoding, Header, Login];
const OF_403: [RefusalCause; 6] = [Login, Secret, Values, Bytes, Encoding, Header];

/// What an answer gives away.
#[derive(Debug, PartialEq, Eq)]
enum Evidence {
    /// The cause, and what says so.
    Of(RefusalCause, String),
    /// The receiver looked at the signature, so no login was in the way.
    SignatureChecked,
    Nothing,
}

/// Words of an answer, in lower case, that name a login or a form token. The first one found is quoted.
const LOGIN_WORDS: [&str; 11] = [
    "authenticity token",
    "authorization",
    "bearer",
    "token",
    "credential",
    "password",
    "api key",
    "authenticated",
    "log in",
    "login",
    "sign in",
];

/// Explains a refusal, with the causes other than the most likely one.
pub(super) fn refusal(status: u16, challenge: Option<&str>, body: &str, signed: SignedWith<'_>) -> Diagnosis {
    let evidence = Evidence::in_answer(challenge, body);
    let mut causes = if status == 403 { OF_403 } else { OF_401 }.to_vec();
    // One value cannot be compared wrongly with several.
    causes.retain(|it| *it != Values || signed.signatures > 1);
    let said = match &evidence {
        Evidence::Of(cause, said) => {
            causes.retain(|it| it != cause);
            causes.insert(0, *cause);
            format!(": its answer {said}")
        }
        Evidence::SignatureChecked => {
            causes.retain(|it| *it != Login);
            String::new()
        }
        Evidence::Nothing => String::new(),
    };
    let first = causes.first().copied().unwrap_or(Secret);
    let mut causes = causes.into_iter().map(|it| it.describe(signed));
    let PossibleCause { cause, help } = causes.next().unwrap_or_else(|| first.describe(signed));
    let meaning = match causes.len() {
        // The answer names its cause. Without that, the first cause is only the most likely one.
        others if said.is_empty() && others > 0 => {
            format!("refused: probably {}, or one of {others} other causes", first.in_brief())
        }
        _ => format!("refused, probably because {cause}{said}"),
    };
    Diagnosis { meaning, help: Some(help), other_causes: causes.collect() }
}

impl Evidence {
    fn in_answer(challenge: Option<&str>, body: &str) -> Self {
        let scheme = challenge.map(scheme).filter(|it| !names_signature(it));
        if let Some(scheme) = scheme {
            return Self::Of(Login, format!("has `WWW-Authenticate: {scheme}`"));
        }
        let body = body.to_ascii_lowercase();
        if let Some(word) = ["csrf", "forgery"].into_iter().find(|it| body.contains(it)) {
            return Self::Of(Login, format!("says `{word}`"));
        }
        if names_signature(&body) {
            let is_missing = body.contains("missing");
            return if is_missing { Self::Of(Header, "says `missing`".to_owned()) } else { Self::SignatureChecked };
        }
        match LOGIN_WORDS.into_iter().find(|it| body.contains(it)) {
            Some(word) => Self::Of(Login, format!("says `{word}`")),
            None => Self::Nothing,
        }
    }
}

fn names_signature(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    text.contains("signature") || text.contains("hmac")
}

/// The scheme of a challenge alone: what follows may say more than belongs into a log.
fn scheme(challenge: &str) -> String {
    let is_of_scheme = |it: &char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_');
    challenge.trim_start().chars().take_while(is_of_scheme).take(20).collect()
}

impl RefusalCause {
    /// The cause in so few words that the number of the others fits on the same line.
    const fn in_brief(self) -> &'static str {
        match self {
            Secret => "another client secret",
            Values => "a header compared as a whole",
            Bytes => "JSON that was written again",
            Encoding => "hexadecimal digits instead of base64",
            Header => "another header",
            Login => "a login or a form token",
        }
    }

    fn describe(self, signed: SignedWith<'_>) -> PossibleCause {
        let (cause, help) = match self {
            Secret => {
                let help = match signed.public_secret {
                    Some(secret) => format!("Start the receiver with this one: CRONOFY_CLIENT_SECRET={secret}"),
                    None => "Start the receiver with the client secret that signs here.".to_owned(),
                };
                return PossibleCause { cause: "the receiver has another client secret".to_owned(), help };
            }
            Values => {
                let help = format!(
                    "How to tell: the header of this request has {} values, separated by commas. Compare the computed \
                     signature with each.",
                    signed.signatures
                );
                let cause = "the receiver compares the header as a whole, or its first value".to_owned();
                return PossibleCause { cause, help };
            }
            Bytes => (
                "the receiver signs JSON that was parsed and written again",
                "How to tell: it signs what `JSON.stringify`, `json.dumps` or a framework makes of the body. Sign the \
                 bytes that arrived, before anything parses them.",
            ),
            Encoding => (
                "the receiver compares hexadecimal digits with base64",
                "How to tell: the signature that it computes has 64 characters, not 44. Encode the digest as base64.",
            ),
            Header => (
                "the receiver reads another header",
                "How to tell: the value that it reads is empty. The header is `Cronofy-HMAC-SHA256`, which Rack, PHP and \
                 WSGI call `HTTP_CRONOFY_HMAC_SHA256`.",
            ),
            Login => (
                "a login or a form token (CSRF) of the application comes before the signature",
                "How to tell: the code of the receiver is never called. Exempt its path: the signature protects it.",
            ),
        };
        PossibleCause { cause: cause.to_owned(), help: help.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: SignedWith<'_> = SignedWith { public_secret: Some("CRN_public"), signatures: 1 };

    /// The most likely cause and the others, each by a word of it.
    fn order(status: u16, challenge: Option<&str>, body: &str, signed: SignedWith<'_>) -> Vec<&'static str> {
        let it = refusal(status, challenge, body, signed);
        // Unless the answer names the cause, the headline does not blame one alone.
        let others = format!(", or one of {} other causes", it.other_causes.len());
        assert_eq!(it.meaning.ends_with(&others), !it.meaning.contains("its answer"), "{it:?}");
        let texts = [it.meaning].into_iter().chain(it.other_causes.into_iter().map(|it| it.cause));
        let words = ["client secret", "as a whole", "written again", "hexadecimal", "another header", "a login"];
        texts.map(|text| words.into_iter().find(|it| text.contains(it)).expect("a known cause")).collect()
    }

    #[test]
    fn every_cause_is_listed_and_the_answer_decides_which_is_first() {
        let of_signature = ["client secret", "written again", "hexadecimal", "another header"];
        let with = |first: &'static str, rest: &[&'static str]| [&[first], rest].concat();
        let all = [&of_signature[..], &["a login"]].concat();
        let login_first = with("a login", &of_signature);
        for (status, challenge, body, expected) in [
            (401, None, "", &all),
            (401, None, "Unauthorized", &all),
            (403, None, "Forbidden", &login_first),
            (401, Some("Basic realm=\"x\""), "", &login_first),
            (401, Some("Signature"), "", &all),
            (401, None, "{\"detail\":\"Not authenticated\"}", &login_first),
            (401, None, "You need to sign in", &login_first),
            (401, None, "Missing Authorization header", &login_first),
            (401, None, "Can't verify CSRF token: no signature", &login_first),
            // It came as far as the signature.
            (401, None, "no signature matches the body; check the client secret", &of_signature.to_vec()),
            (403, None, "Invalid HMAC", &of_signature.to_vec()),
            (
                401,
                None,
                "the header Cronofy-HMAC-SHA256 is missing",
                &vec!["another header", "client secret", "written again", "hexadecimal", "a login"],
            ),
        ] {
            assert_eq!(&order(status, challenge, body, ONE), expected, "{status} {challenge:?} {body}");
        }
        let two = order(401, None, "", SignedWith { signatures: 2, ..ONE });
        assert_eq!(two[..3], ["client secret", "as a whole", "written again"]);
    }

    #[test]
    fn the_evidence_is_quoted_without_what_may_be_private() {
        let meaning = |challenge, body| refusal(401, challenge, body, ONE).meaning;
        let basic = meaning(Some("Basic realm=\"ada@example.com\""), "");
        assert!(basic.ends_with("comes before the signature: its answer has `WWW-Authenticate: Basic`"), "{basic}");
        assert!(meaning(None, "Ada's password is wrong").ends_with("its answer says `password`"));
        assert!(!meaning(None, "no").contains("its answer"));
    }

    #[test]
    fn only_a_public_secret_is_named() {
        let help = |signed| refusal(401, None, "", signed).help.unwrap_or_default();
        assert!(help(ONE).ends_with("CRONOFY_CLIENT_SECRET=CRN_public"));
        let own = help(SignedWith { public_secret: None, ..ONE });
        assert_eq!(own, "Start the receiver with the client secret that signs here.");
    }
}
