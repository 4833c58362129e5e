//! Documented deliveries with what the service may add or leave out.

use std::cell::RefCell;
use std::collections::BTreeSet;

use cronofy_hooks_tests::{BlockingApp, SchemaSet};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::sample::Index;
use proptest::{prop_assert, prop_assert_eq};
use serde_json::{Value, json};

use super::expected::expected;
use super::sites::Sites;
use super::{deliveries, runner};

/// One thing that the service may do without notice.
#[derive(Clone, Debug)]
enum Mutation {
    UnknownNotification(String),
    UnknownItem(Index, String),
    Subtype(Index, String),
    UnknownWord(Index, String),
    FurtherField(Index, String, Value),
    WithoutOptional(Index),
    FurtherItem(Index, Option<String>, Option<String>),
}

impl Mutation {
    /// Changes the body. Returns whether there was anything to change.
    fn apply(&self, set: &SchemaSet, schema: &str, body: &mut Value) -> bool {
        let sites = Sites::of(set, schema, body);
        match self {
            Self::UnknownNotification(name) => match body.pointer_mut("/notification/type") {
                Some(site) => *site = json!(name),
                None => return false,
            },
            Self::UnknownItem(index, name) => match items(body) {
                Some(items) => index.get_mut(items)["type"] = json!(name),
                None => return false,
            },
            Self::Subtype(index, subtype) => match items(body) {
                Some(items) => index.get_mut(items)["subtype"] = json!(subtype),
                None => return false,
            },
            Self::UnknownWord(index, word) => {
                if sites.words.is_empty() {
                    return false;
                }
                *body.pointer_mut(index.get(&sites.words).as_str()).unwrap() = json!(word);
            }
            Self::FurtherField(index, name, value) => {
                body.pointer_mut(index.get(&sites.objects).as_str()).unwrap()[name] = value.clone();
            }
            Self::WithoutOptional(index) => {
                if sites.optional.is_empty() {
                    return false;
                }
                let (object, key) = index.get(&sites.optional).rsplit_once('/').unwrap();
                body.pointer_mut(object).unwrap().as_object_mut().unwrap().remove(key);
            }
            Self::FurtherItem(index, name, subtype) => {
                let Some(items) = items(body) else { return false };
                let mut item = json!({ "type": name.as_ref().map_or(items[0]["type"].clone(), |name| json!(name)) });
                if let Some(subtype) = subtype {
                    item["subtype"] = json!(subtype);
                }
                items.insert(index.index(items.len() + 1), item);
            }
        }
        true
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::UnknownNotification(_) => "unknown notification",
            Self::UnknownItem(..) => "unknown interaction or transition",
            Self::Subtype(..) => "subtype",
            Self::UnknownWord(..) => "unknown word",
            Self::FurtherField(..) => "further field",
            Self::WithoutOptional(_) => "without an optional field",
            Self::FurtherItem(..) => "further interaction or transition",
        }
    }
}

/// The interactions, or the transitions.
fn items(body: &mut Value) -> Option<&mut Vec<Value>> {
    let notification = body.get_mut("notification")?.as_object_mut()?;
    let list = if notification.contains_key("interactions") { "interactions" } else { "transitions" };
    notification.get_mut(list)?.as_array_mut()
}

/// A word that the documentation does not have, escapes and all of Unicode included.
fn unknown() -> impl Strategy<Value = String> {
    "(?s).{0,12}".prop_map(|rest| format!("zz_{rest}"))
}

