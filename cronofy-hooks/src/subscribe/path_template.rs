//! [`PathTemplate`]: a path in axum's syntax, and the URLs that it matches.

use super::error::SubscriptionError;
use super::values::{ParameterValues, percent_encode};

/// The URL of a path, with its parameters in braces: `https://example.com/cronofy/{user_id}`.
#[derive(Debug)]
pub(super) struct PathTemplate {
    /// For messages.
    path: String,
    /// How many of the parameters are those of the base.
    in_base: usize,
    pieces: Vec<TemplatePiece>,
}

#[derive(Debug, PartialEq, Eq)]
enum TemplatePiece {
    Text(String),
    /// Up to the next `/`.
    Segment(String),
    /// Up to the end.
    Rest(String),
}

impl PathTemplate {
    /// The template of a path of a router that is nested under `base`, which may have parameters too.
    pub(super) fn new(base: &str, path: &str) -> Result<Self, SubscriptionError> {
        // As axum nests a router.
        let joined = match (base.ends_with('/'), path) {
            (true, path) => format!("{base}{}", path.trim_start_matches('/')),
            (false, "/") => base.to_owned(),
            (false, path) => format!("{base}{path}"),
        };
        let pieces = pieces(&joined).ok_or_else(|| {
            SubscriptionError::new(format!(
                "the braces of the base or of the path {path:?} are not those of parameters; write a parameter as \
                 `{{user_id}}` at the end of a segment, or `{{*rest}}` at the end of the path"
            ))
        })?;
        let in_base = self::pieces(base).map_or(0, |pieces| pieces.iter().filter_map(TemplatePiece::name).count());
        Ok(Self { path: path.to_owned(), in_base, pieces })
    }

    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// The names of its parameters.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().filter_map(TemplatePiece::name)
    }

    /// The URL with these values, percent-encoded.
    pub(super) fn fill(&self, values: &ParameterValues) -> Result<String, SubscriptionError> {
        self.check_names(values)?;
        let mut in_order = match values {
            ParameterValues::InOrder(values) => values.as_slice(),
            ParameterValues::ByName(_) => &[],
        }
        .iter();
        let mut url = String::new();
        for piece in &self.pieces {
            let kept = match piece {
                TemplatePiece::Text(text) => {
                    url.push_str(text);
                    continue;
                }
                TemplatePiece::Segment(_) => "",
                TemplatePiece::Rest(_) => "/",
            };
            let name = piece.name().unwrap_or_default();
            let value = match values {
                ParameterValues::InOrder(_) => in_order.next(),
                ParameterValues::ByName(values) => {
                    values.iter().find(|(given, _)| given == name).map(|(_, value)| value)
                }
            };
            match value.map(String::as_str) {
                None => return Err(self.error(&format!("needs `{name}`; give it a value{}", self.taken(values)))),
                Some("") => return Err(self.error(&format!("cannot have an empty `{name}`; give it a value"))),
                Some(value) => url.push_str(&percent_encode(value, kept)),
            }
        }
        // Clients resolve such segments before they send the request, also where they are percent-encoded.
        if url.split('/').any(|segment| matches!(segment, "." | "..")) {
            return Err(self.error("cannot have a segment that is `.` or `..`; use another value"));
        }
        Ok(url)
    }

    fn check_names(&self, values: &ParameterValues) -> Result<(), SubscriptionError> {
        match values {
            ParameterValues::InOrder(values) if values.len() > self.names().count() => {
                Err(self.error(&match (self.names().count(), values.len()) {
                    (0, _) => "has no parameter for a value; give the hooks a path with one, such as \
                         `.path(\"/{user_id}\")`, or `()` in the place of the value"
                        .to_owned(),
                    (names, given) => {
                        let list = quoted(self.names());
                        format!("has {} ({list}), and {given} values are given; leave out the others", count(names))
                    }
                }))
            }
            ParameterValues::InOrder(_) => Ok(()),
            ParameterValues::ByName(values) => {
                match values.iter().find(|(given, _)| !self.names().any(|name| name == given)) {
                    None => Ok(()),
                    Some((unknown, _)) => {
                        let known =
                            if self.names().next().is_none() { "none".to_owned() } else { quoted(self.names()) };
                        Err(self.error(&format!("has no parameter `{unknown}`; its parameters are: {known}")))
                    }
                }
            }
        }
    }

    /// How closely it matches a URL, to compare with other templates: axum's router takes text before a
    /// parameter, and a parameter of one segment before one of all the rest. So what counts is where the
    /// first parameter begins, then the second, and so on: the later, the closer.
    pub(super) fn closeness(&self, url: &str) -> Option<Vec<(usize, bool)>> {
        let mut rest = url;
        let mut closeness = Vec::new();
        for piece in &self.pieces {
            let (taken, is_segment) = match piece {
                TemplatePiece::Text(text) => {
                    rest = rest.strip_prefix(text.as_str())?;
                    continue;
                }
                TemplatePiece::Segment(_) => (rest.find('/').unwrap_or(rest.len()), true),
                TemplatePiece::Rest(_) => (rest.len(), false),
            };
            if taken == 0 {
                return None;
            }
            closeness.push((url.len() - rest.len(), is_segment));
            rest = &rest[taken..];
        }
        closeness.push((usize::MAX, true));
        rest.is_empty().then_some(closeness)
    }

    /// Which parameters have the values that are given in order, for a message.
    fn taken(&self, values: &ParameterValues) -> String {
        let ParameterValues::InOrder(values) = values else { return String::new() };
        let taken = quoted(self.names().take(values.len()));
        match (values.len(), self.in_base) {
            (0, _) => String::new(),
            (_, 0) => format!("; what is given is for {taken}"),
            _ => format!("; what is given is for {taken}, because the parameters of the base come first"),
        }
    }

    fn error(&self, what: &str) -> SubscriptionError {
        SubscriptionError::new(format!("the path {:?} {what}", self.path))
    }
}

