//! What the schemas say, checked: a model cannot be wrong, so rendering cannot fail.

use std::collections::BTreeMap;
use std::fmt;

/// Everything that is generated.
#[derive(Debug)]
pub(crate) struct Model {
    /// Ordered by kind, then by name.
    pub(crate) payloads: Vec<PayloadModel>,
    /// Ordered by name.
    pub(crate) shared: Vec<Module>,
    /// Ordered by name.
    pub(crate) requests: Vec<Module>,
    /// Ordered by name.
    pub(crate) responses: Vec<Module>,
    /// The union of what the payloads read from `notification`, ordered by name.
    pub(crate) fields: Vec<Field>,
    /// The enumerations of names that some schema uses.
    pub(crate) names: BTreeMap<DeliveryKind, OpenEnum>,
    /// The documented deliveries, ordered by page and case, then the valid samples by name.
    pub(crate) samples: Vec<SampleModel>,
}

/// A delivery to test with.
#[derive(Debug)]
pub(crate) struct SampleModel {
    pub(crate) name: String,
    /// The documentation page, for a whole request.
    pub(crate) page: Option<String>,
    pub(crate) kind: DeliveryKind,
    pub(crate) route: String,
    pub(crate) subtype: Option<String>,
    /// The request line and the headers; empty for a plain body.
    pub(crate) head: String,
    pub(crate) body: String,
}

/// The four kinds of delivery, in the order of the documentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum DeliveryKind {
    Notification,
    Interaction,
    Transition,
    Callback,
}

impl DeliveryKind {
    pub(crate) const ALL: [Self; 4] = [Self::Notification, Self::Interaction, Self::Transition, Self::Callback];

    /// The folder, and the constructor of the route.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Notification => "notification",
            Self::Interaction => "interaction",
            Self::Transition => "transition",
            Self::Callback => "callback",
        }
    }

    pub(crate) const fn variant(self) -> &'static str {
        match self {
            Self::Notification => "Notification",
            Self::Interaction => "Interaction",
            Self::Transition => "Transition",
            Self::Callback => "Callback",
        }
    }

    /// The list inside `notification`.
    pub(crate) const fn list(self) -> Option<&'static str> {
        match self {
            Self::Interaction => Some("interactions"),
            Self::Transition => Some("transitions"),
            Self::Notification | Self::Callback => None,
        }
    }

    pub(crate) fn from_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// The types of one schema file that is no delivery.
#[derive(Debug)]
pub(crate) struct Module {
    /// The file stem.
    pub(crate) name: String,
    /// The file stem as the name of a module.
    pub(crate) module: String,
    pub(crate) description: Option<String>,
    pub(crate) types: Vec<TypeDef>,
    /// Where the request goes, or which endpoints give the answer.
    pub(crate) operations: Vec<Operation>,
}

/// What one request or answer says about an endpoint.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) target: Target,
    /// The statuses of the answer; of a request, those without a body.
    pub(crate) statuses: Vec<u16>,
    /// The parameters of the query, as an object schema.
    pub(crate) query: Option<serde_json::Value>,
    pub(crate) authorization: Option<Authorization>,
}

impl Operation {
    pub(crate) fn new(target: Target) -> Self {
        Self { target, statuses: Vec::new(), query: None, authorization: None }
    }
}

#[derive(Debug)]
pub(crate) enum Target {
    Endpoint(Endpoint),
    /// All endpoints below a path: what they have in common.
    Below(String),
}

/// Who may use an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Authorization {
    AccessToken,
    ClientSecret,
    /// The body names the application and its secret.
    Body,
    Nothing,
}

impl Authorization {
    pub(crate) fn from_text(text: &str) -> Option<Self> {
        match text {
            "access_token" => Some(Self::AccessToken),
            "client_secret" => Some(Self::ClientSecret),
            "body" => Some(Self::Body),
            "none" => Some(Self::Nothing),
            _ => None,
        }
    }
}

impl fmt::Display for DeliveryKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One delivery schema.
#[derive(Debug)]
pub(crate) struct PayloadModel {
    pub(crate) kind: DeliveryKind,
    /// The name on the wire, and the file stem.
    pub(crate) name: String,
    /// The name as that of a module.
    pub(crate) module: String,
    pub(crate) title: String,
    pub(crate) description: Option<String>,
    pub(crate) page: Option<String>,
    /// What is read from `notification` beside its type and lists.
    pub(crate) notification_fields: Vec<Field>,
    pub(crate) subtype: Option<Subtype>,
    /// The other keys of the body.
    pub(crate) rest: Vec<Field>,
    /// By which a callback is recognised.
    pub(crate) required: Vec<String>,
    /// Inline types.
    pub(crate) types: Vec<TypeDef>,
    /// The body of the handler that its documentation shows.
    pub(crate) handler: Option<String>,
}

#[derive(Debug)]
pub(crate) struct Subtype {
    pub(crate) field: Field,
    pub(crate) values: Vec<String>,
}

