//! Text that was decoded or encoded as Windows-1252, which is Latin-1 with other characters from 0x80 to 0x9F.

/// The characters from 0x80 to 0x9F. The five that Windows-1252 leaves out are those of Latin-1, as in browsers.
const MIDDLE: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', //
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The bytes of UTF-8 that were read as Windows-1252 or Latin-1 (`Ã©` for `é`); `None` if they were not.
pub(super) fn undo_decoding(body: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(body).ok().filter(|text| !text.is_ascii())?;
    let bytes = text.chars().map(byte).collect::<Option<Vec<_>>>()?;
    std::str::from_utf8(&bytes).is_ok().then_some(bytes)
}

/// The bytes of a text that was saved as Windows-1252; `None` if it is UTF-8.
pub(super) fn undo_encoding(body: &[u8]) -> Option<Vec<u8>> {
    let is_utf8 = std::str::from_utf8(body).is_ok();
    let text = || body.iter().map(|byte| character(*byte)).collect::<String>();
    (!is_utf8).then(|| text().into_bytes())
}

fn byte(char: char) -> Option<u8> {
    let middle = MIDDLE.iter().zip(0x80..).find(|(other, _)| **other == char);
    // A reader of Latin-1 leaves control characters between 0x80 and 0x9F.
    middle.map(|(_, byte)| byte).or_else(|| u8::try_from(char).ok())
}

fn character(byte: u8) -> char {
    match byte {
        0x80..=0x9f => MIDDLE[usize::from(byte - 0x80)],
        other => char::from(other),
    }
}

#[cfg(test)]
mod tests {
    use super::{undo_decoding, undo_encoding};

    #[test]
    fn wrong_encodings_are_undone() {
        for text in ["é", "Zürich – “quoted” €5", "会議", "à\u{90}"] {
            let as_windows: String = text.bytes().map(super::character).collect();
            let as_latin: String = text.bytes().map(char::from).collect();
            for wrong in [as_windows, as_latin] {
                assert_eq!(undo_decoding(wrong.as_bytes()).as_deref(), Some(text.as_bytes()), "{wrong}");
            }
        }
        assert_eq!(undo_encoding(b"caf\xe9 \x80").as_deref(), Some("café €".as_bytes()));
        assert_eq!(
            (undo_decoding("é".as_bytes()), undo_decoding(b"e"), undo_encoding("é".as_bytes())),
            (None, None, None)
        );
    }
}
