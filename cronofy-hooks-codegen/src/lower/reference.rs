//! What a `$ref` means: another file, a schema under `$defs`, or the file itself.

use crate::choice::nullable;
use crate::lower::documents::{Document, Folder};
use crate::lower::form::Form;
use crate::lower::types::{Definition, Types, type_title};
use crate::lower::value::home;
use crate::model::Ty;
use crate::names;
use crate::node::Node;

impl Types<'_> {
    /// The type of a reference, and whether it may be null.
    pub(super) fn reference(&mut self, node: &Node<'_>) -> Option<(Ty, bool)> {
        let reference = node.text("$ref")?;
        if reference.starts_with('#') {
            return self.local(node, reference);
        }
        let documents = self.documents;
        let target = documents.resolve(self.document, reference).map_err(|what| {
            node.error_at(
                &["$ref"],
                what,
                "refer to a whole other file by its relative path, such as `../shared/event.json`",
            )
        });
        let target = self.checked(target)?;
        self.check_place(node, reference, target)?;
        let root = target.root();
        match Form::of(&root) {
            Ok(Form::RustType) => self.rust_type(&root).map(|ty| (ty, false)),
            Ok(Form::Scalar) => Some((self.scalar(&root), root.types().1)),
            // Where there is a mistake, there is a message about the other file.
            _ => {
                let name = type_title(&root, &target.fallback()).unwrap_or_default();
                Some((Ty::Named { name, home: home(target.folder) }, root.types().1))
            }
        }
    }

    fn check_place(&mut self, node: &Node<'_>, reference: &str, target: &Document) -> Option<()> {
        let allowed = match target.folder {
            Folder::Shared => true,
            Folder::Request | Folder::Response => self.document.folder == target.folder,
            Folder::Delivery(_) => false,
        };
        if !allowed {
            let what = format!("`{reference}` cannot be a part of another schema");
            self.refuse(node.error_at(&["$ref"], what, "move what both have in common to `shared/`"));
        }
        allowed.then_some(())
    }

    /// A schema of this file. It is made into a type when it is first referred to.
    fn local(&mut self, node: &Node<'_>, reference: &str) -> Option<(Ty, bool)> {
        let root = self.document.root();
        if reference == "#" && !matches!(self.document.folder, Folder::Delivery(_)) {
            return self.root_title.clone().map(|title| (self.named(title), root.types().1));
        }
        let Some((keyword, name)) = definition(reference) else {
            let what = format!("`{reference}` is no schema that can be referred to");
            self.refuse(node.error_at(
                &["$ref"],
                what,
                "put the schema under `$defs`, and refer to it as `#/$defs/NAME`",
            ));
            return None;
        };
        match self.definitions.get(&(keyword, name.clone())) {
            Some(Definition::Known(ty, nullable)) => return Some((ty.clone(), *nullable)),
            Some(Definition::Open) => {
                self.refuse(node.error_at(
                    &["$ref"],
                    format!("the value of `{reference}` would hold itself"),
                    "give it `properties` on the way, or mark the inner value with `\"x-rust-type\": \"json\"`",
                ));
                return None;
            }
            None => {}
        }
        let Some(target) = root.entry(keyword, &name) else {
            let what = format!("there is no `{reference}`");
            self.refuse(node.error_at(
                &["$ref"],
                what,
                format!("describe `{name}` under `{keyword}`, or correct the name"),
            ));
            return None;
        };
        let known = self.define(&target, &name, keyword)?;
        Some(known)
    }

    /// A whole file that is one of its own definitions: the type has the name of the file.
    pub(super) fn root_reference(&mut self, node: &Node<'_>, title: String) -> Option<()> {
        let target = definition(node.text("$ref")?).and_then(|key| Some((node.entry(key.0, &key.1)?, key)));
        let form = target.as_ref().map(|(target, _)| Form::of(target));
        let (Some((target, key)), Some(Ok(form @ (Form::Object | Form::Enumeration)))) = (target, form) else {
            self.refuse(node.error_at(
                &["$ref"],
                "a whole file must describe an object with properties, a list or an enumeration",
                "write here what the file describes, or refer to the other file where it is used",
            ));
            return None;
        };
        self.definitions.insert(key, Definition::Known(self.named(title.clone()), nullable(&target)));
        if form == Form::Object { self.object(&target, title) } else { self.enumeration(&target, title) }
    }

    fn define(&mut self, target: &Node<'_>, name: &str, keyword: &'static str) -> Option<(Ty, bool)> {
        let key = (keyword, name.to_owned());
        let form = self.checked(Form::of(target))?;
        let parent = self.root_title.clone().unwrap_or_default();
        let suggestion = format!("{parent}{}", names::pascal_case(name).unwrap_or_default());
        // A type can be named before it is complete, so it may hold itself in a list.
        let definition = match form {
            Form::Object | Form::Enumeration => {
                let title = self.title(target, &suggestion)?;
                Definition::Known(self.named(title), nullable(target))
            }
            _ => Definition::Open,
        };
        self.definitions.insert(key.clone(), definition);
        let (ty, nullable) = self.value(target, &suggestion)?;
        self.definitions.insert(key, Definition::Known(ty.clone(), nullable));
        Some((ty, nullable))
    }
}

/// `#/$defs/NAME`, with the name as it is in the file.
fn definition(reference: &str) -> Option<(&'static str, String)> {
    let (keyword, name) = reference.strip_prefix("#/")?.split_once('/')?;
    let keyword = ["$defs", "definitions"].into_iter().find(|known| *known == keyword)?;
    let is_whole = !name.contains('/') && !name.is_empty();
    is_whole.then(|| (keyword, decoded(name).replace("~1", "/").replace("~0", "~")))
}

/// Without its percent signs.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let code = after.get(..2).and_then(|code| std::str::from_utf8(code).ok());
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()).filter(|_| *first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
