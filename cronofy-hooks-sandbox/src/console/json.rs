//! JSON for people: on lines of their own, with highlighted keys.

use cronofy_hooks_contract::text::{indented, tokens};
use maud::{Markup, PreEscaped, html};
use serde_json::value::RawValue;

/// Indented, with highlighted keys; text that is not JSON stays as it is.
pub(super) fn pretty(body: &str, label: &str) -> Markup {
    let valid = serde_json::from_str::<&RawValue>(body).is_ok();
    html! {
        pre.json tabindex="0" role="region" aria-label=(label) {
            @if valid { (highlighted(&indented(body))) } @else { (body) }
        }
    }
}

fn highlighted(json: &str) -> Markup {
    let mut out = String::with_capacity(json.len() * 2);
    for line in json.split_inclusive('\n') {
        let (indent, rest) = line.split_at(line.len() - line.trim_start().len());
        out.push_str(indent);
        let key = tokens(rest).next().unwrap_or_default();
        let (key, value) = if rest[key.len()..].starts_with(':') { rest.split_at(key.len()) } else { ("", rest) };
        if !key.is_empty() {
            out.push_str(&html! { span.key { (key) } }.0);
        }
        out.push_str(&html! { (value) }.0);
    }
    PreEscaped(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_is_not_json_is_shown_escaped() {
        assert!(pretty("<b>", "Body").0.contains("&lt;b&gt;"));
        assert!(
            pretty(r#"{"<k>":"<v>"}"#, "Body")
                .0
                .contains("<span class=\"key\">&quot;&lt;k&gt;&quot;</span>: &quot;&lt;v&gt;&quot;")
        );
    }
}
