//! The URL of one of the hooks' paths.

use serde::Serialize;

use super::error::SubscriptionError;
use super::path_template::PathTemplate;
use super::uri;
use super::values::ParameterValues;

/// The URL at which the router hands `params` to its handlers: of the only path with these parameters.
pub(super) fn callback_url(paths: &[String], base: &str, params: &impl Serialize) -> Result<String, SubscriptionError> {
    check_base(base)?;
    let values = ParameterValues::of(params)?;
    let templates: Vec<_> = paths.iter().map(|path| PathTemplate::new(base, path)).collect::<Result<_, _>>()?;
    let (mut fitting, mut refused) = (Vec::new(), Vec::new());
    for template in &templates {
        match template.fill(&values) {
            Ok(url) => fitting.push((template, url)),
            Err(error) => refused.push(error.to_string()),
        }
    }
    let url = match fitting.as_slice() {
        [] => return Err(SubscriptionError::new(refused.join("; "))),
        [(template, url)] => {
            check_routed_to(template, &templates, url)?;
            url
        }
        [(one, _), (other, _), ..] => return Err(ambiguous(one, other)),
    };
    uri::checked(url)?;
    Ok(url.clone())
}

/// Two paths take the same values.
fn ambiguous(one: &PathTemplate, other: &PathTemplate) -> SubscriptionError {
    let names: Vec<_> = one.names().collect();
    // Both have as many as there are values.
    let have_same_names = names.iter().all(|name| other.names().any(|other| other == *name));
    let cure = match names.as_slice() {
        [] => "neither has a parameter to select it, so write the URL of the one that you mean by hand".to_owned(),
        _ if have_same_names => "give their parameters different names, and write the names with the values".to_owned(),
        _ => {
            let named = |name: &&str| format!("({name:?}, ...)");
            let named: Vec<_> = names.iter().map(named).collect();
            format!("write the names with the values, such as `[{}]` for the first", named.join(", "))
        }
    };
    let (one, other) = (one.path(), other.path());
    SubscriptionError::new(format!("these values fit the path {one:?} and the path {other:?}; {cure}"))
}

/// Refuses a base to which a path cannot be added.
fn check_base(base: &str) -> Result<(), SubscriptionError> {
    let authority = base.split_once("://").map_or(base, |(_, rest)| rest.split('/').next().unwrap_or_default());
    if base.contains(['?', '#']) || authority.contains(['{', '}']) {
        return Err(SubscriptionError::new(
            "the base of a callback URL is scheme, host and the path under which the router is nested, such as \
             \"https://example.com/cronofy\"; add a query to the result, and leave braces out of the host",
        ));
    }
    Ok(())
}

/// Refuses a value with which another path of the hooks is closer to the URL.
fn check_routed_to(template: &PathTemplate, templates: &[PathTemplate], url: &str) -> Result<(), SubscriptionError> {
    let own = template.closeness(url);
    match templates.iter().find(|other| other.closeness(url) > own) {
        None => Ok(()),
        Some(other) => Err(SubscriptionError::new(format!(
            "with these values the URL of the path {:?} is one of the path {:?}; use other values, or rename one path",
            template.path(),
            other.path()
        ))),
    }
}
