//! What the alternatives of `oneOf`, `anyOf` and `allOf` say together.

use crate::node::{Node, is_note};

/// The keywords that list alternatives.
const KEYWORDS: [&str; 3] = ["oneOf", "anyOf", "allOf"];

/// What alternatives mean.
#[derive(Debug)]
pub(crate) enum Choice<'a> {
    /// Which keys go together: a rule, which changes no type.
    Keys,
    /// The values of an enumeration.
    Values(Vec<Node<'a>>),
    /// One shape, which stands alone in its list, or beside `null`.
    One(Node<'a>),
    /// Alternatives for which there is no type.
    Unsupported,
}

/// What one alternative is.
#[derive(Clone, Copy, PartialEq)]
enum Alternative {
    Null,
    Keys,
    /// Values of an enumeration, or any text beside them.
    Value,
    Shape,
}

/// The keyword of a choice, what it means, and whether `null` is one of the alternatives.
pub(crate) fn choice<'a>(node: &Node<'a>) -> Option<(&'static str, Choice<'a>, bool)> {
    let mut keywords = KEYWORDS.into_iter().filter(|keyword| node.has(keyword));
    let keyword = keywords.next()?;
    let all = node.list(keyword);
    let is_whole = node.schema[keyword].as_array().is_some_and(|list| list.len() == all.len());
    if !is_whole || keywords.next().is_some() {
        return Some((keyword, Choice::Unsupported, false));
    }
    let (nulls, all): (Vec<_>, Vec<_>) = all.into_iter().partition(|one| kind(one) == Alternative::Null);
    let nullable = !nulls.is_empty();
    let are = |wanted: Alternative| all.iter().all(|one| kind(one) == wanted);
    let meaning = match &all[..] {
        [] => Choice::Unsupported,
        _ if are(Alternative::Keys) && !nullable && keyword != "allOf" => Choice::Keys,
        [one] if one.text("const").is_none() && !(keyword == "allOf" && nullable) => Choice::One(one.clone()),
        _ if keyword == "allOf" => Choice::Unsupported,
        _ if are(Alternative::Value) && all.iter().any(|one| one.has("const") || one.has("enum")) => {
            Choice::Values(all)
        }
        _ => Choice::Unsupported,
    };
    Some((keyword, meaning, nullable))
}

/// Whether the schema itself allows `null`.
pub(crate) fn nullable(node: &Node<'_>) -> bool {
    node.types().1 || (!node.has("type") && choice(node).is_some_and(|(_, _, nullable)| nullable))
}

fn kind(node: &Node<'_>) -> Alternative {
    let is_text = node.types() == (vec!["string"], false);
    let only = |known: &[&str]| node.schema.keys().all(|key| known.contains(&key.as_str()) || is_note(key));
    let limits = ["type", "pattern", "minLength", "maxLength", "format"];
    if node.is_null() {
        Alternative::Null
    } else if node.has("required") && only(&["required", "x-constructor"]) {
        Alternative::Keys
    } else if (node.text("const").is_some() && only(&["const", "type"]))
        || (node.lists_texts("enum") && only(&["enum", "type"]))
        || (is_text && only(&limits) && node.text("format") != Some("date-time"))
    {
        Alternative::Value
    } else {
        Alternative::Shape
    }
}
