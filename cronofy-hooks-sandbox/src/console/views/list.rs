//! What the lists of deliveries and of calls share: search, arrivals, days and pages.

use cronofy_hooks_contract::text::counted;
use jiff::Timestamp;
use maud::{Markup, html};
use serde::Deserialize;

use crate::console::day;

const ROWS: usize = 50;
/// The columns of each list, by the classes that give them their width.
const COLUMNS: [&str; 6] = ["state", "time", "notification", "about", "result", "latency"];

/// A list, and the words for what is in it.
#[derive(Clone, Copy, Debug)]
pub(super) struct EntryList {
    /// Its path. The page of an entry is at `entries`, and then its number.
    pub(super) path: &'static str,
    pub(super) entries: &'static str,
    pub(super) title: &'static str,
    pub(super) one: &'static str,
    pub(super) many: &'static str,
    pub(super) columns: [&'static str; 6],
    /// An example of a search, in the empty field.
    pub(super) placeholder: &'static str,
}

/// What a list shows.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct ListQuery {
    /// The search.
    #[serde(default)]
    pub(super) q: String,
    /// The number of the newest entry to show: what arrives later waits behind a link, and pages stay as they are.
    #[serde(default)]
    upto: String,
    /// How many newer entries to skip.
    #[serde(default)]
    after: String,
}

/// The entries that match a search, and those of them that a page shows.
#[derive(Debug)]
pub(super) struct FoundEntries<'w, T> {
    /// Newest first.
    pub(super) matches: Vec<&'w T>,
    /// Those that match as well, and are newer than the list shows.
    newer: Vec<&'w T>,
    upto: u64,
    /// How many matches are skipped.
    after: usize,
}

impl<'w, T> FoundEntries<'w, T> {
    /// `matches` are newest first; `number` is that of an entry, and `newest` that of the newest of all.
    pub(super) fn new(
        query: &ListQuery,
        newest: u64,
        matches: impl Iterator<Item = &'w T>,
        number: impl Fn(&T) -> u64,
    ) -> Self {
        let upto = query.upto.parse().unwrap_or(newest);
        let (matches, newer): (Vec<_>, Vec<_>) = matches.partition(|it| number(it) <= upto);
        // At least one entry remains on a page.
        let after = query.after.parse().unwrap_or(0).min(matches.len().saturating_sub(1));
        Self { matches, newer, upto, after }
    }

    /// How many of all that match are so.
    pub(super) fn count(&self, is_so: impl Fn(&T) -> bool) -> usize {
        self.matches.iter().chain(&self.newer).filter(|it| is_so(it)).count()
    }

    fn shown(&self) -> &[&'w T] {
        &self.matches[self.after..self.matches.len().min(self.after + ROWS)]
    }

    /// Whether the page ends with the oldest match.
    fn is_last(&self) -> bool {
        self.after + ROWS >= self.matches.len()
    }
}

/// The search as a query string.
pub(super) fn query(search: &str) -> String {
    format!("q={}", form_urlencoded::byte_serialize(search.trim().as_bytes()).collect::<String>())
}

impl EntryList {
    /// The list of what a search finds.
    pub(super) fn found(&self, search: &str) -> String {
        match search.trim() {
            "" => self.path.to_owned(),
            search => format!("{}?{}", self.path, query(search)),
        }
    }

    /// The page of an entry. It keeps the search, so that it can lead to the next match.
    pub(super) fn path_of(&self, number: u64, search: &str) -> String {
        let page = format!("{}/{number}", self.entries);
        match search.trim() {
            "" => page,
            search => format!("{page}?{}", query(search)),
        }
    }

    pub(super) fn counted(&self, number: usize) -> String {
        counted(number as u64, self.one, self.many)
    }

    /// The search field. `hint` says what can be searched for, and `error` what is wrong with the search.
    pub(super) fn search_form(&self, search: &str, error: Option<&str>, hint: &Markup) -> Markup {
        let described = if error.is_some() { "q-wrong" } else { "q-hint" };
        html! {
            form.search method="get" action=(self.path) role="search" aria-label=(self.title) {
                label.hidden for="q" { "Search" }
                input type="search" id="q" name="q" value=(search) placeholder=(self.placeholder)
                    autocomplete="off" spellcheck="false" aria-describedby=(described)
                    aria-invalid=[error.map(|_| "true")];
                button type="submit" { "Search" }
                @match error {
                    Some(error) => p.wrong id="q-wrong" { (error) },
                    None => p.hint id="q-hint" { (hint) },
                }
            }
        }
    }

