//! A video: a grey picture without sound, as a WebM file that browsers play.

use std::sync::LazyLock;

use bytes::Bytes;

/// How long it is, however long the meeting was.
const SECONDS: usize = 4;
const WIDTH: u16 = 320;
const HEIGHT: u16 = 180;

static PICTURE: LazyLock<Bytes> = LazyLock::new(|| encode().into());

/// A WebM file with a grey picture.
pub(crate) fn grey_picture() -> Bytes {
    PICTURE.clone()
}

/// The elements that a player needs. What they are is in <https://www.rfc-editor.org/rfc/rfc9559>.
fn encode() -> Vec<u8> {
    let head = [
        element(&[0x42, 0x82], b"webm"),
        // The versions of the type: of a writer, and of a reader that suffices.
        element(&[0x42, 0x87], &[4]),
        element(&[0x42, 0x85], &[2]),
    ];
    let information = [
        // Times are milliseconds.
        element(&[0x2a, 0xd7, 0xb1], &1_000_000_u32.to_be_bytes()),
        element(&[0x44, 0x89], &(SECONDS as f64 * 1000.0).to_be_bytes()),
        element(&[0x4d, 0x80], b"cronofy-hooks-sandbox"),
        element(&[0x57, 0x41], b"cronofy-hooks-sandbox"),
    ];
    let size = [element(&[0xb0], &WIDTH.to_be_bytes()), element(&[0xba], &HEIGHT.to_be_bytes())];
    let track = [
        // Number and id of the track, and that it is video.
        element(&[0xd7], &[1]),
        element(&[0x73, 0xc5], &[1]),
        element(&[0x83], &[1]),
        element(&[0x86], b"V_VP8"),
        element(&[0xe0], &size.concat()),
    ];
    let frames = (0..SECONDS).map(|second| {
        let at = u16::try_from(second * 1000).unwrap_or(u16::MAX);
        // Of track 1, at this time, and readable without the frames before.
        element(&[0xa3], &[&[0x81], &at.to_be_bytes()[..], &[0x80], &key_frame()].concat())
    });
    let cluster: Vec<u8> = element(&[0xe7], &[0]).into_iter().chain(frames.flatten()).collect();
    let segment = [
        element(&[0x15, 0x49, 0xa9, 0x66], &information.concat()),
        element(&[0x16, 0x54, 0xae, 0x6b], &element(&[0xae], &track.concat())),
        element(&[0x1f, 0x43, 0xb6, 0x75], &cluster),
    ];
    [element(&[0x1a, 0x45, 0xdf, 0xa3], &head.concat()), element(&[0x18, 0x53, 0x80, 0x67], &segment.concat())].concat()
}

/// An element: its id, its size as a number of eight bytes that begins with a one, and its content.
fn element(id: &[u8], content: &[u8]) -> Vec<u8> {
    [id, &(1_u64 << 56 | content.len() as u64).to_be_bytes(), content].concat()
}

/// A whole picture in VP8, <https://www.rfc-editor.org/rfc/rfc6386>.
///
/// Its decoder makes one choice after the other, and of zeros it always takes the first: probabilities that stay
/// as they are, pixels as those beside them, and no difference from that. Beside the edge everything is grey. So a
/// picture is a head of ten bytes, and zeros.
fn key_frame() -> Vec<u8> {
    // More than the choices of this many pixels need: those about prediction, then those about differences.
    let (first, second) = (512, 2048);
    // A key frame that is shown, of version 0, and the size of the first part.
    let head: u32 = first << 5 | 1 << 4;
    let mut frame = head.to_le_bytes()[..3].to_vec();
    frame.extend([0x9d, 0x01, 0x2a]);
    frame.extend(WIDTH.to_le_bytes());
    frame.extend(HEIGHT.to_le_bytes());
    frame.resize(frame.len() + (first + second) as usize, 0);
    frame
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The elements in these bytes, each with its id and its content.
    fn elements(mut bytes: &[u8]) -> Vec<(&[u8], &[u8])> {
        let mut found = Vec::new();
        while let Some(first) = bytes.first() {
            let (id, rest) = bytes.split_at(first.leading_zeros() as usize + 1);
            let (size, rest) = rest.split_first_chunk().expect("a size");
            let (content, rest) = rest.split_at((u64::from_be_bytes(*size) - (1 << 56)) as usize);
            found.push((id, content));
            bytes = rest;
        }
        found
    }

    #[test]
    fn the_file_is_elements_all_the_way_down() {
        let file = grey_picture();
        let [(_, head), (_, segment)] = elements(&file)[..] else { panic!("a head and a segment") };
        assert_eq!(elements(head)[0].1, b"webm");
        let [_, (_, tracks), (_, cluster)] = elements(segment)[..] else { panic!("information, tracks and a cluster") };
        assert_eq!(elements(elements(tracks)[0].1)[3].1, b"V_VP8");
        assert_eq!(elements(cluster).len(), 1 + SECONDS, "a time, and a frame for each second");
    }
}
