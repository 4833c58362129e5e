//! What one value can be: from a scalar to an object of its own.

use crate::lower::documents::Folder;
use crate::lower::form::Form;
use crate::lower::types::Types;
use crate::model::{DeliveryKind, Home, OpenEnum, Ty, TypeDef, Variant};
use crate::names;
use crate::node::Node;

/// The name of the enumeration of a folder's names.
pub(crate) fn names_title(kind: DeliveryKind) -> String {
    format!("{}Name", kind.variant())
}
impl Types<'_> {
    /// The element of a list or the value of a map, which cannot be null.
    pub(super) fn item(&mut self, node: &Node<'_>, keyword: &str, suggestion: &str) -> Option<(Ty, bool)> {
        let item = node.child(keyword)?;
        let (ty, nullable) = self.value(&item, &format!("{suggestion}Item"))?;
        if nullable {
            self.refuse(item.error("an element cannot be null", "name a Rust type for it with `x-rust-type`"));
        }
        let (_, list_is_nullable) = node.types();
        Some((ty, list_is_nullable))
    }

    /// The type of a value, and whether it may be null.
    pub(super) fn value(&mut self, node: &Node<'_>, suggestion: &str) -> Option<(Ty, bool)> {
        for keyword in ["$schema", "x-page", "x-endpoint", "x-handler"] {
            if node.has(keyword) {
                self.refuse(
                    node.error(format!("keyword `{keyword}` is not supported here"), "write it at the top of the file"),
                );
            }
        }
        let form = self.checked(Form::of(node))?;
        let (types, nullable) = node.types();
        let named = matches!(form, Form::Reference | Form::RustType | Form::Object | Form::Enumeration);
        if node.has("title") && !named {
            self.refuse(node.error_at(
                &["title"],
                "a title names a type, and this value has none of its own",
                "write a `description`",
            ));
        }
        let ty = match form {
            Form::RustType => self.rust_type(node)?,
            Form::Reference => return self.reference(node),
            Form::Constant => {
                self.refuse(
                    node.error("a constant is not supported here", "put it into an object of its own, or use `enum`"),
                );
                return None;
            }
            Form::Object => {
                let title = self.title(node)?;
                self.object(node, title.clone())?;
                self.named(title)
            }
            Form::Enumeration => {
                let title = match node.has("title") {
                    true => self.title(node)?,
                    false => suggestion.to_owned(),
                };
                self.enumeration(node, title.clone())?;
                self.named(title)
            }
            Form::Names => self.names(node)?,
            Form::Map => Ty::Map(Box::new(self.item(node, "additionalProperties", suggestion)?.0)),
            Form::List => Ty::List(Box::new(self.item(node, "items", suggestion)?.0)),
            Form::Scalar => match types[..].first().copied() {
                Some("integer") if is_unsigned(node) => Ty::Unsigned,
                Some("integer") => Ty::Signed,
                Some("number") => Ty::Number,
                Some("boolean") => Ty::Boolean,
                _ if node.text("format") == Some("date-time") => Ty::DateTime,
                _ => Ty::String,
            },
        };
        Some((ty, nullable))
    }

    fn named(&self, name: String) -> Ty {
        Ty::Named { name, home: home(self.document.folder) }
    }

    fn rust_type(&mut self, node: &Node<'_>) -> Option<Ty> {
        match node.text("x-rust-type")? {
            "json" => Some(Ty::Json),
            path if syn::parse_str::<syn::TypePath>(path).is_ok() => Some(Ty::Rust(path.to_owned())),
            path => {
                self.refuse(node.error_at(
                    &["x-rust-type"],
                    format!("`{path}` is no Rust type"),
                    "write `json`, a type of `cronofy_hooks::payload`, or an absolute path such as `crate::Money`",
                ));
                None
            }
        }
    }

    fn reference(&mut self, node: &Node<'_>) -> Option<(Ty, bool)> {
        let reference = node.text("$ref")?;
        let here = self.document.folder;
        let target = self.documents.resolve(self.document, reference);
        let Some(target) = target else {
            let what = format!("`{reference}` is no schema of this set");
            let help = "refer to a whole other file by its relative path, such as `../shared/event.json`";
            self.refuse(node.error_at(&["$ref"], what, help));
            return None;
        };
        let allowed = match target.folder {
            Folder::Shared => true,
            Folder::Request | Folder::Response => here == target.folder,
            Folder::Delivery(_) => false,
        };
        if !allowed {
            let what = format!("`{reference}` cannot be a part of another schema");
            self.refuse(node.error_at(&["$ref"], what, "move what both have in common to `shared/`"));
            return None;
        }
        let root = target.root();
        if root.has("x-rust-type") {
            return self.rust_type(&root).map(|ty| (ty, false));
        }
        // Without a title there is a message about the other file.
        let name = root.text("title").unwrap_or_default().to_owned();
        let (_, nullable) = root.types();
        Some((Ty::Named { name, home: home(target.folder) }, nullable))
    }

    fn names(&mut self, node: &Node<'_>) -> Option<Ty> {
        let folder = node.text("x-names")?;
        let kind = DeliveryKind::from_text(folder);
        let known = kind.filter(|kind| self.documents.iter().any(|other| other.folder == Folder::Delivery(*kind)));
        let Some(kind) = known else {
            self.refuse(node.error_at(
                &["x-names"],
                format!("there is no schema in a folder `{folder}`"),
                "write `notification`, `interaction`, `transition` or `callback`, and put schemas there",
            ));
            return None;
        };
        self.names_used.insert(kind);
        Some(Ty::Named { name: names_title(kind), home: Home::Request })
    }

    pub(super) fn enumeration(&mut self, node: &Node<'_>, title: String) -> Option<()> {
        let alternatives = node.alternatives();
        let listed = node.texts("enum").into_iter().map(|value| (value, None));
        let described = alternatives.iter().filter_map(|one| Some((one.text("const")?, one.text("description"))));
        let mut variants: Vec<Variant> = Vec::new();
        for (value, description) in listed.chain(described) {
            let Some(ident) = names::variant_name(value) else {
                let what = format!("`{value}` cannot be made into the name of a variant");
                self.refuse(node.error(what, "describe the value as a string with a `pattern`"));
                continue;
            };
            if let Some(other) = variants.iter().find(|other| other.ident == ident) {
                let what = format!("the values `{}` and `{value}` would be one variant", other.value);
                self.refuse(node.error(what, "describe the value as a string with a `pattern`"));
            }
            let description = description.map(str::to_owned);
            variants.push(Variant { ident, value: value.to_owned(), description });
        }
        if node.texts("enum").is_empty() && alternatives.is_empty() {
            self.refuse(node.error("an enumeration needs values", "list them, or describe the value as a string"));
            return None;
        }
        let description = node.text("description").map(str::to_owned);
        self.defined.push(TypeDef::OpenEnum(OpenEnum { title, description, variants }));
        Some(())
    }
}

const fn home(folder: Folder) -> Home {
    match folder {
        Folder::Request => Home::Request,
        Folder::Response => Home::Response,
        Folder::Delivery(_) | Folder::Shared => Home::Payload,
    }
}

fn is_unsigned(node: &Node<'_>) -> bool {
    node.schema.get("minimum").and_then(serde_json::Value::as_f64).is_some_and(|minimum| minimum >= 0.0)
}
