//! Compares texts with recorded files. `BLESS=1` records them.

use std::fs;
use std::path::Path;

/// Compares a text with `tests/golden/<name>`.
pub(crate) fn compare(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, text).expect("the golden file can be written");
        return;
    }
    let expected = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(text == expected, "{name} differs; `BLESS=1` records it. The text is now:\n{text}");
}
