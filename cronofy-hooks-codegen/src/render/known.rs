//! The names that generated code uses and does not define.

/// One name: short behind an import in the library, absolute in another crate.
pub(crate) struct Known {
    /// The module that the library imports it from; empty for the prelude.
    pub(crate) module: &'static str,
    pub(crate) name: &'static str,
    /// `$` stands for the path of cronofy-hooks.
    pub(crate) absolute: &'static str,
}

macro_rules! known {
    ($($constant:ident = $module:literal $name:literal $absolute:literal;)+) => {
        $(pub(crate) const $constant: Known = Known { module: $module, name: $name, absolute: $absolute };)+
    };
}

known! {
    CLONE = "" "Clone" "::core::clone::Clone";
    COPY = "" "Copy" "::core::marker::Copy";
    DEBUG = "" "Debug" "::core::fmt::Debug";
    FMT = "std" "fmt" "::core::fmt";
    DEFAULT = "" "Default" "::core::default::Default";
    EQ = "" "Eq" "::core::cmp::Eq";
    OPTION = "" "Option" "::core::option::Option";
    PARTIAL_EQ = "" "PartialEq" "::core::cmp::PartialEq";
    RESULT = "" "Result" "::core::result::Result";
    STRING = "" "String" "::std::string::String";
    VEC = "" "Vec" "::std::vec::Vec";
    INTO = "" "Into" "::core::convert::Into";
    INTO_ITERATOR = "" "IntoIterator" "::core::iter::IntoIterator";
    MAP = "std::collections" "BTreeMap" "::std::collections::BTreeMap";

    DESERIALIZE = "serde" "Deserialize" "$::__private::serde::Deserialize";
    DESERIALIZER = "serde" "Deserializer" "$::__private::serde::Deserializer";
    IGNORED_ANY = "serde::de" "IgnoredAny" "$::__private::serde::de::IgnoredAny";
    MAP_ACCESS = "serde::de" "MapAccess" "$::__private::serde::de::MapAccess";
    SERIALIZE = "serde" "Serialize" "$::__private::serde::Serialize";
    SERIALIZER = "serde" "Serializer" "$::__private::serde::Serializer";
    SERIALIZE_MAP = "serde::ser" "SerializeMap" "$::__private::serde::ser::SerializeMap";

    JSON = "serde_json" "Value" "$::__private::serde_json::Value";
    OFFSET_DATE_TIME = "crate::payload" "OffsetDateTime" "$::payload::OffsetDateTime";

    UNLISTED_PAYLOAD = "super::unlisted_payload" "UnlistedPayload" "$::__private::UnlistedPayload";
    NULLABLE = "crate::payload" "Nullable" "$::payload::Nullable";
    PAYLOAD = "crate::wire" "Payload" "$::payload::Payload";
    ROUTE = "crate::route" "Route" "$::route::Route";

    ITEM = "crate::wire" "Item" "$::__private::wire::Item";
    OF_INTEGERS = "crate::wire" "OfIntegers" "$::__private::wire::OfIntegers";
    NOTIFICATION = "crate::wire" "Notification" "$::__private::wire::Notification";
    COW_STR = "crate::wire" "CowStr" "$::__private::wire::CowStr";
    WIRE = "crate" "wire" "$::__private::wire";
}