fn quoted<'n>(names: impl Iterator<Item = &'n str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn count(parameters: usize) -> String {
    let end = if parameters == 1 { "" } else { "s" };
    format!("{parameters} parameter{end}")
}

impl TemplatePiece {
    fn name(&self) -> Option<&str> {
        match self {
            Self::Text(_) => None,
            Self::Segment(name) | Self::Rest(name) => Some(name),
        }
    }
}

/// `None` where axum's router would panic, or the braces are not in the path.
fn pieces(template: &str) -> Option<Vec<TemplatePiece>> {
    let (mut pieces, mut text, mut rest) = (Vec::new(), String::new(), template);
    while let Some(at) = rest.find(['{', '}']) {
        let (before, braced) = rest.split_at(at);
        let (brace, after) = braced.split_at(1);
        text.push_str(before);
        if let Some(after) = after.strip_prefix(brace) {
            text.push_str(brace);
            rest = after;
            continue;
        }
        let (name, after) = after.split_once('}').filter(|_| brace == "{")?;
        let piece = match name.strip_prefix('*') {
            Some(name) if after.is_empty() => TemplatePiece::Rest(name.to_owned()),
            None if after.is_empty() || after.starts_with('/') => TemplatePiece::Segment(name.to_owned()),
            _ => return None,
        };
        if piece.name().is_none_or(|name| name.is_empty() || name.contains(['{', '*', '/'])) {
            return None;
        }
        if !text.is_empty() {
            pieces.push(TemplatePiece::Text(std::mem::take(&mut text)));
        }
        pieces.push(piece);
        rest = after;
    }
    text.push_str(rest);
    if !text.is_empty() {
        pieces.push(TemplatePiece::Text(text));
    }
    Some(pieces)
}

#[cfg(test)]
mod tests {
    use super::{ParameterValues, PathTemplate, TemplatePiece, pieces};

    fn template(path: &str) -> PathTemplate {
        PathTemplate::new("https://example.com", path).unwrap_or_else(|error| panic!("{error}"))
    }

