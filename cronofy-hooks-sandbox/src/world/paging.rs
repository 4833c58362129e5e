//! Reads that are longer than a page: what was found is kept, so that changes in between neither
//! repeat nor lose an item.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::World;

/// How many reads are kept; the oldest is forgotten first.
const KEPT: usize = 100;
/// How many items they have together, but for a read that alone has more.
const KEPT_ITEMS: usize = 20_000;
/// How long the name of a read is; the number of a page follows it.
const NAME_LENGTH: usize = 24;

/// The reads that have a next page.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Pages {
    /// How many items are on a page.
    pub(crate) size: usize,
    /// Not written with the rest: after a restart an application reads again from the first page.
    #[serde(skip)]
    kept: VecDeque<Read>,
}

#[derive(Debug)]
struct Read {
    name: String,
    account_id: String,
    /// What the items are: `events` or `free_busy`.
    what: String,
    items: Vec<Value>,
}

/// One page.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Page {
    /// Counts up from 1.
    pub(crate) current: usize,
    pub(crate) total: usize,
    /// Finds the next one.
    pub(crate) next: Option<String>,
    pub(crate) items: Vec<Value>,
}

impl Default for Pages {
    fn default() -> Self {
        Self { size: 50, kept: VecDeque::new() }
    }
}

impl World {
    /// An id for something that the API creates.
    pub(crate) fn new_id(&mut self, kind: &str) -> String {
        self.ids.of(kind, self.now)
    }

    /// The first page of what was found; the others are kept.
    pub(crate) fn first_page(&mut self, account_id: &str, what: &str, items: Vec<Value>) -> Page {
        let read = Read { name: String::new(), account_id: account_id.to_owned(), what: what.to_owned(), items };
        if read.items.len() <= self.pages.size {
            return Page::alone(read.items);
        }
        let read = Read { name: self.ids.hex(self.now), ..read };
        let page = read.page(1, self.pages.size);
        self.pages.keep(read);
        page
    }

    /// A further page, unless it was forgotten, or is of somebody else.
    pub(crate) fn page(&self, account_id: &str, what: &str, token: &str) -> Option<Page> {
        let (name, number) = token.split_at_checked(NAME_LENGTH)?;
        let number: usize = number.parse().ok()?;
        let mut kept = self.pages.kept.iter();
        let read = kept.find(|it| it.name == name && it.account_id == account_id && it.what == what)?;
        let page = read.page(number, self.pages.size);
        (1..=page.total).contains(&number).then_some(page)
    }
}

impl Pages {
    fn keep(&mut self, read: Read) {
        let mut left = KEPT_ITEMS.saturating_sub(read.items.len());
        let fits = |it: &&Read| {
            let fits = it.items.len() <= left;
            left = left.saturating_sub(it.items.len());
            fits
        };
        let stay = self.kept.iter().rev().take(KEPT - 1).take_while(fits).count();
        self.kept.drain(..self.kept.len() - stay);
        self.kept.push_back(read);
    }
}

impl Page {
    /// Of what fits on it.
    pub(crate) fn alone(items: Vec<Value>) -> Self {
        Self { current: 1, total: 1, next: None, items }
    }
}

impl Read {
    fn page(&self, current: usize, size: usize) -> Page {
        let total = self.items.len().div_ceil(size);
        let items = self.items.chunks(size).nth(current.wrapping_sub(1)).unwrap_or_default().to_vec();
        let next = (current < total).then(|| format!("{}{}", self.name, current.saturating_add(1)));
        Page { current, total, next, items }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::KEPT;
    use crate::world::World;
    use crate::world::application::Application;

    #[test]
    fn pages_hold_everything_once_and_are_only_for_their_account() {
        let application = Application { client_id: "id".to_owned(), client_secrets: vec!["secret".to_owned()] };
        let mut world = World::new(application, jiff::Timestamp::UNIX_EPOCH, 1).expect("a usable secret");
        world.pages.size = 3;
        let items: Vec<_> = (0..7).map(|number| json!(number)).collect();
        let mut page = world.first_page("acc_1", "events", items.clone());
        let mut seen = page.items.clone();
        while let Some(next) = page.next {
            assert_eq!(world.page("acc_2", "events", &next), None);
            assert_eq!(world.page("acc_1", "free_busy", &next), None);
            page = world.page("acc_1", "events", &next).expect("a next page");
            seen.extend(page.items.clone());
        }
        assert_eq!((page.current, page.total, seen), (3, 3, items));
        for token in ["", "0", "é", "000000000000000000000000", "0000000000000000000000019"] {
            assert_eq!(world.page("acc_1", "events", token), None, "{token}");
        }
    }

    #[test]
    fn the_oldest_reads_are_forgotten_and_none_is_written() {
        let application = Application { client_id: "id".to_owned(), client_secrets: vec!["secret".to_owned()] };
        let mut world = World::new(application, jiff::Timestamp::UNIX_EPOCH, 1).expect("a usable secret");
        let mut read = |items: usize| {
            let page = world.first_page("acc_1", "events", vec![json!("item"); items]);
            (page.next.expect("a next page"), world.pages.kept.len())
        };
        let first = read(9_000);
        let second = read(9_000);
        assert_eq!((first.1, second.1), (1, 2));
        assert_eq!(read(5_000).1, 2, "the first has no room any more");
        assert_eq!(read(30_000).1, 1, "but whoever reads much gets it");
        for kept in (1..KEPT).chain([KEPT, KEPT]) {
            assert_eq!(read(60).1, kept);
        }
        assert_eq!(world.page("acc_1", "events", &second.0), None);
        let written = serde_json::to_string(&world.pages).expect("it is JSON");
        assert_eq!(written, "{\"size\":50}");
    }
}
