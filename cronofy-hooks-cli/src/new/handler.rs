//! [`HandlerChoice`]: something to handle, and the text of its handler.

use std::fmt::Write as _;

use cronofy_hooks_contract::{JsonSchema, did_you_mean, schemas};

use crate::CommandError;

/// A documented notification, interaction, transition or callback, or a subtype of one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct HandlerChoice {
    pub(super) schema: &'static JsonSchema,
    subtype: Option<&'static str>,
}

/// What was asked for, in order, each once.
///
/// # Errors
/// When there is no such name.
pub(super) fn choices(written: &[String]) -> Result<Vec<HandlerChoice>, CommandError> {
    let mut chosen = Vec::new();
    for name in written {
        let more: Vec<_> = if name == "all" { all().collect() } else { vec![HandlerChoice::find(name)?] };
        for choice in more {
            if !chosen.contains(&choice) {
                chosen.push(choice);
            }
        }
    }
    Ok(chosen)
}

/// Everything that is documented, without subtypes.
fn all() -> impl Iterator<Item = HandlerChoice> {
    schemas().iter().filter(|schema| schema.is_delivery()).map(HandlerChoice::whole)
}

impl HandlerChoice {
    /// A schema of a delivery, with all its subtypes.
    pub(crate) fn whole(schema: &'static JsonSchema) -> Self {
        Self { schema, subtype: None }
    }

    /// By its name: `change`, `conferencing_failing:profile_missing`.
    ///
    /// # Errors
    /// When there is no such name.
    pub(super) fn find(written: &str) -> Result<Self, CommandError> {
        let with_subtypes = all().flat_map(|choice| {
            let subtypes = subtypes(choice.schema).map(move |subtype| Self { subtype: Some(subtype), ..choice });
            std::iter::once(choice).chain(subtypes)
        });
        let all: Vec<_> = with_subtypes.map(|choice| (choice.name(), choice)).collect();
        match all.iter().find(|(name, _)| name == written) {
            Some((_, choice)) => Ok(*choice),
            None => {
                let hint = did_you_mean(written, all.iter().map(|(name, _)| name.as_str()), "; `routes` lists them");
                Err(CommandError::nothing_matched(format_args!("there is no route `{written}`{hint}")))
            }
        }
    }

    fn name(&self) -> String {
        let name = self.schema.name;
        self.subtype.map_or_else(|| name.to_owned(), |subtype| format!("{name}:{subtype}"))
    }

    /// The name of its function.
    pub(super) fn function(&self) -> String {
        self.name().replace(':', "_")
    }

    /// The line that makes a function its handler.
    fn attribute(&self) -> String {
        let subtype = self.subtype.map(|subtype| format!(", subtype = {subtype:?}")).unwrap_or_default();
        format!("#[cronofy_handler({} = {:?}{subtype})]", self.schema.kind, self.schema.name)
    }

    /// When the service sends it, as a comment.
    fn comment(&self) -> String {
        let when = self.schema.description();
        format!("/// {}\n", when.split_once(". ").map_or_else(|| when.to_owned(), |(first, _)| format!("{first}.")))
    }

    /// The function, with the body that the page of its payload shows. That body tells subtypes apart, so a handler of one
    /// subtype has none of it.
    pub(crate) fn source(&self) -> String {
        let argument = self.argument();
        let body = self.schema.document["x-handler"].as_str().filter(|_| self.subtype.is_none());
        let body = body.map_or_else(|| format!("println!(\"{{{argument}:?}}\");"), str::to_owned);
        let (attribute, function, payload) = (self.attribute(), self.function(), self.schema.title());
        let mut source = format!("{}{attribute}\nasync fn {function}({argument}: {payload}) {{\n", self.comment());
        for line in body.lines() {
            let _ = writeln!(source, "    {line}");
        }
        source + "}\n"
    }

    /// The last word of its name, unless that says nothing.
    fn argument(&self) -> &'static str {
        let last = self.schema.name.rsplit('_').next().unwrap_or_default();
        if last.len() < 3 { "payload" } else { last }
    }
}

/// The documented subtypes of an interaction.
pub(crate) fn subtypes(schema: &'static JsonSchema) -> impl Iterator<Item = &'static str> {
    let items = &schema.document["properties"]["notification"]["properties"][format!("{}s", schema.kind)]["items"];
    let words = items["properties"]["subtype"]["oneOf"].as_array();
    words.into_iter().flatten().filter_map(|word| word["const"].as_str())
}
