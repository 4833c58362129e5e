//! Whole files and objects, and the fields of objects.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::{Diagnostic, Errors};
use crate::lower::documents::{Document, Documents};
use crate::lower::form::Form;
use crate::model::{Constant, DeliveryKind, Field, Member, Presence, Struct, Ty, TypeDef};
use crate::names;
use crate::node::Node;

/// The types of one file.
///
/// Functions that give an `Option` have reported a mistake when it is `None`.
pub(crate) struct Types<'a> {
    pub(super) documents: &'a Documents,
    pub(super) document: &'a Document,
    errors: &'a mut Errors,
    pub(crate) defined: Vec<TypeDef>,
    pub(crate) names_used: BTreeSet<DeliveryKind>,
    /// The name of the type that the whole file describes.
    pub(super) root_title: Option<String>,
    /// The schemas of this file that were referred to, by keyword and name.
    pub(super) definitions: BTreeMap<(&'static str, String), Definition>,
}

/// A schema under `$defs`.
pub(super) enum Definition {
    /// It is being lowered.
    Open,
    /// Its type, and whether it may be null.
    Known(Ty, bool),
}

impl<'a> Types<'a> {
    pub(crate) fn new(documents: &'a Documents, document: &'a Document, errors: &'a mut Errors) -> Self {
        let root_title = type_title(&document.root(), &document.fallback()).ok();
        Self {
            documents,
            document,
            errors,
            defined: Vec::new(),
            names_used: BTreeSet::new(),
            root_title,
            definitions: BTreeMap::new(),
        }
    }

    pub(crate) fn refuse(&mut self, diagnostic: Diagnostic) {
        self.errors.push(diagnostic);
    }

    pub(crate) fn checked<T>(&mut self, result: Result<T, Diagnostic>) -> Option<T> {
        result.map_err(|diagnostic| self.refuse(diagnostic)).ok()
    }

    /// The type that a whole file describes.
    pub(crate) fn root(&mut self, node: &Node<'_>) -> Option<()> {
        let form = self.checked(Form::of(node))?;
        let title = self.title(node, &self.document.fallback())?;
        match form {
            Form::Object => self.object(node, title),
            Form::Enumeration => self.enumeration(node, title),
            Form::List => {
                let item = self.element(node, &title)?;
                self.defined.push(TypeDef::List {
                    title,
                    description: node.text("description").map(str::to_owned),
                    page: node.text("x-page").map(str::to_owned),
                    item,
                });
                Some(())
            }
            // Another file that refers to it has the text or number itself.
            Form::Scalar => Some(()),
            Form::Reference => self.root_reference(node, title),
            _ => {
                self.refuse(node.error(
                    "a whole file must describe an object with properties, a list or an enumeration",
                    "describe the value where it is used",
                ));
                None
            }
        }
    }

    /// The name of the type: the title, or else what it is called after.
    pub(crate) fn title(&mut self, node: &Node<'_>, otherwise: &str) -> Option<String> {
        self.checked(type_title(node, otherwise))
    }

    pub(super) fn object(&mut self, node: &Node<'_>, title: String) -> Option<()> {
        self.check_required(node);
        let required = node.texts("required");
        // The type comes before the inline types of its fields.
        let place = self.defined.len();
        let mut members = Vec::new();
        for (name, property) in node.properties() {
            let required = required.contains(&name);
            let member = match property.text("const").is_some() && !property.has("x-rust-type") {
                true => self.constant(&title, name, &property, required).map(Member::Constant),
                false => self.field(&title, name, &property, required).map(Member::Field),
            };
            members.extend(member);
        }
        let idents = members.iter().map(|member| match member {
            Member::Field(Field { wire, ident, .. }) | Member::Constant(Constant { wire, ident, .. }) => {
                (wire.as_str(), ident.as_str())
            }
        });
        let twice = find_twice(idents);
        self.check_twice(node, twice);
        let description = node.text("description").map(str::to_owned);
        let page = node.text("x-page").map(str::to_owned);
        let construction = self.construction(node, &members);
        let endpoint = self.endpoint(node);
        let object = Struct { title, description, page, members, construction, endpoint };
        self.check_methods(node, &object);
        self.defined.insert(place, TypeDef::Struct(object));
        Some(())
    }

