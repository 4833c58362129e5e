//! Byte order marks of a whole file. The command `>` of PowerShell writes UTF-16.

use std::borrow::Cow;

/// The content as UTF-8 without a byte order mark, and a note if it was something else.
pub(super) fn to_utf8(bytes: &[u8]) -> (Cow<'_, [u8]>, Option<&'static str>) {
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        return (Cow::Borrowed(rest), Some("the byte order mark at the start of the file was left out"));
    }
    let from_utf16 = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<_> = rest.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
        Cow::Owned(String::from_utf16_lossy(&units).into_bytes())
    };
    let note = Some("the file was saved as UTF-16 and is read as UTF-8; save the bytes as they arrived instead");
    match bytes {
        [0xff, 0xfe, rest @ ..] => (from_utf16(rest, u16::from_le_bytes), note),
        [0xfe, 0xff, rest @ ..] => (from_utf16(rest, u16::from_be_bytes), note),
        _ => (Cow::Borrowed(bytes), None),
    }
}

#[cfg(test)]
mod tests {
    use super::to_utf8;

    #[test]
    fn byte_order_marks_are_left_out() {
        for (bytes, expected) in [
            (&b"\xef\xbb\xbfA: b"[..], &b"A: b"[..]),
            (b"\xff\xfeA\0\xe9\0", "Aé".as_bytes()),
            (b"\xfe\xff\0A\0\xe9", "Aé".as_bytes()),
            (b"\xff\xfeA\0\xe9", b"A"),
        ] {
            let (read, note) = to_utf8(bytes);
            assert!(&*read == expected && note.is_some(), "{bytes:?}: {read:?}");
        }
        assert_eq!(to_utf8(b"A: b"), (b"A: b"[..].into(), None));
    }
}
