//! The files of the library: one for each schema, and the modules that lead to them.

use quote::{format_ident, quote};

use crate::generate::{FileContents, GeneratedFile};
use crate::model::{DeliveryKind, Model, Module, OpenEnum, TypeDef};
use crate::names::first_sentence;
use crate::render::docs::escape;
use crate::render::fields::fields;
use crate::render::open_enum::open_enum;
use crate::render::page::page;
use crate::render::payload::payload;
use crate::render::scope::{FIELDS, Scope, Style};
use crate::render::source::{self, Piece};
use crate::render::types::type_def;

/// A module that was written, and the types that it makes public.
struct Exports {
    module: String,
    types: Vec<String>,
}

/// Everything in `payload/generated/`.
pub(crate) fn payloads(model: &Model, folder: &str) -> Vec<GeneratedFile> {
    let mut files = Vec::new();
    let mut exports = Vec::new();
    for kind in DeliveryKind::ALL {
        let modules = payload_modules(model, kind, folder, &mut files);
        let about = format!("The payloads of each {kind}.");
        exports.extend(folder_module(folder, kind.as_str(), &about, modules, &mut files));
    }
    let modules = modules(&model.shared, &format!("{folder}/shared"), "shared", &mut files);
    exports.extend(folder_module(folder, "shared", "The objects that payloads are made of.", modules, &mut files));

    let scope = Scope::new(&Style::Types, [FIELDS]);
    let piece = fields(model, &scope);
    let about = "The union of what the schemas read from `notification`.";
    files.push(library_file(folder, "fields", "schemas/", about, &scope, vec![piece]));

    let fields = scope.fields();
    let internal = quote! {
        mod fields;
        #[doc(hidden)]
        pub use self::fields::#fields;
    };
    let about = "Everything that is generated from the schemas of deliveries.";
    files.push(module_file(&format!("{folder}/mod.rs"), "schemas/", about, vec![Piece::Items(internal)], &exports));
    files
}

/// Everything in `request/generated/`.
pub(crate) fn requests(model: &Model, folder: &str) -> Vec<GeneratedFile> {
    let mut files = Vec::new();
    let mut exports = modules(&model.requests, folder, "request", &mut files);
    if !model.names.is_empty() {
        let scope = Scope::new(&Style::Types, []);
        let pieces = model.names.values().map(|open| open_enum(open, &scope)).collect();
        let about = "The names that a request can ask for.";
        files.push(library_file(folder, "names", "schemas/", about, &scope, pieces));
        let types = model.names.values().map(|open: &OpenEnum| open.title.clone()).collect();
        exports.push(Exports { module: "names".to_owned(), types });
    }
    let about = "Everything that is generated from the schemas of requests.";
    files.push(module_file(&format!("{folder}/mod.rs"), "schemas/request/", about, Vec::new(), &exports));
    files
}

/// Everything in `response/generated/`.
pub(crate) fn responses(model: &Model, folder: &str) -> Vec<GeneratedFile> {
    let mut files = Vec::new();
    let exports = modules(&model.responses, folder, "response", &mut files);
    let about = "Everything that is generated from the schemas of responses.";
    files.push(module_file(&format!("{folder}/mod.rs"), "schemas/response/", about, Vec::new(), &exports));
    files
}

fn payload_modules(model: &Model, kind: DeliveryKind, folder: &str, files: &mut Vec<GeneratedFile>) -> Vec<Exports> {
    let folder = format!("{folder}/{kind}");
    let mut exports = Vec::new();
    for one in model.payloads.iter().filter(|payload| payload.kind == kind) {
        let here = std::iter::once(one.title.as_str()).chain(type_names(&one.types));
        let scope = Scope::new(&Style::Types, here.clone());
        let pieces = payload(one, &scope);
        let from = format!("schemas/{kind}/{}.json", one.name);
        let about = format!("The {kind} `{}`.", one.name);
        files.push(library_file(&folder, &one.module, &from, &about, &scope, pieces));
        let contents = FileContents::Whole(page(one, &model.samples));
        files.push(GeneratedFile { path: format!("{folder}/{}.md", one.module), contents });
        exports.push(Exports { module: one.module.clone(), types: here.map(str::to_owned).collect() });
    }
    exports
}

fn modules(modules: &[Module], folder: &str, from: &str, files: &mut Vec<GeneratedFile>) -> Vec<Exports> {
    let mut exports = Vec::new();
    for module in modules {
        let scope = Scope::new(&Style::Types, type_names(&module.types));
        let pieces = module.types.iter().map(|def| type_def(def, &scope)).collect();
        let source = format!("schemas/{from}/{}.json", module.name);
        let about = match &module.description {
            Some(text) => escape(first_sentence(text)),
            None => format!("`{}`.", module.name),
        };
        files.push(library_file(folder, &module.module, &source, &about, &scope, pieces));
        exports.push(Exports {
            module: module.module.clone(),
            types: type_names(&module.types).map(str::to_owned).collect(),
        });
    }
    exports
}

fn type_names(types: &[TypeDef]) -> impl Iterator<Item = &str> + Clone {
    types.iter().map(TypeDef::title)
}

fn library_file(
    folder: &str,
    name: &str,
    from: &str,
    about: &str,
    scope: &Scope<'_>,
    mut pieces: Vec<Piece>,
) -> GeneratedFile {
    pieces.insert(0, Piece::Items(scope.imports()));
    let contents = FileContents::Whole(source::file(from, about, pieces));
    GeneratedFile { path: format!("{folder}/{name}.rs"), contents }
}

/// The `mod.rs` of one folder; a folder without schemas does not exist.
fn folder_module(
    folder: &str,
    name: &str,
    about: &str,
    exports: Vec<Exports>,
    files: &mut Vec<GeneratedFile>,
) -> Option<Exports> {
    if exports.is_empty() {
        return None;
    }
    let path = format!("{folder}/{name}/mod.rs");
    files.push(module_file(&path, &format!("schemas/{name}/"), about, Vec::new(), &exports));
    let types = exports.into_iter().flat_map(|exports| exports.types).collect();
    Some(Exports { module: name.to_owned(), types })
}

fn module_file(path: &str, from: &str, about: &str, mut pieces: Vec<Piece>, exports: &[Exports]) -> GeneratedFile {
    let modules = exports.iter().map(|exports| format_ident!("{}", exports.module));
    pieces.push(Piece::Items(quote!(#(mod #modules;)*)));
    let uses = exports.iter().map(|exports| {
        let module = format_ident!("{}", exports.module);
        let mut types = exports.types.clone();
        types.sort();
        let types = types.iter().map(|name| format_ident!("{name}"));
        match exports.types.len() {
            1 => quote!(pub use self::#module::#(#types)*;),
            _ => quote!(pub use self::#module::{#(#types),*};),
        }
    });
    pieces.push(Piece::Items(quote!(#(#uses)*)));
    GeneratedFile { path: path.to_owned(), contents: FileContents::Whole(source::file(from, about, pieces)) }
}