/// A word that has a handler of its own, or an unknown one.
fn subtype() -> impl Strategy<Value = String> {
    prop_oneof![Just("profile_missing".to_owned()), Just("join_timeout".to_owned()), unknown()]
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "(?s).{0,20}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 16, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((".{0,8}", inner), 0..4).prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

fn mutation() -> impl Strategy<Value = Mutation> {
    prop_oneof![
        unknown().prop_map(Mutation::UnknownNotification),
        (any::<Index>(), unknown()).prop_map(|(index, name)| Mutation::UnknownItem(index, name)),
        (any::<Index>(), subtype()).prop_map(|(index, subtype)| Mutation::Subtype(index, subtype)),
        (any::<Index>(), unknown()).prop_map(|(index, word)| Mutation::UnknownWord(index, word)),
        (any::<Index>(), unknown(), value())
            .prop_map(|(index, name, value)| Mutation::FurtherField(index, name, value)),
        any::<Index>().prop_map(Mutation::WithoutOptional),
        (any::<Index>(), option::of(unknown()), option::of(subtype()))
            .prop_map(|(index, name, subtype)| Mutation::FurtherItem(index, name, subtype)),
    ]
}

/// Writes a body with its keys in the order of their weights.
fn write(body: &Value, weights: &[u8], pretty: bool) -> String {
    let mut keys: Vec<_> = body.as_object().unwrap().iter().enumerate().collect();
    keys.sort_by_key(|(index, _)| weights[index % weights.len()]);
    let text = |value: &Value| if pretty { format!("{value:#}") } else { value.to_string() };
    let fields: Vec<_> = keys.iter().map(|(_, (key, value))| format!("{}:{}", json!(key), text(value))).collect();
    format!("{{{}}}", fields.join(if pretty { " ,\r\n\t" } else { "," }))
}

#[test]
fn everything_open_is_acknowledged_by_the_right_handlers() {
    let (app, set, samples) = (BlockingApp::new(), SchemaSet::load(), deliveries());
    let applied = RefCell::new(BTreeSet::new());
    let strategy = (any::<Index>(), vec(mutation(), 1..5), vec(any::<u8>(), 8), any::<bool>());
    let result = runner().run(&strategy, |(sample, mutations, weights, pretty)| {
        let sample = sample.get(&samples);
        let mut body = sample.content.clone();
        for mutation in mutations {
            if mutation.apply(&set, &sample.schema, &mut body) {
                applied.borrow_mut().insert(mutation.kind());
            }
        }
        let sent = write(&body, &weights, pretty);
        let (status, seen) = app.send(sent.as_bytes());
        prop_assert_eq!(status, 204, "{}: {}", &sample.name, &sent);
        let handlers: Vec<_> = seen.iter().map(|seen| seen.handler).collect();
        prop_assert_eq!(handlers, expected(&set, &body), "{}: {}", &sample.name, &sent);
        prop_assert!(seen.iter().all(|seen| seen.body == sent.as_bytes()), "other bytes: {}", &sent);
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    assert_eq!(applied.borrow().len(), 7, "every kind of mutation was tried: {:?}", applied.borrow());
}

/// Exhaustive, not random: every optional field of every sample, and every word.
#[test]
fn each_optional_field_can_be_left_out_and_each_word_can_be_new() {
    let (app, set) = (BlockingApp::new(), SchemaSet::load());
    let (mut fields, mut words) = (BTreeSet::new(), BTreeSet::new());
    for sample in deliveries() {
        let sites = Sites::of(&set, &sample.schema, &sample.content);
        let mut bodies = Vec::new();
        for site in &sites.optional {
            let (object, key) = site.rsplit_once('/').unwrap();
            let mut body = sample.content.clone();
            body.pointer_mut(object).unwrap().as_object_mut().unwrap().remove(key);
            bodies.push((site, body));
            fields.insert(format!("{} {site}", sample.schema));
        }
        for site in &sites.words {
            let mut body = sample.content.clone();
            *body.pointer_mut(site).unwrap() = json!("zz_brand_new");
            bodies.push((site, body));
            words.insert(format!("{} {site}", sample.schema));
        }
        for (site, body) in bodies {
            let (status, seen) = app.send(body.to_string().as_bytes());
            let handlers: Vec<_> = seen.iter().map(|seen| seen.handler).collect();
            assert_eq!(
                (status, handlers),
                (204, expected(&set, &body).iter().map(|name| &**name).collect()),
                "{} {site}",
                sample.name
            );
        }
    }
    assert!(fields.len() > 100 && words.len() > 20, "{} fields, {} words", fields.len(), words.len());
    for word in
        ["/meeting_agent/resources/0/category", "/meeting_agent/resources/0/type", "/event/conferencing/provider_name"]
    {
        assert!(words.iter().any(|site| site.ends_with(word)), "{word} is among {words:?}");
    }
}
