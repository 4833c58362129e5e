//! The samples that are deliveries, and what each of them is about.

use serde_json::Value;

use crate::error::{Diagnostic, Errors};
use crate::load::{SchemaSet, SourceFile};
use crate::model::{DeliveryKind, Model, PayloadModel, SampleModel};

/// Documented requests first, then plain bodies, each by name.
pub(crate) fn lower(set: &SchemaSet, model: &Model, errors: &mut Errors) -> Vec<SampleModel> {
    let mut files: Vec<_> = set.samples.iter().collect();
    files.sort();
    let mut samples = Vec::new();
    for (read, prefix) in [(request as Read, "samples/http/"), (body as Read, "samples/valid/")] {
        for file in &files {
            let Some(name) = file.path.strip_prefix(prefix) else { continue };
            match read(name, file, model) {
                Ok(sample) => samples.extend(sample),
                Err(what) => errors.push(Diagnostic::new(
                    format!("{}/{}", set.folder, file.path),
                    None,
                    what,
                    "correct the sample, or describe it with a schema",
                )),
            }
        }
    }
    samples
}

type Read = fn(&str, &SourceFile, &Model) -> Result<Option<SampleModel>, String>;

/// `PAGE/CASE.http`; one that the application sends itself carries no signature, and is left out.
fn request(name: &str, file: &SourceFile, model: &Model) -> Result<Option<SampleModel>, String> {
    let Some((name, (page, _))) = name.strip_suffix(".http").and_then(|name| Some((name, name.split_once('/')?)))
    else {
        return Err("the sample is at the wrong place: it should be `samples/http/PAGE/CASE.http`".to_owned());
    };
    let text = file.text.replace("\r\n", "\n");
    let (head, body) =
        text.split_once("\n\n").ok_or("there is no blank line between the headers and the body".to_owned())?;
    let is_delivery = head.lines().any(|line| line.to_ascii_lowercase().starts_with("cronofy-hmac-sha256:"));
    if !is_delivery {
        return Ok(None);
    }
    sample(name, Some(page), head, body, model).map(Some)
}

/// `KIND/NAME/CASE.json`; those of shared objects and of requests are left out.
fn body(name: &str, file: &SourceFile, model: &Model) -> Result<Option<SampleModel>, String> {
    let Some((path, (kind, _))) = name.strip_suffix(".json").and_then(|name| Some((name, name.split_once('/')?)))
    else {
        return Err("the sample is at the wrong place: it should be `samples/valid/FOLDER/NAME/CASE.json`".to_owned());
    };
    if DeliveryKind::from_text(kind).is_none() {
        return Ok(None);
    }
    let sample = sample(path, None, "", &file.text, model)?;
    let place = format!("{}/{}/", sample.kind, sample.route);
    match name.starts_with(&place) {
        true => Ok(Some(sample)),
        false => Err(format!("the sample is about {} `{}`, which is not where it lies", sample.kind, sample.route)),
    }
}

fn sample(name: &str, page: Option<&str>, head: &str, body: &str, model: &Model) -> Result<SampleModel, String> {
    let body = body.strip_suffix('\n').unwrap_or(body);
    let value: Value = serde_json::from_str(body).map_err(|problem| format!("the body is not JSON: {problem}"))?;
    let (payload, subtype) = recognise(&value, model).ok_or("the body is about nothing that a schema describes")?;
    Ok(SampleModel {
        name: name.to_owned(),
        page: page.map(str::to_owned),
        kind: payload.kind,
        route: payload.name.clone(),
        subtype,
        head: head.to_owned(),
        body: body.to_owned(),
    })
}

/// What the body is about first, with the subtype if it is documented.
fn recognise<'a>(body: &Value, model: &'a Model) -> Option<(&'a PayloadModel, Option<String>)> {
    let payload = |kind: DeliveryKind, name: &str| {
        model.payloads.iter().find(|payload| payload.kind == kind && payload.name == name)
    };
    let Some(notification) = body.get("notification") else {
        let has_keys = |payload: &&PayloadModel| payload.required.iter().all(|key| body.get(key).is_some());
        let callbacks = model.payloads.iter().filter(|payload| payload.kind == DeliveryKind::Callback);
        return Some((callbacks.filter(has_keys).max_by_key(|payload| payload.required.len())?, None));
    };
    for kind in [DeliveryKind::Interaction, DeliveryKind::Transition] {
        let Some(item) = kind.list().and_then(|list| notification.get(list)?.get(0)) else { continue };
        let payload = payload(kind, item.get("type")?.as_str()?)?;
        let subtype = item.get("subtype").and_then(Value::as_str);
        let values = payload.subtype.as_ref().map(|subtype| &subtype.values);
        let documented = subtype.filter(|name| values.is_some_and(|values| values.iter().any(|value| value == name)));
        return Some((payload, documented.map(str::to_owned)));
    }
    Some((payload(DeliveryKind::Notification, notification.get("type")?.as_str()?)?, None))
}
