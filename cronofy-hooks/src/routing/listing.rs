//! [`Routes`]: a table of routes and handlers, for people.

use std::fmt;

use cronofy_hooks_types::route::{Kind, Route};

use crate::documented::Name;
use crate::handler::Descriptor;

/// The routes and their handlers: every route with a handler, and every documented one without.
///
/// Prints as a table, which an application can show when it starts.
///
/// ```
/// use cronofy_hooks::{Hooks, Secrets, Unhandled, cronofy_handler, handlers, payload::Change};
///
/// /// Pulls what changed in the user's calendar.
/// #[cronofy_handler(notification = "change")]
/// async fn sync_calendar(change: Change) {}
///
/// let hooks = Hooks::new(Secrets::new(["CRN_secret"])?).handlers(handlers![sync_calendar, ..]);
/// let routes = hooks.routes();
/// let first = routes.iter().next().unwrap();
/// assert_eq!(first.route.to_string(), r#"notification "change""#);
/// assert_eq!(first.handler, Some("sync_calendar"));
/// assert_eq!(first.summary, "Pulls what changed in the user's calendar.");
/// println!("{routes}");
/// # Ok::<(), cronofy_hooks::SecretsError>(())
/// ```
///
/// A test that finds a handler which was forgotten in the list, where a fallback takes everything else:
///
/// ```
/// use cronofy_hooks::payload::{Change, SmartInvite};
/// use cronofy_hooks::{Hooks, Secrets, Unhandled, cronofy_handler, handlers};
///
/// #[cronofy_handler(notification = "change")]
/// pub async fn change(change: Change) {}
///
/// #[cronofy_handler(notification = "smart_invite")]
/// pub async fn smart_invite(invite: SmartInvite) {}
///
/// #[cronofy_handler(fallback)]
/// pub async fn anything_else(unhandled: Unhandled) {}
///
/// let hooks = Hooks::new(Secrets::new(["CRN_secret"])?).handlers(handlers![change, smart_invite, anything_else]);
///
/// let listed: Vec<_> = hooks.routes().iter().filter(|entry| entry.is_listed()).filter_map(|entry| entry.handler).collect();
/// assert_eq!(listed, ["change", "smart_invite", "anything_else"]);
/// # Ok::<(), cronofy_hooks::SecretsError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Routes(Vec<RouteEntry>);

/// One line of [`Routes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RouteEntry {
    /// The route.
    pub route: Route,
    /// The function that handles it: its own, or else the fallback, which [`is_listed`](Self::is_listed) tells apart.
    /// `None` if it has no handler, and is acknowledged and counted.
    pub handler: Option<&'static str>,
    /// The first paragraph of the function's doc comment.
    pub summary: &'static str,
    is_listed: bool,
}

impl Routes {
    /// In the order of the catalogue; subtypes after their interaction, then unlisted names, then
    /// the fallback.
    pub(crate) fn new(handlers: &[Descriptor]) -> Self {
        let entry = |handler: &Descriptor| RouteEntry {
            route: handler.meta.route,
            handler: Some(handler.meta.name),
            summary: handler.meta.doc,
            is_listed: true,
        };
        let fallback = handlers.iter().find(|handler| handler.is_fallback());
        let mut entries = Vec::new();
        for route in Name::ALL.map(Name::route) {
            let own = handlers.iter().find(|handler| handler.meta.route == route);
            entries.push(own.map(entry).unwrap_or(RouteEntry {
                route,
                handler: fallback.map(|fallback| fallback.meta.name),
                summary: "",
                is_listed: false,
            }));
            let narrow = |handler: &&Descriptor| handler.meta.route != route && is_within(handler.meta.route, route);
            entries.extend(handlers.iter().filter(narrow).map(entry));
        }
        let documented =
            |handler: &&Descriptor| Name::ALL.iter().any(|name| is_within(handler.meta.route, name.route()));
        let unlisted = handlers.iter().filter(|handler| !documented(handler) && !handler.is_fallback());
        entries.extend(unlisted.map(entry));
        entries.extend(fallback.map(entry));
        Self(entries)
    }

    /// The lines.
    pub fn iter(&self) -> std::slice::Iter<'_, RouteEntry> {
        self.0.iter()
    }
}

impl<'r> IntoIterator for &'r Routes {
    type Item = &'r RouteEntry;
    type IntoIter = std::slice::Iter<'r, RouteEntry>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for Routes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let texts: Vec<_> = self.iter().map(RouteEntry::texts).collect();
        let width = |column: usize| texts.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let (routes, handlers) = (width(0), width(1));
        for [route, handler, summary] in &texts {
            let line = format!("{route:routes$}  {handler:handlers$}  {summary}");
            writeln!(f, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

impl RouteEntry {
    /// Whether the list has a handler of this route itself. `false` if only the fallback takes it, or nothing does. The
    /// entry of the fallback, after all others, is listed too: so each handler of the list has one such entry.
    #[must_use]
    pub fn is_listed(&self) -> bool {
        self.is_listed
    }

    fn texts(&self) -> [String; 3] {
        // A subtype stands under its interaction.
        let route = match (self.route.kind(), self.route.subtype()) {
            (Kind::Fallback, _) => "everything else".to_owned(),
            (_, Some(subtype)) => format!("  subtype {subtype:?}"),
            (kind, None) => format!("{kind} {:?}", self.route.name()),
        };
        [route, self.handler.unwrap_or("no handler").to_owned(), self.summary.to_owned()]
    }
}

/// Whether everything that `route` takes belongs to `other`: it is the same, or a subtype of it.
fn is_within(route: Route, other: Route) -> bool {
    route.kind() == other.kind()
        && route.name() == other.name()
        && (other.subtype().is_none() || route.subtype() == other.subtype())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handler::Meta;

    fn handler(route: Route, name: &'static str, doc: &'static str) -> Descriptor {
        Descriptor { meta: Meta::new(route, name, doc), ..Descriptor::broken("") }
    }

    /// The printed lines, without the spaces that align them.
    fn words(routes: &Routes) -> String {
        let text = routes.to_string();
        let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
        lines.collect::<Vec<_>>().join("|")
    }

    #[test]
    fn every_documented_route_has_a_line() {
        let failing = Route::interaction("conferencing_failing");
        let routes = Routes::new(&[
            handler(failing.with_subtype("profile_missing"), "ask", "Asks."),
            handler(failing, "failing", "Waits."),
            handler(Route::interaction("brand_new"), "brand_new", ""),
        ]);
        assert_eq!(routes.iter().count(), Name::ALL.len() + 2);
        let lines = words(&routes);
        for expected in [
            "interaction \"conferencing_failing\" failing Waits.|subtype \"profile_missing\" ask Asks.",
            "notification \"change\" no handler",
            "interaction \"brand_new\" brand_new",
        ] {
            assert!(lines.contains(expected), "{expected} is not in {lines}");
        }
    }

    #[test]
    fn a_fallback_takes_the_rest() {
        let routes = Routes::new(&[handler(Route::fallback(), "rest", "Keeps it.")]);
        assert!(routes.iter().all(|entry| entry.handler == Some("rest")));
        let listed: Vec<_> = routes.iter().filter(|entry| entry.is_listed()).map(|entry| entry.route).collect();
        assert_eq!(listed, [Route::fallback()]);
        assert!(words(&routes).ends_with("|everything else rest Keeps it."));
    }
}