    fn in_order(values: &[&str]) -> ParameterValues {
        ParameterValues::InOrder(values.iter().map(|value| (*value).to_owned()).collect())
    }

    fn by_name(values: &[(&str, &str)]) -> ParameterValues {
        ParameterValues::ByName(values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn braces_are_read_as_axum_reads_them() {
        let text = |text: &str| TemplatePiece::Text(text.to_owned());
        assert_eq!(pieces("/a/{{b}}"), Some(vec![text("/a/{b}")]));
        assert_eq!(pieces("/u-{id}/x"), Some(vec![text("/u-"), TemplatePiece::Segment("id".to_owned()), text("/x")]));
        assert_eq!(pieces("/{*rest}"), Some(vec![text("/"), TemplatePiece::Rest("rest".to_owned())]));
        for wrong in ["/{a", "/a}", "/{}", "/{*}", "/{*a}/b", "/{a}.png", "/{a}{b}", "/{a*}", "/{a/b}"] {
            assert_eq!(pieces(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_base_is_joined_as_axum_nests() {
        for (base, path, expected) in [
            ("https://example.com", "/", "https://example.com"),
            ("https://example.com/cronofy", "/", "https://example.com/cronofy"),
            ("https://example.com/cronofy/", "/", "https://example.com/cronofy/"),
            ("https://example.com/cronofy/", "/a", "https://example.com/cronofy/a"),
            ("https://example.com/cronofy", "/a/", "https://example.com/cronofy/a/"),
        ] {
            let url = PathTemplate::new(base, path).and_then(|template| template.fill(&in_order(&[])));
            assert_eq!(url.as_deref(), Ok(expected));
        }
    }

    #[test]
    fn what_is_missing_unknown_or_unroutable_is_named() {
        let user = template("/{tenant}/{user_id}");
        for (values, message) in [
            (
                in_order(&["acme"]),
                r#"the path "/{tenant}/{user_id}" needs `user_id`; give it a value; what is given is for `tenant`"#,
            ),
            (by_name(&[("user_id", "7")]), "needs `tenant`"),
            (by_name(&[("user", "7")]), "has no parameter `user`; its parameters are: `tenant`, `user_id`"),
            (
                in_order(&["a", "b", "c"]),
                "has 2 parameters (`tenant`, `user_id`), and 3 values are given; leave out the others",
            ),
            (in_order(&["", "7"]), "cannot have an empty `tenant`"),
            (in_order(&["..", "7"]), "a segment that is `.` or `..`"),
        ] {
            let error = user.fill(&values).err().map(|error| error.to_string()).unwrap_or_default();
            assert!(error.contains(message), "{error:?} does not say {message:?}");
        }
        let error =
            |path| template(path).fill(&in_order(&["a", "b"])).err().map(|error| error.to_string()).unwrap_or_default();
        assert!(error("/{user_id}").contains("has 1 parameter (`user_id`), and 2 values"), "{}", error("/{user_id}"));
        assert!(error("/").contains("has no parameter for a value; give the hooks a path with one"), "{}", error("/"));
        assert!(template("/{*rest}").fill(&in_order(&["a/./b"])).is_err());
        assert!(template("/v{version}").fill(&in_order(&["."])).is_ok());
    }

    #[test]
    fn the_later_a_parameter_begins_the_closer() {
        let url = "https://example.com/user/me";
        let sorted =
            ["/user/me", "/user/m{e}", "/user/{id}", "/user/{*rest}", "/{kind}/me", "/{kind}/{id}", "/{*rest}"];
        let closeness: Vec<_> = sorted.iter().map(|path| template(path).closeness(url)).collect();
        assert!(closeness.iter().all(Option::is_some) && closeness.is_sorted_by(|left, right| left > right));
        for path in ["/user", "/user/me/{id}", "/user/me{id}", "/{id}", "/user/you"] {
            assert_eq!(template(path).closeness(url), None, "{path}");
        }
    }
}
