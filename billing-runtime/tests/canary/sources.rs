//! The public types of the crate that can show themselves, read from its sources.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};
use syn::{Attribute, Item, Meta, Type, Visibility};

/// Traits by which a type shows itself.
const SHOWING: [&str; 3] = ["Debug", "Display", "Serialize"];

/// Names of public types, and names of types that show themselves, each with its module's file.
#[derive(Default)]
struct Found {
    public: BTreeSet<(String, String)>,
    showing: BTreeSet<(String, String)>,
    /// Names of macros that declare public types.
    declaring: BTreeSet<String>,
}

/// All public types that show themselves, as `file: Name`.
pub fn showing() -> BTreeSet<String> {
    let mut found = Found::default();
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    folder(&src, &src, &mut found);
    let names = |set: &BTreeSet<(String, String)>| -> BTreeSet<String> {
        set.iter()
            .map(|(file, name)| format!("{file}: {name}"))
            .collect()
    };
    // Most implement it where they are declared; a neighbour may do it too.
    let anywhere: BTreeSet<_> = found.showing.iter().map(|(_, name)| name.clone()).collect();
    found.public.retain(|(_, name)| anywhere.contains(name));
    names(&found.public)
}

fn folder(root: &Path, path: &Path, found: &mut Found) {
    for entry in fs::read_dir(path).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            folder(root, &path, found);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            let file = path.strip_prefix(root).unwrap().with_extension("");
            let text = fs::read_to_string(&path).unwrap();
            let parsed = syn::parse_file(&text).unwrap_or_else(|e| panic!("{path:?}: {e}"));
            items(&file.to_string_lossy(), &parsed.items, found);
        }
    }
}

fn items(file: &str, items: &[Item], found: &mut Found) {
    for item in items {
        match item {
            Item::Struct(item) => {
                declared(file, &item.vis, &item.ident.to_string(), &item.attrs, found)
            }
            Item::Enum(item) => {
                declared(file, &item.vis, &item.ident.to_string(), &item.attrs, found)
            }
            Item::Impl(item) => {
                let shows = item.trait_.as_ref().and_then(|implemented| {
                    let last = implemented.0.segments.last()?.ident.to_string();
                    SHOWING.contains(&last.as_str()).then_some(())
                });
                if let (Some(()), Type::Path(of)) = (shows, &*item.self_ty)
                    && let Some(last) = of.path.segments.last()
                {
                    found
                        .showing
                        .insert((file.to_owned(), last.ident.to_string()));
                }
            }
            Item::Macro(item) => match &item.ident {
                // The only macro that declares types derives what they show.
                Some(name) if declares(&item.mac.tokens) => {
                    found.declaring.insert(name.to_string());
                }
                _ => {
                    let name = item.mac.path.get_ident().map(ToString::to_string);
                    if name.is_some_and(|name| found.declaring.contains(&name)) {
                        for name in entries(item.mac.tokens.clone()) {
                            let place = (file.to_owned(), name);
                            found.public.insert(place.clone());
                            found.showing.insert(place);
                        }
                    }
                }
            },
            Item::Mod(module) if !is_test(&module.attrs) => {
                if let Some((_, inner)) = &module.content {
                    self::items(file, inner, found);
                }
            }
            _ => {}
        }
    }
}

fn declared(file: &str, vis: &Visibility, name: &str, attrs: &[Attribute], found: &mut Found) {
    let place = (file.to_owned(), name.to_owned());
    if matches!(vis, Visibility::Public(_)) {
        found.public.insert(place.clone());
    }
    let derives = attrs.iter().filter(|attr| attr.path().is_ident("derive"));
    let shows = derives.filter_map(|attr| match &attr.meta {
        Meta::List(list) => Some(list.tokens.to_string()),
        _ => None,
    });
    let mut words = shows.flat_map(|list| {
        let words = list.split(|c: char| !c.is_alphanumeric());
        words.map(str::to_owned).collect::<Vec<_>>()
    });
    // `Wire` is how a type becomes JSON here.
    if words.any(|word| SHOWING.contains(&word.as_str()) || word == "Wire") {
        found.showing.insert(place);
    }
}

/// Whether a macro declares public types whose names its callers give.
fn declares(body: &TokenStream) -> bool {
    let text = body.to_string();
    ["pub struct $", "pub enum $"]
        .iter()
        .any(|words| text.contains(words))
}

/// The first word of each entry of a macro's call, where entries end with `;` and may have attributes.
fn entries(tokens: TokenStream) -> Vec<String> {
    let mut names = Vec::new();
    let mut begins = true;
    for token in tokens {
        match token {
            TokenTree::Ident(name) if begins => {
                names.push(name.to_string());
                begins = false;
            }
            TokenTree::Punct(mark) if mark.as_char() == ';' => begins = true,
            _ => {}
        }
    }
    names
}

fn is_test(attrs: &[Attribute]) -> bool {
    let test = |attr: &Attribute| match &attr.meta {
        Meta::List(list) => list.tokens.to_string() == "test",
        _ => false,
    };
    attrs
        .iter()
        .any(|attr| attr.path().is_ident("cfg") && test(attr))
}
