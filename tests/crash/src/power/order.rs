//! [`check`]: whether each answer comes after the disk.

use super::trace::TracedCall;

/// A frame of the log of SQLite begins with the number of its page and, where it ends a transaction,
/// the size of the database. Source: <https://www.sqlite.org/fileformat2.html#walformat>.
const FRAME_HEADER: usize = 24;

/// What is wrong: answers to these deliveries, in this order, that were on their way before the
/// transaction with the delivery was on the disk. A delivery is recognised by this text in its body.
pub(super) fn check(calls: &[TracedCall], deliveries: &[String]) -> Vec<String> {
    let answers: Vec<&TracedCall> = calls.iter().filter(|call| contains(&call.data, b"HTTP/1.1 204")).collect();
    if answers.len() != deliveries.len() {
        return vec![format!("{} deliveries and {} answers", deliveries.len(), answers.len())];
    }
    let late = deliveries.iter().zip(answers).filter_map(|(delivery, answer)| {
        let problem = before(calls, delivery.as_bytes(), answer.began).err()?;
        Some(format!("{delivery} was answered at line {}: {problem}", answer.began))
    });
    late.collect()
}

/// Whether a delivery was on the disk before a line.
fn before(calls: &[TracedCall], delivery: &[u8], answer: usize) -> Result<(), String> {
    let log: Vec<&TracedCall> = calls.iter().filter(|call| call.file.ends_with("-wal")).collect();
    let written = log.iter().position(|call| contains(&call.data, delivery));
    let written = written.ok_or("it was never written")?;
    // Its page comes directly after the head of its frame, and the last frame says that it is.
    let ends = |index: usize| {
        let head = &log[index - 1].data;
        head.len() == FRAME_HEADER && head[4..8] != [0; 4]
    };
    let last = (written..log.len()).find(|&index| index > 0 && ends(index));
    let last = last.ok_or_else(|| format!("it was written at line {}, and not committed", log[written].began))?;
    let last = log[last].returned.ok_or("its last frame was not written")?;
    let on_disk = log.iter().any(|call| {
        let syncs = call.name == "fsync" || call.name == "fdatasync";
        syncs && call.began > last && call.returned.is_some_and(|returned| returned < answer)
    });
    on_disk.then_some(()).ok_or_else(|| format!("it was committed at line {last}, and not brought to the disk"))
}

fn contains(data: &[u8], part: &[u8]) -> bool {
    data.windows(part.len()).any(|window| window == part)
}
