//! What one value can be: from a scalar to an object of its own.

use crate::choice::{Choice, choice, nullable};
use crate::lower::documents::Folder;
use crate::lower::form::{Form, map_values};
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
    fn item(&mut self, item: Option<Node<'_>>, suggestion: &str) -> Option<Ty> {
        let Some(item) = item else { return Some(Ty::Json) };
        let (ty, nullable) = self.value(&item, &format!("{suggestion}Item"))?;
        if nullable && ty != Ty::Json {
            let help = "leave `null` out, or mark the element as free-form with `\"x-rust-type\": \"json\"`";
            self.refuse(item.error("an element cannot be null", help));
        }
        Some(ty)
    }

    /// The element of a list.
    pub(super) fn element(&mut self, node: &Node<'_>, suggestion: &str) -> Option<Ty> {
        self.item(node.child("items"), suggestion)
    }

    /// The type of a value, and whether it may be null.
    pub(super) fn value(&mut self, node: &Node<'_>, suggestion: &str) -> Option<(Ty, bool)> {
        for keyword in ["$schema", "$id", "$defs", "definitions", "x-page", "x-endpoint", "x-handler"] {
            if node.has(keyword) {
                self.refuse(
                    node.error(format!("keyword `{keyword}` is not supported here"), "write it at the top of the file"),
                );
            }
        }
        let form = self.checked(Form::of(node))?;
        let ty = match form {
            Form::RustType => self.rust_type(node)?,
            Form::Reference => return self.reference(node),
            Form::One => {
                let (_, choice, null) = choice(node)?;
                let Choice::One(one) = choice else { return None };
                let title = node.text("title").and_then(names::pascal_case);
                let (ty, nullable) = self.value(&one, title.as_deref().unwrap_or(suggestion))?;
                return Some((ty, nullable || null));
            }
            Form::Constant => {
                self.refuse(
                    node.error("a constant is not supported here", "put it into an object of its own, or use `enum`"),
                );
                return None;
            }
            Form::Object => {
                let title = self.title(node, suggestion)?;
                self.object(node, title.clone())?;
                self.named(title)
            }
            Form::Enumeration => {
                let title = self.title(node, suggestion)?;
                self.enumeration(node, title.clone())?;
                self.named(title)
            }
            Form::Names => self.names(node)?,
            Form::Map => {
                let values = self.checked(map_values(node))?;
                Ty::Map(Box::new(self.item(values, suggestion)?))
            }
            Form::List => Ty::List(Box::new(self.element(node, suggestion)?)),
            Form::Scalar => self.scalar(node),
            Form::Anything => return Some((Ty::Json, true)),
        };
        Some((ty, nullable(node)))
    }

    pub(super) fn scalar(&self, node: &Node<'_>) -> Ty {
        match node.types().0[..].first().copied() {
            Some("integer") if is_unsigned(node) => Ty::Unsigned,
            Some("integer") => Ty::Signed,
            Some("number") => Ty::Number,
            Some("boolean") => Ty::Boolean,
            _ if node.text("format") == Some("date-time") => Ty::DateTime,
            _ => Ty::String,
        }
    }

    pub(super) fn named(&self, name: String) -> Ty {
        Ty::Named { name, home: home(self.document.folder) }
    }

    pub(super) fn rust_type(&mut self, node: &Node<'_>) -> Option<Ty> {
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
        let alternatives = match choice(node) {
            Some((_, Choice::Values(alternatives), _)) => alternatives,
            _ => Vec::new(),
        };
        let lists = std::iter::once(node).chain(&alternatives).flat_map(|list| list.texts("enum"));
        let listed = lists.map(|value| (value, None));
        let described = alternatives
            .iter()
            .filter_map(|one| Some((one.text("const")?, one.text("description").or(one.text("title")))));
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
        let description = node.text("description").map(str::to_owned);
        self.defined.push(TypeDef::OpenEnum(OpenEnum { title, description, variants }));
        Some(())
    }
}

pub(super) const fn home(folder: Folder) -> Home {
    match folder {
        Folder::Request => Home::Request,
        Folder::Response => Home::Response,
        Folder::Delivery(_) | Folder::Shared => Home::Payload,
    }
}

fn is_unsigned(node: &Node<'_>) -> bool {
    node.schema.get("minimum").and_then(serde_json::Value::as_f64).is_some_and(|minimum| minimum >= 0.0)
}
