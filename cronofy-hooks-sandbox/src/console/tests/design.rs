//! The style sheet has the tokens of DESIGN.md, uses nothing else, and its colours contrast as the page promises.

use std::collections::BTreeMap;

const CSS: &str = include_str!("../assets/console.css");
const TIME: &str = include_str!("../assets/time.css");
const DESIGN: &str = include_str!("../../../DESIGN.md");

/// The tokens of a colour scheme.
fn tokens(css: &str) -> BTreeMap<&str, &str> {
    let (block, _) = css.split_once('}').expect("a block ends");
    let lines = block.lines().filter_map(|line| line.trim().strip_suffix(';')?.split_once(": "));
    lines.filter(|(name, _)| name.starts_with("--")).collect()
}

fn light() -> BTreeMap<&'static str, &'static str> {
    tokens(CSS.split_once(":root {").expect("the tokens").1)
}

fn dark() -> BTreeMap<&'static str, &'static str> {
    tokens(CSS.split_once("(prefers-color-scheme: dark)").expect("a dark scheme").1)
}

/// The rows of the tables, without backticks.
fn rows() -> Vec<Vec<&'static str>> {
    let rows = DESIGN.lines().filter(|line| line.starts_with("| `--"));
    rows.map(|line| line.split('|').map(|cell| cell.trim().trim_matches('`')).collect()).collect()
}

#[test]
fn the_page_has_the_tokens_of_the_style_sheet() {
    let (light, dark) = (light(), dark());
    let mut listed: Vec<_> = rows()
        .iter()
        .map(|row| {
            assert_eq!(light.get(row[1]), Some(&row[2]), "{}", row[1]);
            if row[2].starts_with('#') {
                assert_eq!(dark.get(row[1]), Some(&row[3]), "{} when it is dark", row[1]);
            }
            row[1]
        })
        .collect();
    listed.extend(["--shadow", "--regular", "--strong", "--sans", "--mono"]);
    let unlisted: Vec<_> = light.keys().filter(|name| !listed.contains(name)).collect();
    assert_eq!(unlisted, Vec::<&&str>::new());
    for name in ["--regular", "--strong"] {
        assert!(DESIGN.contains(&format!("`{name}` ({})", light[name])), "{name}");
    }
    let (_, rules) = CSS.split_once("box-sizing").expect("rules follow the tokens");
    for name in listed {
        assert!(rules.contains(&format!("var({name})")), "{name} is used");
    }
}

#[test]
fn the_rules_use_tokens_only() {
    let (_, rules) = CSS.split_once("box-sizing").expect("rules follow the tokens");
    for line in rules.lines().chain(TIME.lines()) {
        let declarations = line.split(['{', '}', ';']).filter_map(|it| it.trim().split_once(": "));
        for (property, value) in declarations {
            let is_token = value.contains("var(--") || value == "inherit";
            assert!(is_token || !matches!(property, "font" | "font-size" | "font-weight"), "{line}");
            let has_colour = value.contains('#') || value.contains("rgb(") || value.contains("hsl(");
            assert!(!has_colour, "a colour that is no token: {line}");
        }
    }
}

#[test]
fn text_and_shapes_can_be_told_from_what_is_behind_them() {
    for (scheme, tokens) in [("light", light()), ("dark", dark())] {
        let check = |colour: &str, behind: &str, least: f64| {
            let ratio = contrast(tokens[colour], tokens[behind]);
            assert!(ratio >= least, "{colour} on {behind} when it is {scheme}: {ratio:.2} is less than {least}");
        };
        for behind in ["--page", "--surface", "--sunken", "--plain-page"] {
            for text in ["--text", "--quiet", "--accent", "--good", "--waiting", "--bad"] {
                check(text, behind, 4.5);
            }
            check("--edge", behind, 3.0);
        }
        for state in ["--good", "--waiting", "--bad"] {
            check(state, &format!("{state}-page"), 4.5);
        }
        check("--on-accent", "--accent", 4.5);
        check("--surface", "--bad", 4.5);
    }
}

/// As WCAG defines it.
fn contrast(one: &str, other: &str) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance(colour: &str) -> f64 {
    let channel = |at: usize| {
        let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).expect("two hex digits")) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}
