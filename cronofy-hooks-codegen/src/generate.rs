//! The whole way from schemas to files, without input or output.

use crate::error::Errors;
use crate::export;
use crate::load::SchemaSet;
use crate::lower::lower;
use crate::render;

pub(crate) const PAYLOADS: &str = "cronofy-hooks-types/src/payload/generated";
pub(crate) const REQUESTS: &str = "cronofy-hooks-types/src/request/generated";
pub(crate) const RESPONSES: &str = "cronofy-hooks-types/src/response/generated";

/// A file to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeneratedFile {
    /// Where it belongs below the workspace, with `/` between the parts.
    pub path: String,
    /// What it holds.
    pub contents: FileContents,
}

/// How much of a file is generated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileContents {
    /// All of it.
    Whole(String),
    /// What stands between `<!-- generated: NAME -->` and `<!-- /generated -->`.
    Region {
        /// The name of the region.
        name: &'static str,
        /// The text between the two lines.
        text: String,
    },
}

/// Everything that cronofy-hooks takes from its schemas.
///
/// The same schemas give the same files, in any order.
///
/// # Errors
/// When the schemas have mistakes: all of them that could be found.
pub fn generate(set: &SchemaSet) -> Result<Vec<GeneratedFile>, Errors> {
    let (documents, model) = lower(set)?;
    let whole = |path: &str, text: String| GeneratedFile { path: path.to_owned(), contents: FileContents::Whole(text) };

    let mut files = render::payloads(&model, PAYLOADS);
    files.extend(render::requests(&model, REQUESTS));
    files.extend(render::responses(&model, RESPONSES));
    files.push(whole("cronofy-hooks/src/documented/generated.rs", render::documented(&model)));
    files.push(whole("cronofy-hooks-macros/src/catalogue/generated.rs", render::catalogue(&model)));
    files.push(whole("cronofy-hooks-contract/src/sample/generated.rs", render::samples(&model)));
    files.push(whole("cronofy-hooks-contract/src/schema/generated.rs", render::schemas(set)));
    files.push(whole("cronofy-hooks-contract/export/openapi.json", export::openapi(&documents, &model)));
    files.push(whole("cronofy-hooks-contract/export/asyncapi.json", export::asyncapi(&documents, &model)));
    files.push(whole("schemas/INFERRED.md", render::inferred(&documents)));
    files.push(GeneratedFile {
        path: "README.md".to_owned(),
        contents: FileContents::Region { name: "notifications", text: render::table(&model) },
    });
    Ok(files)
}
