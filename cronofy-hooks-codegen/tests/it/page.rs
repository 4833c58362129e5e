//! What the page of a payload shows.

use cronofy_hooks_codegen::{Errors, SourceFile, generate};
use serde_json::json;

use crate::support::{interaction, set, text};

#[test]
fn a_page_shows_the_sample_that_tells_most_and_a_handler() -> Result<(), Errors> {
    let mut polls = set([("interaction/poll_match.json", interaction("poll_match", "PollMatch"))]);
    let page = |polls: &_| -> Result<String, Errors> {
        let files = generate(polls)?;
        Ok(text(&files, "cronofy-hooks-types/src/payload/generated/interaction/poll_match.md").to_owned())
    };
    let without_a_sample = page(&polls)?;
    assert!(!without_a_sample.contains("# Body"), "{without_a_sample}");
    assert!(without_a_sample.ends_with(
        "```\nuse cronofy_hooks::cronofy_handler;\nuse cronofy_hooks::payload::*;\n\n\
         #[cronofy_handler(interaction = \"poll_match\")]\nasync fn poll_match(r#match: PollMatch) {\n    \
         println!(\"{:?}\", r#match);\n}\n```\n"
    ));

    for case in ["a", "full", "captured", "documented"] {
        let interactions = json!([{ "type": "poll_match" }]);
        let body = json!({ "notification": { "type": "event_subscription", "interactions": interactions }, "x": case });
        polls.samples.push(SourceFile {
            path: format!("samples/valid/interaction/poll_match/{case}.json"),
            text: body.to_string(),
        });
        let page = page(&polls)?;
        assert!(page.contains(&format!("\n# Body\n\n```json\n{body}\n```\n")), "{case}: {page}");
    }
    Ok(())
}
