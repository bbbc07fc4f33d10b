//! Colours stand in one file, and the page sets no style attributes: the window's content
//! security policy would refuse them.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

use super::{Violation, shown};
use crate::places::Places;

/// The one style sheet that may name colours.
const TOKENS: &str = "ui/styles/tokens.css";

/// Functions that make a colour from numbers.
const FUNCTIONS: &[&str] =
    &["color(", "hsl(", "hsla(", "hwb(", "lab(", "lch(", "oklab(", "oklch(", "rgb(", "rgba("];

/// The names of colours that one is tempted to use.
const NAMES: &[&str] = &[
    "black", "blue", "brown", "gold", "gray", "green", "grey", "navy", "orange", "pink", "purple",
    "red", "silver", "teal", "white", "yellow",
];

/// Checks the style sheets and the pages.
pub fn check(places: &Places) -> Result<Vec<Violation>> {
    let mut violations = Vec::new();
    for file in super::files(&places.root)? {
        let name = shown(&places.root, &file);
        let read = || {
            fs::read_to_string(places.root.join(&file))
                .with_context(|| format!("cannot read {name}"))
        };
        let extension = Path::new(&name).extension().and_then(|e| e.to_str());
        match extension {
            Some("css") if name.starts_with("ui/") && name != TOKENS => {
                violations.extend(check_colours(&name, &read()?));
            }
            Some("rs") if name.starts_with("ui/src/") => {
                violations.extend(check_attributes(&name, &read()?));
            }
            Some("html") if name.starts_with("ui/") => {
                violations.extend(check_attributes(&name, &read()?));
            }
            _ => {}
        }
    }
    Ok(violations)
}

fn check_colours(file: &str, source: &str) -> Vec<Violation> {
    declarations(source)
        .into_iter()
        .filter_map(|(line, value)| {
            let colour = raw_colour(&value)?;
            Some(Violation::new(
                format!("{file}:{line}"),
                "colours are tokens",
                format!("`{colour}`: name it in {TOKENS} and use var(--…)"),
            ))
        })
        .collect()
}

/// The values of all declarations (`name: value;`), with the lines they end on. Selectors are
/// not among them: `#add` may be an element there.
fn declarations(source: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut part = String::new();
    let mut line = 1;
    let mut in_comment = false;
    let mut characters = source.chars().peekable();
    while let Some(character) = characters.next() {
        if character == '\n' {
            line += 1;
        }
        if in_comment {
            if character == '*' && characters.next_if_eq(&'/').is_some() {
                in_comment = false;
            }
            continue;
        }
        match character {
            '/' if characters.next_if_eq(&'*').is_some() => in_comment = true,
            '{' => part.clear(),
            ';' | '}' => {
                if let Some((_, value)) = part.split_once(':') {
                    found.push((line, value.trim().to_owned()));
                }
                part.clear();
            }
            other => part.push(other),
        }
    }
    found
}

fn raw_colour(value: &str) -> Option<&str> {
    let words = || value.split(|c: char| c.is_whitespace() || "(),/".contains(c));
    let hex = words().find(|word| {
        word.strip_prefix('#').is_some_and(|digits| digits.chars().all(|c| c.is_ascii_hexdigit()))
    });
    let function = FUNCTIONS.iter().copied().find(|function| {
        value.match_indices(function).any(|(at, _)| {
            let before = value.get(..at).and_then(|text| text.chars().next_back());
            before.is_none_or(|c| c.is_whitespace() || "(,".contains(c))
        })
    });
    hex.or(function).or_else(|| words().find(|word| NAMES.contains(word)))
}

fn check_attributes(file: &str, source: &str) -> Vec<Violation> {
    (1..)
        .zip(source.lines())
        .filter(|(_, line)| {
            let line = line.split("//").next().unwrap_or_default();
            line.match_indices("style=").any(|(at, _)| {
                let before = line.get(..at).and_then(|text| text.chars().next_back());
                before.is_none_or(char::is_whitespace)
            })
        })
        .map(|(number, _)| {
            Violation::new(
                format!("{file}:{number}"),
                "no style attributes",
                "the window refuses them: use a class, or `style:property=` for a value",
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_outside_the_tokens_is_found() {
        let source = "\
/* white; #fff */
#add:hover, .red { color: var(--ink); }
.a { color: #fff;
     border: 1px solid rgb(0 0 0 / 10%) }
.b { background: white; animation: whiteness 1s; fill: currentColor }
.c { color: color-mix(in oklab, var(--ink) 50%, transparent); white-space: nowrap }
.d { mask: url(#id-of-a-mask); }
";
        let found: Vec<String> =
            check_colours("ui/styles/a.css", source).into_iter().map(|v| v.at).collect();
        assert_eq!(found, ["ui/styles/a.css:3", "ui/styles/a.css:4", "ui/styles/a.css:5"]);
    }

    #[test]
    fn a_style_attribute_is_found() {
        let source = "\
<div style=\"color: red\">
<div style:width=width class=\"style\">
let style = 1; // style=1
<p style=move || css()>
";
        let found: Vec<String> =
            check_attributes("ui/src/a.rs", source).into_iter().map(|v| v.at).collect();
        assert_eq!(found, ["ui/src/a.rs:1", "ui/src/a.rs:4"]);
    }
}
