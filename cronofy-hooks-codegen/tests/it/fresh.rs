//! What is committed is what the schemas say.

use cronofy_hooks_codegen::{Outcome, SchemaSet, generate, write};

use crate::support::workspace;

#[test]
fn codegen_is_fresh() -> Result<(), Box<dyn std::error::Error>> {
    let set = SchemaSet::read(&workspace().join("schemas"))?;
    let files = generate(&set)?;
    match write(&workspace(), &files, true) {
        Ok(outcome) => assert_eq!(outcome, Outcome::default(), "run `cargo codegen`"),
        Err(errors) => {
            let messages: Vec<_> = errors.iter().map(ToString::to_string).collect();
            panic!("{}", messages.join("\n"));
        }
    }
    Ok(())
}
