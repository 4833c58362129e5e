//! From the names of the service to the names of Rust.

/// Names that generated code uses itself: a title that is one of them would not compile.
const TAKEN: [&str; 43] = [
    "BTreeMap",
    "Body",
    "Box",
    "CowStr",
    "Default",
    "Deserialize",
    "Deserializer",
    "Display",
    "Documented",
    "DocumentedFields",
    "Err",
    "IgnoredAny",
    "Into",
    "IntoIterator",
    "Item",
    "Kind",
    "MapAccess",
    "Name",
    "None",
    "Notification",
    "Nullable",
    "Ok",
    "OffsetDateTime",
    "Option",
    "Payload",
    "Result",
    "Route",
    "Sample",
    "Self",
    "Serialize",
    "Serializer",
    "Some",
    "String",
    "Typed",
    "Unhandled",
    "Unknown",
    "UnlistedPayload",
    "Value",
    "Vec",
    "NotificationName",
    "InteractionName",
    "TransitionName",
    "CallbackName",
];

/// Keywords of the 2024 edition, reserved ones included.
const KEYWORDS: [&str; 53] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod",
    "move", "mut", "override", "priv", "pub", "ref", "return", "self", "Self", "static", "struct", "super", "trait",
    "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield", "_",
];

/// Keywords that cannot be written as `r#…`.
const NEVER_RAW: [&str; 5] = ["crate", "self", "Self", "super", "_"];

/// Whether the text can name a type of its own.
pub(crate) fn is_type_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_uppercase()) && text.chars().all(|c| c.is_ascii_alphanumeric())
}

pub(crate) fn is_taken(title: &str) -> bool {
    TAKEN.contains(&title)
}

/// Whether the text can name a module, or a function.
pub(crate) fn is_module_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && is_snake_case(text)
        && !KEYWORDS.contains(&text)
        && !matches!(text, "mod" | "names" | "fields" | "documented")
}

/// The module of a file: `poll.closed` → `poll_closed`.
pub(crate) fn module_name(stem: &str) -> Option<String> {
    let name = if is_snake_case(stem) { stem.to_owned() } else { words(stem).join("_") };
    is_module_name(&name).then_some(name)
}

/// `profile_missing` → `ProfileMissing`; nothing when no letter or digit is left.
pub(crate) fn pascal_case(text: &str) -> Option<String> {
    let mut name = String::new();
    for word in words(text) {
        let mut letters = word.chars();
        name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        name.extend(letters);
    }
    match name.chars().next()? {
        '0'..='9' => Some(format!("_{name}")),
        _ => Some(name),
    }
}

/// The variant of a value. The service has a value `unknown`, which is not the same as a value that
/// is unknown to us.
pub(crate) fn variant_name(value: &str) -> Option<String> {
    let name = pascal_case(value)?;
    match name.as_str() {
        "Unknown" => Some("ExplicitlyUnknown".to_owned()),
        "Self" => None,
        _ => Some(name),
    }
}

/// The text up to the first full stop that ends a sentence.
pub(crate) fn first_sentence(text: &str) -> &str {
    text.find(". ").map_or(text, |end| &text[..=end])
}

/// `Event-ID` → `event_id`, as it stands in the source: `type` → `r#type`.
pub(crate) fn field_name(text: &str) -> Option<String> {
    let name = if is_snake_case(text) { text.to_owned() } else { words(text).join("_") };
    Some(if name.is_empty() {
        return None;
    } else if name.starts_with(|first: char| first.is_ascii_digit()) {
        format!("_{name}")
    } else if NEVER_RAW.contains(&name.as_str()) {
        format!("{name}_")
    } else if KEYWORDS.contains(&name.as_str()) {
        format!("r#{name}")
    } else {
        name
    })
}

fn is_snake_case(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// The words of a name, in lower case: split at what is no letter or digit, and before a capital that
/// follows a small letter.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut previous = '_';
    for c in text.chars() {
        let starts = !c.is_ascii_alphanumeric() || (c.is_ascii_uppercase() && !previous.is_ascii_uppercase());
        if starts {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| c.is_ascii_alphanumeric()) {
            word.push(c.to_ascii_lowercase());
        }
        previous = c;
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_rust() {
        assert_eq!(pascal_case("profile_missing").as_deref(), Some("ProfileMissing"));
        assert_eq!(pascal_case("msTeams").as_deref(), Some("MsTeams"));
        assert_eq!(pascal_case("2-weeks").as_deref(), Some("_2Weeks"));
        assert_eq!(pascal_case("☕"), None);
        assert_eq!(field_name("type").as_deref(), Some("r#type"));
        assert_eq!(field_name("self").as_deref(), Some("self_"));
        assert_eq!(field_name("Event-ID").as_deref(), Some("event_id"));
        assert_eq!(field_name("eventId").as_deref(), Some("event_id"));
        assert_eq!(field_name("_links").as_deref(), Some("_links"));
        assert_eq!(field_name("2nd").as_deref(), Some("_2nd"));
        assert_eq!(field_name("☕"), None);
        assert_eq!(module_name("poll.Closed-now").as_deref(), Some("poll_closed_now"));
        assert_eq!(module_name("2nd"), None);
    }

    #[test]
    fn names_of_types_and_modules() {
        assert!(is_type_name("Change"));
        assert!(!is_type_name("change") && !is_type_name("A b") && !is_type_name(""));
        assert!(is_module_name("conferencing_failing"));
        assert!(!is_module_name("type") && !is_module_name("mod") && !is_module_name("a-b"));
    }
}
