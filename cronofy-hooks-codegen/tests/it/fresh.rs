//! What is committed is what the schemas say.

use cronofy_hooks_codegen::{SchemaSet, WriteOutcome, generate, write};

use crate::support::workspace;

#[test]
fn codegen_is_fresh() -> Result<(), Box<dyn std::error::Error>> {
    let set = SchemaSet::read(&workspace().join("schemas"))?;
    let files = generate(&set)?;
    let (outcome, errors) = write(&workspace(), &files, true);
    assert_eq!(outcome, WriteOutcome::default(), "run `cargo codegen`");
    let errors: Vec<_> = errors.iter().map(ToString::to_string).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    Ok(())
}
