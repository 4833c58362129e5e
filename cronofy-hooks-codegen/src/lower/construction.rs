//! How a request is made: its constructors, the names of its setters, and where it goes.

use crate::lower::documents::Folder;
use crate::lower::operation::operations;
use crate::lower::types::Types;
use crate::model::{Construction, Constructor, Endpoint, Field, Member, Operation, Presence, Struct, Target, Ty};
use crate::names;
use crate::node::Node;

/// Each constructor writes all fields, so their number bounds what is generated for a field.
const MOST_CONSTRUCTORS: usize = 4;

impl Types<'_> {
    /// How a value is made: with public fields unless it is a part of a request.
    pub(super) fn construction(&mut self, node: &Node<'_>, members: &[Member]) -> Construction {
        if self.document.folder != Folder::Request {
            self.refuse_outside_of_requests(node, "x-constructor");
            return Construction::Fields;
        }
        if node.text("x-constructor") == Some("none") {
            return Construction::ByHand;
        }
        // Each alternative of keys has a constructor of its own.
        let alternatives: Vec<_> = node.list("oneOf").into_iter().filter(|one| one.has("required")).collect();
        if alternatives.is_empty() {
            let name = node.text("x-constructor").unwrap_or("new");
            return Construction::Builder(vec![self.constructor(node, None, name, members)]);
        }
        if alternatives.len() > MOST_CONSTRUCTORS {
            self.refuse(node.error_at(
                &["oneOf"],
                format!("there are more than {MOST_CONSTRUCTORS} ways to build this request"),
                "write `\"x-constructor\": \"none\"`, and build it by hand",
            ));
            return Construction::ByHand;
        }
        let mut constructors = Vec::new();
        for alternative in &alternatives {
            let name = match alternative.text("x-constructor") {
                Some(name) => name.to_owned(),
                None => {
                    let keys = alternative.texts("required").into_iter().filter_map(names::field_name);
                    let keys: Vec<_> = keys.map(|key| key.trim_start_matches("r#").to_owned()).collect();
                    format!("with_{}", keys.join("_and_"))
                }
            };
            constructors.push(self.constructor(node, Some(alternative), &name, members));
        }
        Construction::Builder(constructors)
    }

    fn constructor(
        &mut self,
        object: &Node<'_>,
        alternative: Option<&Node<'_>>,
        name: &str,
        members: &[Member],
    ) -> Constructor {
        self.check_method_name(alternative.unwrap_or(object), "x-constructor", name);
        let mut required = object.texts("required");
        required.extend(alternative.iter().flat_map(|one| one.texts("required")));
        let wire = members.iter().filter_map(|member| match member {
            Member::Field(Field { wire, .. }) => Some(wire),
            Member::Constant(_) => None,
        });
        Constructor {
            name: name.to_owned(),
            description: alternative.and_then(|one| one.text("description")).map(str::to_owned),
            parameters: wire.filter(|wire| required.contains(&wire.as_str())).cloned().collect(),
        }
    }

    /// What one element of a list is called.
    pub(super) fn item_name(&mut self, node: &Node<'_>, ty: &Ty) -> Option<String> {
        let name = node.text("x-item")?;
        if !matches!(ty, Ty::List(_) | Ty::Named { .. }) || self.document.folder != Folder::Request {
            self.refuse(node.error_at(
                &["x-item"],
                "only a list of a request has elements to name",
                "leave it out, or write it beside `items`",
            ));
        }
        self.check_method_name(node, "x-item", name);
        Some(name.to_owned())
    }

    /// Where the request goes: `POST /v1/channels`.
    pub(super) fn endpoint(&mut self, node: &Node<'_>) -> Option<Endpoint> {
        if self.document.folder == Folder::Response {
            return None;
        }
        if self.document.folder != Folder::Request {
            self.refuse_outside_of_requests(node, "x-endpoint");
            return None;
        }
        let operations = self.checked(operations(node))?;
        match &operations[..] {
            [] => None,
            [Operation { target: Target::Endpoint(endpoint), .. }] => Some(endpoint.clone()),
            _ => {
                self.refuse(node.error_at(
                    &["x-endpoint"],
                    "a request goes to one endpoint",
                    "write one method and path; several answers are for `response/`",
                ));
                None
            }
        }
    }

    /// No two methods of a builder have one name.
    pub(super) fn check_methods(&mut self, node: &Node<'_>, object: &Struct) {
        let Construction::Builder(constructors) = &object.construction else { return };
        let mut names: Vec<_> = constructors.iter().map(|one| one.name.clone()).collect();
        for field in object.setters() {
            names.push(field.setter().to_owned());
            names.extend((field.presence == Presence::Nullable).then(|| field.unsetter()));
        }
        names.sort();
        if let Some(pair) = names.windows(2).find(|pair| pair[0] == pair[1]) {
            self.refuse(node.error(
                format!("two methods of `{}` would be called `{}`", object.title, pair[0]),
                "name the constructor with `x-constructor`, or the element of the list with `x-item`",
            ));
        }
    }

    fn check_method_name(&mut self, node: &Node<'_>, keyword: &str, name: &str) {
        if !names::is_module_name(name) {
            self.refuse(node.error_at(
                &[keyword],
                format!("`{name}` cannot name a function"),
                "use small letters, digits and `_`",
            ));
        }
    }

    fn refuse_outside_of_requests(&mut self, node: &Node<'_>, keyword: &str) {
        if node.has(keyword) {
            let what = format!("keyword `{keyword}` is not supported here");
            self.refuse(node.error_at(&[keyword], what, "leave it out: only what is sent to the service is built"));
        }
    }
}