    /// Every required key is described.
    pub(crate) fn check_required(&mut self, node: &Node<'_>) {
        let lists = ["oneOf", "anyOf"].map(|keyword| node.list(keyword));
        let lists = std::iter::once(node.clone()).chain(lists.into_iter().flatten());
        for name in lists.flat_map(|list| list.texts("required")) {
            if node.property(name).is_none() {
                self.refuse(node.error(
                    format!("`{name}` is required, but not one of the properties"),
                    "describe it under `properties`",
                ));
            }
        }
    }

    /// No two fields have one name in Rust.
    pub(crate) fn check_twice(&mut self, node: &Node<'_>, twice: Option<(String, String)>) {
        if let Some((one, other)) = twice {
            self.refuse(node.error(
                format!("the properties `{one}` and `{other}` would be one field"),
                "name a Rust type for the whole value with `x-rust-type`",
            ));
        }
    }

    pub(crate) fn field(&mut self, parent: &str, name: &str, node: &Node<'_>, required: bool) -> Option<Field> {
        let ident = self.ident(name, node);
        let suggestion = names::pascal_case(name).map(|name| format!("{parent}{name}")).unwrap_or_default();
        let (ty, nullable) = self.value(node, &suggestion)?;
        let presence = match (nullable, required) {
            (true, _) => Presence::Nullable,
            (false, true) => Presence::Required,
            (false, false) => Presence::Optional,
        };
        let title = node.text("title").filter(|_| !matches!(ty, Ty::Named { .. }));
        let description = node.text("description").or(title).map(str::to_owned);
        let item = self.item_name(node, &ty);
        let is_personal = node.is_marked("x-personal");
        Some(Field { wire: name.to_owned(), ident: ident?, description, presence, ty, is_personal, item })
    }

    fn ident(&mut self, name: &str, node: &Node<'_>) -> Option<String> {
        let ident = names::field_name(name);
        if ident.is_none() {
            self.refuse(node.error(
                format!("`{name}` cannot be made into the name of a field"),
                "name a Rust type for the whole object with `x-rust-type`",
            ));
        }
        ident
    }

    fn constant(&mut self, parent: &str, name: &str, node: &Node<'_>, required: bool) -> Option<Constant> {
        let form = Form::of(node);
        self.checked(form)?;
        let ident = self.ident(name, node);
        let value = node.text("const")?;
        let (Some(suffix), Some(variant)) = (names::pascal_case(name), names::pascal_case(value)) else {
            self.refuse(node.error(
                format!("`{value}` cannot be made into a name"),
                "describe the value as a string with a `pattern`",
            ));
            return None;
        };
        Some(Constant {
            wire: name.to_owned(),
            ident: ident?,
            type_name: format!("{parent}{suffix}"),
            variant,
            value: value.to_owned(),
            required,
        })
    }
}

/// The title as the name of a type, or else what the type is called after.
pub(crate) fn type_title(node: &Node<'_>, otherwise: &str) -> Result<String, Diagnostic> {
    let written = node.text("title");
    let title = match written {
        Some(title) if !names::is_type_name(title) => names::pascal_case(title).unwrap_or_default(),
        Some(title) => title.to_owned(),
        None => otherwise.to_owned(),
    };
    let error = |what: String, help: &str| match written {
        Some(_) => node.error_at(&["title"], what, help),
        None => node.error(what, help),
    };
    if !names::is_type_name(&title) {
        let what = format!("`{}` cannot name a Rust type", written.unwrap_or(otherwise));
        return Err(error(what, "give it a `title` that begins with a letter, like `ChannelFilters`"));
    }
    if names::is_taken(&title) {
        let what = format!("the name `{title}` is used by the generated code itself");
        return Err(error(what, "give it another `title`"));
    }
    Ok(title)
}

/// The wire names of two fields with the same name in Rust.
pub(crate) fn find_twice<'n>(fields: impl Iterator<Item = (&'n str, &'n str)>) -> Option<(String, String)> {
    let mut seen = std::collections::BTreeMap::new();
    for (wire, ident) in fields {
        if let Some(other) = seen.insert(ident, wire) {
            return Some((str::to_owned(other), wire.to_owned()));
        }
    }
    None
}
