//! Reading page by page.

use serde_json::Value;

use crate::world::model::{PagedRead, World};

/// How long the name of a read is. In a token, the number of a page follows it.
const NAME_LENGTH: usize = 24;

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ResultPage {
    /// Counts up from 1.
    pub(crate) current: usize,
    pub(crate) total: usize,
    pub(crate) next: Option<String>,
    pub(crate) items: Vec<Value>,
}

impl World {
    /// The first page of a result that has further ones, which are kept.
    pub(crate) fn first_page(&mut self, authorization: &str, resource: &str, items: Vec<Value>) -> ResultPage {
        let size = self.pages.size;
        let (authorization, resource) = (authorization.to_owned(), resource.to_owned());
        let read = PagedRead { name: self.ids.passing_hex(self.now), authorization, resource, items };
        let page = read.page(1, size);
        self.pages.keep(read);
        page
    }

    /// A further page, unless its read was dropped, or belongs to another authorization.
    pub(crate) fn page(&self, authorization: &str, resource: &str, token: &str) -> Option<ResultPage> {
        let (name, number) = token.split_at_checked(NAME_LENGTH)?;
        let number: usize = number.parse().ok()?;
        let mut kept = self.pages.kept.iter();
        let read = kept.find(|it| it.name == name && it.authorization == authorization && it.resource == resource)?;
        let page = read.page(number, self.pages.size);
        (1..=page.total).contains(&number).then_some(page)
    }
}

impl ResultPage {
    /// The only page of a result that fits on one.
    pub(crate) fn single(items: Vec<Value>) -> Self {
        Self { current: 1, total: 1, next: None, items }
    }
}

impl PagedRead {
    fn page(&self, current: usize, size: usize) -> ResultPage {
        let total = self.items.len().div_ceil(size);
        let items = self.items.chunks(size).nth(current.wrapping_sub(1)).unwrap_or_default().to_vec();
        let next = (current < total).then(|| format!("{}{}", self.name, current.saturating_add(1)));
        ResultPage { current, total, next, items }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::world::World;
    use crate::world::model::{ClientApplication, KEPT};

    #[test]
    fn pages_hold_everything_once_and_are_only_for_their_authorization() {
        let application = ClientApplication { client_id: "id".to_owned(), client_secrets: vec!["secret".to_owned()] };
        let mut world = World::new(application, jiff::Timestamp::UNIX_EPOCH, 1).expect("a usable secret");
        world.pages.size = 3;
        let items: Vec<_> = (0..7).map(|number| json!(number)).collect();
        let mut page = world.first_page("refresh_1", "events", items.clone());
        let mut seen = page.items.clone();
        while let Some(next) = page.next {
            assert_eq!(world.page("refresh_2", "events", &next), None);
            assert_eq!(world.page("refresh_1", "free_busy", &next), None);
            page = world.page("refresh_1", "events", &next).expect("a next page");
            seen.extend(page.items.clone());
        }
        assert_eq!((page.current, page.total, seen), (3, 3, items));
        for token in ["", "0", "é", "000000000000000000000000", "0000000000000000000000019"] {
            assert_eq!(world.page("refresh_1", "events", token), None, "{token}");
        }
    }

    #[test]
    fn the_oldest_reads_are_dropped_and_no_read_is_in_the_state_file() {
        let application = ClientApplication { client_id: "id".to_owned(), client_secrets: vec!["secret".to_owned()] };
        let mut world = World::new(application, jiff::Timestamp::UNIX_EPOCH, 1).expect("a usable secret");
        let mut read = |items: usize| {
            let page = world.first_page("refresh_1", "events", vec![json!("item"); items]);
            (page.next.expect("a next page"), world.pages.kept.len())
        };
        let first = read(9_000);
        let second = read(9_000);
        assert_eq!((first.1, second.1), (1, 2));
        assert_eq!(read(5_000).1, 2, "the first no longer fits");
        assert_eq!(read(30_000).1, 1, "but a single long read is kept");
        for kept in (1..KEPT).chain([KEPT, KEPT]) {
            assert_eq!(read(60).1, kept);
        }
        assert_eq!(world.page("refresh_1", "events", &second.0), None);
        let written = serde_json::to_string(&world.pages).expect("it is JSON");
        assert_eq!(written, "{\"size\":50}");
    }
}