/// One field of a type.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Field {
    /// The name on the wire.
    pub(crate) wire: String,
    /// The name in the source, such as `r#type`.
    pub(crate) ident: String,
    pub(crate) description: Option<String>,
    pub(crate) presence: Presence,
    pub(crate) ty: Ty,
    /// Whether it says something about a person: `Debug` masks it.
    pub(crate) is_personal: bool,
    /// What one element of the list is called in the source, where it has a name of its own.
    pub(crate) item: Option<String>,
}

impl Field {
    /// The name of the method that sets it, or adds an element to it.
    pub(crate) fn setter(&self) -> &str {
        self.item.as_deref().unwrap_or(&self.ident)
    }

    /// The name of the method that makes it `null`.
    pub(crate) fn unsetter(&self) -> String {
        format!("without_{}", self.ident.trim_start_matches("r#"))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Presence {
    Required,
    Optional,
    /// May be `null`, and may be missing.
    Nullable,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ty {
    String,
    Signed,
    Unsigned,
    Number,
    Boolean,
    Json,
    DateTime,
    /// A generated type.
    Named {
        name: String,
        home: Home,
    },
    /// A Rust type that is written by hand, as source text; a bare name is one of the library.
    Rust(String),
    List(Box<Ty>),
    Map(Box<Ty>),
}

impl Ty {
    pub(crate) const fn is_copy(&self) -> bool {
        matches!(self, Self::Signed | Self::Unsigned | Self::Number | Self::Boolean)
    }

    /// Whether its numbers are integers. `1.0` is an integer too.
    pub(crate) fn has_integers(&self) -> bool {
        match self {
            Self::List(item) | Self::Map(item) => item.has_integers(),
            _ => matches!(self, Self::Signed | Self::Unsigned),
        }
    }

    pub(crate) fn is_eq(&self) -> bool {
        match self {
            Self::List(item) | Self::Map(item) => item.is_eq(),
            Self::Number | Self::Json | Self::Named { .. } | Self::Rust(_) => false,
            _ => true,
        }
    }

    pub(crate) fn is_named(&self, title: &str) -> bool {
        matches!(self, Self::Named { name, .. } if name == title)
    }
}

/// The module of the library that a generated type is named through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Home {
    Payload,
    Request,
    Response,
}

#[derive(Debug)]
pub(crate) enum TypeDef {
    Struct(Struct),
    OpenEnum(OpenEnum),
    List { title: String, description: Option<String>, page: Option<String>, item: Ty },
}

impl TypeDef {
    pub(crate) fn title(&self) -> &str {
        match self {
            Self::Struct(Struct { title, .. }) | Self::List { title, .. } => title,
            Self::OpenEnum(open) => &open.title,
        }
    }
}

#[derive(Debug)]
pub(crate) struct Struct {
    pub(crate) title: String,
    pub(crate) description: Option<String>,
    pub(crate) page: Option<String>,
    pub(crate) members: Vec<Member>,
    pub(crate) construction: Construction,
    /// Only a whole request has one.
    pub(crate) endpoint: Option<Endpoint>,
}

impl Struct {
    pub(crate) fn fields(&self) -> impl Iterator<Item = &Field> {
        self.members.iter().filter_map(|member| match member {
            Member::Field(field) => Some(field),
            Member::Constant(_) => None,
        })
    }

    /// Whether a constructor takes nothing.
    pub(crate) fn is_empty_allowed(&self) -> bool {
        matches!(&self.construction, Construction::Builder(all) if all.iter().any(|one| one.parameters.is_empty()))
    }

    /// What the constructors leave out.
    pub(crate) fn setters(&self) -> impl Iterator<Item = &Field> {
        let constructors = match &self.construction {
            Construction::Builder(constructors) => Some(constructors),
            Construction::Fields | Construction::ByHand => None,
        };
        let is_left_out =
            |field: &&Field, all: &[Constructor]| !all.iter().any(|one| one.parameters.contains(&field.wire));
        self.fields().filter(move |field| constructors.is_some_and(|all| is_left_out(field, all)))
    }
}

/// How a value of a type is made.
#[derive(Debug)]
pub(crate) enum Construction {
    /// It is received: its fields are public.
    Fields,
    /// It is sent: constructors take what is required, setters the rest.
    Builder(Vec<Constructor>),
    /// It is sent, and all its constructors are written by hand.
    ByHand,
}

#[derive(Debug)]
pub(crate) struct Constructor {
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    /// The fields that it takes, by their names on the wire.
    pub(crate) parameters: Vec<String>,
}

/// Where a request goes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Endpoint {
    pub(crate) method: String,
    pub(crate) path: String,
}

#[derive(Debug)]
pub(crate) enum Member {
    Field(Field),
    Constant(Constant),
}

/// A property with only one value: no field for users, but written and checked.
#[derive(Debug)]
pub(crate) struct Constant {
    pub(crate) wire: String,
    pub(crate) ident: String,
    /// The private type of the one value.
    pub(crate) type_name: String,
    pub(crate) variant: String,
    pub(crate) value: String,
    pub(crate) required: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct OpenEnum {
    pub(crate) title: String,
    pub(crate) description: Option<String>,
    pub(crate) variants: Vec<Variant>,
}

#[derive(Clone, Debug)]
pub(crate) struct Variant {
    pub(crate) ident: String,
    pub(crate) value: String,
    pub(crate) description: Option<String>,
}
