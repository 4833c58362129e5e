//! [`SecretHiding`]: hides secrets in what the log keeps of a call.
//!
//! An application that is pointed at the sandbox by mistake may send the credentials of the service. So it is the name
//! of a field that hides its value, and a value that was hidden once is hidden everywhere in the
//! call. What the sandbox issued is hidden wherever it stands.

use std::borrow::Cow;
use std::sync::LazyLock;

use cronofy_hooks_contract::schemas;
use regex::{Captures, Regex};
use serde_json::Value;

use crate::world::World;

/// In the place of a secret. It needs no escapes in JSON, in a query or in a form.
pub(crate) const HIDDEN: &str = "***";
/// In the place of a body that nothing can be hidden in.
const NOT_KEPT: &str = "(The body cannot be read and may contain a secret, so the sandbox does not keep it.)";
/// How the names of fields end whose values are secrets.
const SECRET_FIELDS: [&str; 4] = ["token", "secret", "code", "password"];
/// A shorter text is hidden in its own field only: elsewhere it may be a part of a word.
const SHORTEST: usize = 6;
/// How many secrets of a call are looked for in the rest of it: a call may be long, and all others wait for it.
const MOST_LEARNED: usize = 64;

/// The value of a parameter with such a name in a URL.
static SECRET_PARAMETER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let fields = SECRET_FIELDS.join("|");
    Regex::new(&format!(r#"(?i)([?&][a-z_]*(?:{fields})s?=)([^&#\s"'<>]+)"#)).ok()
});

/// A user or a password before the host of a URL.
static USER_OF_URL: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r#"(?i)(https?://)[^/?#\s"'<>\\]+@"#).ok());

/// A body, as far as it can be read.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum ReadBody {
    Json(Value),
    Form(Vec<(String, String)>),
    /// Something else, or nothing.
    Text(String),
}

impl ReadBody {
    /// JSON is JSON even if its type says otherwise: `curl -d` calls it a form.
    pub(super) fn new(content_type: &str, bytes: &[u8]) -> Self {
        if let Ok(value) = serde_json::from_slice(bytes) {
            return Self::Json(value);
        }
        let is_form = content_type.trim_start().to_ascii_lowercase().starts_with("application/x-www-form-urlencoded");
        let fields: Vec<_> = form_urlencoded::parse(bytes).into_owned().collect();
        let is_name = |char: char| char.is_ascii_alphanumeric() || "_-.[]".contains(char);
        match is_form && fields.iter().all(|(name, _)| name.chars().all(is_name)) {
            true => Self::Form(fields),
            false => Self::Text(String::from_utf8_lossy(bytes).into_owned()),
        }
    }

    /// The text of a field.
    pub(super) fn field(&self, name: &str) -> Option<&str> {
        match self {
            Self::Json(value) => value.get(name)?.as_str(),
            Self::Form(fields) => fields.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str()),
            Self::Text(_) => None,
        }
    }
}

/// Hides the secrets of one call.
pub(super) struct SecretHiding<'w> {
    world: &'w World,
    secrets: Vec<String>,
}

impl<'w> SecretHiding<'w> {
    pub(super) fn new(world: &'w World) -> Self {
        let mut hiding = Self { world, secrets: Vec::new() };
        world.application.client_secrets.iter().for_each(|secret| hiding.learn(secret));
        hiding
    }

    /// Hides a text from here on.
    pub(super) fn learn(&mut self, secret: &str) {
        if secret.len() >= SHORTEST && self.secrets.len() < MOST_LEARNED && !self.secrets.iter().any(|it| it == secret)
        {
            self.secrets.push(secret.to_owned());
            // A secret that contains another one is replaced first.
            self.secrets.sort_by_key(|it| std::cmp::Reverse(it.len()));
        }
    }

    /// Hides the values of secret parameters of a path and a query from here on.
    pub(super) fn learn_target(&mut self, target: &str) {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        secret_segments(path).into_iter().for_each(|segment| self.learn(&decoded(segment)));
        self.learn_fields(form_urlencoded::parse(query.as_bytes()).into_owned());
    }

    /// Hides the values of secret fields from here on.
    pub(super) fn learn_body(&mut self, body: &ReadBody) {
        match body {
            ReadBody::Json(value) => self.learn_json(value, false),
            ReadBody::Form(fields) => self.learn_fields(fields.iter().cloned()),
            ReadBody::Text(_) => {}
        }
    }

    fn learn_fields(&mut self, fields: impl Iterator<Item = (String, String)>) {
        fields.for_each(|(name, value)| self.learn_json(&Value::String(value), is_secret(&name)));
    }

