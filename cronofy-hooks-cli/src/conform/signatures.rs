//! Values of the signature header: right ones, and those that only resemble them.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use cronofy_hooks::Secrets;

/// The value of the signature header for a body.
pub(super) fn signature(secrets: &Secrets, body: &[u8]) -> String {
    // Base64 and commas are ASCII.
    secrets.sign(body).to_str().unwrap_or_default().to_owned()
}

/// Whether the base64 alphabet for URLs spells it differently.
pub(super) fn differs_in_url_alphabet(signature: &str) -> bool {
    signature.contains(['+', '/'])
}

/// The digest of a signature in other spellings, each with its description.
pub(super) fn other_spellings(signature: &str) -> [(&'static str, String); 3] {
    let digest = STANDARD.decode(signature).unwrap_or_default();
    let hexadecimal = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    [
        ("in the base64 alphabet for URLs", URL_SAFE.encode(&digest)),
        ("in hexadecimal", hexadecimal),
        ("in base64 without its `=` at the end", signature.trim_end_matches('=').to_owned()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_has_three_other_spellings() {
        let secrets = Secrets::new(["CRN_NggYusqPGLxwjw5FHOJYOqSrTPNXy8WQf14OID"]).expect("it is a secret");
        let signature = signature(&secrets, br#"{"example":"well-known"}"#);
        let published = Secrets::new(["pDY0Oi7TJSP2hfNmZNkm5"]).expect("it is a secret");
        assert!(!differs_in_url_alphabet(&signature));
        let signature = super::signature(&published, br#"{"example":"well-known"}"#);
        assert!(differs_in_url_alphabet(&signature));
        let [url_safe, hexadecimal, unpadded] = other_spellings(&signature).map(|(_, text)| text);
        assert_eq!(url_safe, "6r2_HjBkqymGegX0wOfifieeUXbbHwtV_LohHS-jv6c=");
        assert_eq!(hexadecimal, "eabdbf1e3064ab29867a05f4c0e7e27e279e5176db1f0b55fcba211d2fa3bfa7");
        assert_eq!(unpadded, "6r2/HjBkqymGegX0wOfifieeUXbbHwtV/LohHS+jv6c");
    }
}