    /// A search that others often need, with how many entries it finds.
    pub(super) fn preset(&self, current: &str, search: &str, title: &str, count: usize, is_failure: bool) -> Markup {
        html! {
            li {
                a href=(self.found(search)) class=[(is_failure && count > 0).then_some("failure")]
                    aria-current=[(current.trim() == search).then_some("true")] {
                    (title) " " span.count { (count) }
                }
            }
        }
    }

    /// The entries of a page, and the way to the others; `row` draws an entry, and `at` is its time.
    pub(super) fn show<T>(
        &self,
        query: &ListQuery,
        found: &FoundEntries<'_, T>,
        at: impl Fn(&T) -> Timestamp,
        row: impl Fn(&T) -> Markup,
    ) -> Markup {
        let shown = found.shown();
        html! {
            section.deliveries id="list" aria-label=(self.title) data-newest=(found.upto) {
                @if !found.newer.is_empty() {
                    p.newer { a id="newer" href=(self.page(&query.q, None)) { (found.newer.len()) " new" } }
                }
                @if shown.is_empty() { p.empty { "No " (self.one) " matches. " a href=(self.path) { "Show all" } "." } }
                @else {
                    table.list.{ (self.entries.trim_start_matches('/')) } {
                        caption.hidden { (self.title) ", newest first" }
                        colgroup { @for column in COLUMNS { col class=(format!("col-{column}")); } }
                        thead { tr { @for column in self.columns { th scope="col" { (column) } } } }
                        @for (index, group) in shown.chunk_by(|a, b| day(at(a)) == day(at(b))).enumerate() {
                            tbody id=(format!("day-{index}")) {
                                tr.date { th scope="rowgroup" colspan=(COLUMNS.len()) { (day(at(group[0]))) } }
                                @for entry in group { (row(entry)) }
                            }
                        }
                    }
                }
            }
            (self.pages(&query.q, found))
        }
    }

    fn pages<T>(&self, search: &str, found: &FoundEntries<'_, T>) -> Markup {
        let FoundEntries { matches, upto, after, .. } = found;
        let (total, last) = (matches.len(), found.is_last());
        html! {
            @if *after > 0 || !last {
                nav.pages aria-label="Pages" {
                    @if *after > 0 { a href=(self.page(search, Some((*upto, after.saturating_sub(ROWS))))) rel="prev" { "Newer" } }
                    span.quiet { (after + 1) " to " (total.min(after + ROWS)) " of " (total) }
                    @if !last { a href=(self.page(search, Some((*upto, after + ROWS)))) rel="next" { "Older" } }
                }
            }
        }
    }

    fn page(&self, search: &str, place: Option<(u64, usize)>) -> String {
        let place = place.map_or_else(String::new, |(upto, after)| format!("&upto={upto}&after={after}"));
        format!("{}?{}{place}", self.path, query(search))
    }

    /// How many were dropped, below the oldest.
    pub(super) fn dropped<T>(&self, found: &FoundEntries<'_, T>, dropped: u64, kept: &str) -> Markup {
        html! {
            @if dropped > 0 && found.is_last() {
                p.quiet id="dropped" {
                    (counted(dropped, &format!("older {} was", self.one), &format!("older {} were", self.many)))
                    " dropped: the sandbox keeps the last " (kept) ". Start it with " code { "--history" } " to keep more."
                }
            }
        }
    }

    /// The way back from an entry to the list, and to the entries beside it in the list.
    pub(super) fn neighbours(&self, search: &str, newer: Option<u64>, older: Option<u64>) -> Markup {
        let title = match search.trim() {
            "" => format!("All {}", self.many),
            _ => format!("{} found", self.title),
        };
        html! {
            nav.back aria-label=(self.title) {
                a href=(self.found(search)) { (title) }
                @if let Some(newer) = newer {
                    a href=(self.path_of(newer, search)) rel="prev" data-key="k" { "Newer " kbd { "k" } }
                }
                @if let Some(older) = older {
                    a href=(self.path_of(older, search)) rel="next" data-key="j" { "Older " kbd { "j" } }
                }
            }
        }
    }
}