    fn learn_json(&mut self, value: &Value, secret: bool) {
        match value {
            Value::String(text) if secret => self.learn(text),
            Value::String(text) => inner_json(text).iter().for_each(|inner| self.learn_json(inner, false)),
            Value::Array(items) => items.iter().for_each(|item| self.learn_json(item, secret)),
            Value::Object(fields) => fields.iter().for_each(|(name, value)| self.learn_json(value, is_secret(name))),
            _ => {}
        }
    }

    /// A text without what is known as a secret.
    pub(super) fn text(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for secret in &self.secrets {
            text = text.replace(secret.as_str(), HIDDEN);
        }
        if let Some(parameter) = &*SECRET_PARAMETER {
            text = parameter.replace_all(&text, |found: &Captures<'_>| format!("{}{HIDDEN}", &found[1])).into_owned();
        }
        if let Some(user) = &*USER_OF_URL {
            text = user.replace_all(&text, |found: &Captures<'_>| format!("{}{HIDDEN}@", &found[1])).into_owned();
        }
        let is_of_word = |char: char| char.is_ascii_alphanumeric() || char == '_' || char == '-';
        let words = text.split(|char| !is_of_word(char)).filter(|word| self.world.tokens.ever_had(word));
        let issued: Vec<_> = words.map(str::to_owned).collect();
        issued.iter().fold(text, |text, word| text.replace(word.as_str(), HIDDEN))
    }

    /// A path and a query without secrets.
    pub(super) fn target(&self, target: &str) -> String {
        let (path, query) = target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
        let secrets = secret_segments(path);
        let segment = |segment: &str| {
            if secrets.contains(&segment) {
                return HIDDEN.to_owned();
            }
            let decoded = decoded(segment);
            let hidden = self.text(&decoded);
            if hidden == decoded { segment.to_owned() } else { hidden }
        };
        let path = path.split('/').map(segment).collect::<Vec<_>>().join("/");
        match query {
            None => path,
            Some(query) => {
                let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
                format!("{path}?{}", self.form(query, &pairs))
            }
        }
    }

    /// A body without secrets; exactly as it was sent if it had none.
    pub(super) fn body(&self, body: &ReadBody, sent: &str) -> String {
        match body {
            ReadBody::Json(value) => {
                let mut hidden = value.clone();
                self.hide_json(&mut hidden, false);
                if hidden == *value { self.text(sent) } else { hidden.to_string() }
            }
            ReadBody::Form(fields) => self.form(sent, fields),
            ReadBody::Text(text) if is_suspect(text) => NOT_KEPT.to_owned(),
            ReadBody::Text(text) => self.text(text),
        }
    }

    fn form(&self, sent: &str, fields: &[(String, String)]) -> String {
        let hide = |(name, value): &(String, String)| {
            let value = if is_secret(name) { HIDDEN.to_owned() } else { self.value(value) };
            (self.text(name), value)
        };
        let hidden: Vec<_> = fields.iter().map(hide).collect();
        if hidden == fields {
            return sent.to_owned();
        }
        form_urlencoded::Serializer::new(String::new()).extend_pairs(hidden).finish()
    }

    /// The text of a field without secrets. It may be JSON that was encoded twice.
    fn value(&self, text: &str) -> String {
        match inner_json(text) {
            Some(inner) => self.body(&ReadBody::Json(inner), text),
            None if text.trim_start().starts_with(['{', '[']) && is_suspect(text) => NOT_KEPT.to_owned(),
            None => self.text(text),
        }
    }

    fn hide_json(&self, value: &mut Value, secret: bool) {
        match value {
            Value::String(text) => *text = if secret { HIDDEN.to_owned() } else { self.value(text) },
            Value::Number(_) if secret => *value = HIDDEN.into(),
            Value::Array(items) => items.iter_mut().for_each(|item| self.hide_json(item, secret)),
            Value::Object(fields) => {
                let hidden = std::mem::take(fields).into_iter().map(|(name, mut value)| {
                    self.hide_json(&mut value, is_secret(&name));
                    (self.text(&name), value)
                });
                *fields = hidden.collect();
            }
            _ => {}
        }
    }
}

fn decoded(segment: &str) -> Cow<'_, str> {
    percent_encoding::percent_decode_str(segment).decode_utf8_lossy()
}

/// The segments of a path that are secrets by their names in the documentation: `{participant_token}`.
fn secret_segments(path: &str) -> Vec<&str> {
    let given: Vec<_> = path.trim_matches('/').split('/').collect();
    let templates = schemas().iter().flat_map(|schema| schema.endpoints());
    let templates = templates.map(|(_, template)| template.trim_matches('/').split('/').collect::<Vec<_>>());
    let is_of = |template: &Vec<&str>| {
        let fits = |(part, it): (&&str, &&str)| part.starts_with('{') || **it == **part || decoded(it) == **part;
        template.len() == given.len() && template.iter().zip(&given).all(fits)
    };
    let name = |part: &str| part.strip_prefix('{').map(|part| part.trim_end_matches('}').to_owned());
    let secrets = templates.filter(is_of).flat_map(|template| {
        let secret = template.into_iter().zip(&given).filter(|(part, _)| name(part).is_some_and(|it| is_secret(&it)));
        secret.map(|(_, segment)| *segment).collect::<Vec<_>>()
    });
    secrets.collect()
}

/// The object or the list that a text is.
fn inner_json(text: &str) -> Option<Value> {
    let is_json = text.trim_start().starts_with(['{', '[']);
    serde_json::from_str(text).ok().filter(|_| is_json)
}

/// Whether a text that cannot be read may have a secret.
fn is_suspect(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    SECRET_FIELDS.iter().chain(&["bearer"]).any(|word| lower.contains(word))
}

/// Whether the value of a field with this name is a secret: `client_secret`, `refresh_token`, `a[code]`.
fn is_secret(name: &str) -> bool {
    let name = name.trim_end_matches(['[', ']']).to_ascii_lowercase();
    let name = name.strip_suffix('s').unwrap_or(&name);
    SECRET_FIELDS.iter().any(|field| name.ends_with(field))
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::json;

    use super::*;
    use crate::world::model::ClientApplication;

    fn world() -> World {
        let client_secrets = vec!["CRN_se\"cret".to_owned()];
        let mut world =
            World::new(ClientApplication { client_id: String::new(), client_secrets }, Timestamp::UNIX_EPOCH, 1)
                .expect("a secret");
        world.seed();
        world
    }

    /// The body as it is kept, when a call also has a query.
    fn kept(target: &str, content_type: &str, sent: &str) -> (String, String) {
        let world = world();
        let mut hiding = SecretHiding::new(&world);
        let body = ReadBody::new(content_type, sent.as_bytes());
        hiding.learn_target(target);
        hiding.learn_body(&body);
        (hiding.target(target), hiding.body(&body, sent))
    }

    #[test]
    fn secrets_are_hidden_by_the_names_of_their_fields() {
        let cases = [
            (r#"{"client_secret":"CRN_real","code":12345,"grant_type":"x"}"#, "CRN_real,12345"),
            (r#"{"tokens":["one_token","two_token"],"a":{"refresh_token":"RT-real"}}"#, "one_token,two_token,RT-real"),
            (r#"{"batch":[{"data":{"accessToken":"AT/real"}}],"echo":"AT/real"}"#, "AT/real"),
            (r#"{"client\u005fsecret":"CRN_real"}"#, "CRN_real"),
            (r#"{"url":"https://h/x?link_token=LNK&a=1"}"#, "LNK"),
            // Encoded twice, as a whole or in a field.
            (r#""{\"client_secret\":\"CRN_real\"}""#, "CRN_real"),
            (r#"{"data":"{\"code\":\"AC_real\"}","text":"AC_real"}"#, "AC_real"),
            // What the sandbox has issued and knows, in any field, and in any spelling.
            (r#"{"sub":"sandbox_access_token","text":"it is sandbox_refresh_token."}"#, "sandbox_access,sandbox_ref"),
            (r#"{"text":"CRN_se\"cret"}"#, "CRN_se"),
            (r#"{"text":"\u0043RN_se\"cret"}"#, "u0043,CRN_se"),
            (r#"{"sandbox_access_token":1}"#, "sandbox_access"),
        ];
        for (sent, secrets) in cases {
            let (_, kept) = kept("/v1/x", "application/json", sent);
            assert!(kept.contains(HIDDEN), "{kept}");
            assert!(secrets.split(',').all(|secret| !kept.contains(secret)), "{sent}: {kept}");
        }
    }

    #[test]
    fn queries_and_forms_are_hidden_too() {
        let (target, form) = kept(
            "/v1/real_time_scheduling?token=RTS%2D100&a=b%20c",
            "Application/x-www-form-urlencoded; charset=utf-8",
            "client_secret=CRN%5Freal&code=AUTH-code&a[password]=p%20w&client_id=id&note=RTS-100%20again",
        );
        assert_eq!(target, "/v1/real_time_scheduling?token=***&a=b+c");
        assert_eq!(form, "client_secret=***&code=***&a%5Bpassword%5D=***&client_id=id&note=***+again");
        assert_eq!(kept("/v1/x/sandbox%5Faccess_token/y?z=1", "", "").0, "/v1/x/***/y?z=1");
    }

    #[test]
    fn segments_are_hidden_by_their_documented_names() {
        for path in
            ["/v1/scheduling_conversations/scv_1/participants", "/v1/scheduling%5Fconversations/scv_1/participants"]
        {
            let target = format!("{path}/AT%5Freal/slots/?a=AT_real");
            let (target, body) = kept(&target, "application/json", r#"{"note":"AT_real"}"#);
            assert_eq!((target, body), (format!("{path}/***/slots/?a=***"), r#"{"note":"***"}"#.to_owned()));
        }
        // The token of a participant is hidden wherever it stands.
        let url = r#"{"slots_list":{"url":"http://h/v1/x/sct_0123456789abcdef01234567/slots"}}"#;
        assert_eq!(kept("/", "", url).1, r#"{"slots_list":{"url":"http://h/v1/x/***/slots"}}"#);
        // A page of a result is no secret.
        assert_eq!(kept("/v1/events/pages/page_1", "", "").0, "/v1/events/pages/page_1");
    }

    #[test]
    fn users_of_urls_are_hidden() {
        for sent in ["https://user:w0rd@h/x", "HTTP://w0rd@h:80", "http://user:w0rd@h/x and http://u@v:w0rd@h"] {
            let body = json!({ "callback_url": sent }).to_string();
            let (target, kept) = kept(&format!("/v1/x?uri={sent}"), "application/json", &body);
            assert!(!target.contains("w0rd") && !kept.contains("w0rd") && kept.contains("//***@h"), "{target} {kept}");
        }
        let plain = r#"{"callback_url":"http://h/@x?email=a@b.c"}"#;
        assert_eq!(kept("/", "application/json", plain).1, plain);
    }

    #[test]
    fn what_has_no_secret_stays_as_it_was_sent() {
        let sent = "{ \"summary\" : \"Lunch\\u0021\", \"n\": 1.50 }";
        assert_eq!(kept("/v1/x?b=1&a=%20", "application/json", sent), ("/v1/x?b=1&a=%20".to_owned(), sent.to_owned()));
        assert_eq!(kept("/", "text/json", "{\"summary\": oops").1, "{\"summary\": oops");
        // A form is JSON when it is called a form by mistake.
        let form = "application/x-www-form-urlencoded";
        assert_eq!(kept("/", form, r#"{"client_secret":"CRN_real"}"#).1, r#"{"client_secret":"***"}"#);
        assert_eq!(kept("/", form, r#"{"client_secret":"CRN_real","#).1, NOT_KEPT);
        assert_eq!(
            kept("/", form, r#"a={"client_secret":"CRN_real","#).1,
            "a=%28The+body+cannot+be+read+and+may+contain+a+secret%2C+so+the+sandbox+does+not+keep+it.%29"
        );
        for unreadable in ["{\"client_secret\": \"CRN_real\"", "Bearer AT_real", "<code>AT_real</code>"] {
            assert_eq!(kept("/", "application/json", unreadable).1, NOT_KEPT);
        }
    }

    #[test]
    fn every_field_is_hidden_although_not_every_value_is_looked_for() {
        let tokens: Vec<_> = (0..2 * MOST_LEARNED).map(|number| format!("token_{number}_real")).collect();
        let (_, kept) = kept("/", "application/json", &json!({ "tokens": tokens, "first": tokens[0] }).to_string());
        assert_eq!((kept.matches("\"***\"").count(), kept.contains("real")), (2 * MOST_LEARNED + 1, false), "{kept}");
    }

    #[test]
    fn names_of_secret_fields() {
        let secret =
            ["token", "access_token", "TOKENS", "client_secret", "code", "a[code]", "a[codes][]", "userPassword"];
        assert!(secret.iter().all(|name| is_secret(name)));
        let plain = ["token_type", "scope", "client_id", "expires_in", "codec", "tokenizer", "", "redirect_uri", "key"];
        assert!(!plain.iter().any(|name| is_secret(name)));
        assert!(SECRET_PARAMETER.is_some());
        assert_eq!(json!(HIDDEN).to_string(), "\"***\"");
    }
}
