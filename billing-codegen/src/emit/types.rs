//! Prints structs, tuples and enums.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::attribute::{derives, docs};
use super::lines::{LinePrinter, print};
use super::{FilePrinter, WithPrinter, tokens_of};
use crate::rust::{Argument, Companion, Constructor, Enum, Field, Struct, Tuple};

/// The maximum width of a struct literal on one line, without its last brace.
const LITERAL: usize = 34;

pub(super) fn field(field: &Field, keys: &'static str, printer: &FilePrinter<'_>) -> TokenStream {
    let docs = docs(&field.docs);
    let attributes = printer.defer(keys, &field.attributes);
    let visibility = field.public.then(|| quote!(pub));
    let (name, ty) = (
        tokens_of(&field.name),
        tokens_of(&printer.scope.spell(&field.ty)),
    );
    quote!(#docs #attributes #visibility #name: #ty)
}

pub(super) fn print_struct(text: &mut String, item: &Struct, printer: &FilePrinter<'_>) {
    print(text, printer, |lines| {
        lines.docs(0, &item.docs);
        lines.line(0, &derive(&[], lines));
        lines.attributes(0, "wire", &item.attributes);
        fields(lines, &item.name, &item.fields);
    });
    if let Some(new) = &item.constructor {
        print(text, printer, |lines| constructor(lines, &item.name, new));
    }
}

fn derive(traits: &[&str], lines: &LinePrinter<'_>) -> String {
    let wire = lines.printer.scope.runtime("Wire");
    let traits: String = traits.iter().map(|name| format!("{name}, ")).collect();
    format!("#[derive(Clone, {traits}{wire})]")
}

fn fields(lines: &mut LinePrinter<'_>, name: &str, fields: &[Field]) {
    if fields.is_empty() {
        return lines.line(0, &format!("pub struct {name} {{}}"));
    }
    lines.line(0, &format!("pub struct {name} {{"));
    for field in fields {
        lines.docs(4, &field.docs);
        lines.attributes(4, "wire", &field.attributes);
        let visibility = if field.public { "pub " } else { "" };
        let ty = lines.printer.scope.spell(&field.ty);
        lines.entry(4, &format!("{visibility}{}: {ty}", field.name));
    }
    lines.line(0, "}");
}

fn constructor(lines: &mut LinePrinter<'_>, of: &str, constructor: &Constructor) {
    let scope = lines.printer.scope;
    let into = scope.prelude("Into");
    let argument = |Argument { name, ty, into: is }: &Argument| {
        let ty = scope.spell(ty);
        match is {
            true => format!("{name}: impl {into}<{ty}>"),
            false => format!("{name}: {ty}"),
        }
    };
    let member = |Argument { name, into, .. }: &Argument| match into {
        true => format!("{name}: {name}.into()"),
        false => name.clone(),
    };
    let arguments: Vec<String> = constructor.arguments.iter().map(argument).collect();
    lines.code(0, &format!("impl {of} {{"));
    lines.line(
        4,
        "/// Creates a value from its required members; the others start absent.",
    );
    let arguments = arguments.join(", ");
    lines.code(4, &format!("pub fn new({arguments}) -> Self {{"));
    let members = constructor.arguments.iter().map(member);
    literal(lines, members, constructor.has_more);
    lines.line(4, "}");
    lines.line(0, "}");
}

/// Prints a struct literal as the body of a function.
fn literal(lines: &mut LinePrinter<'_>, members: impl Iterator<Item = String>, has_more: bool) {
    let mut members: Vec<String> = members.map(|member| format!("{member},")).collect();
    let blank = lines.printer.scope.own("Wire", "blank");
    members.extend(has_more.then(|| format!("..{blank}()")));
    let line = format!("Self {{ {} }}", members.join(" ").trim_end_matches(','));
    if line.len() - 1 <= LITERAL {
        return lines.line(8, &line);
    }
    lines.line(8, "Self {");
    for member in members {
        lines.code(12, &member);
    }
    lines.line(8, "}");
}

pub(super) fn print_companion(text: &mut String, item: &Companion, printer: &FilePrinter<'_>) {
    let Companion { name, of, .. } = item;
    print(text, printer, |lines| {
        let about = format!("The required members of a [`{of}`], each named in the call.");
        lines.docs(0, &[about]);
        lines.line(0, "#[derive(Clone, Debug)]");
        fields(lines, name, &item.fields);
    });
    print(text, printer, |lines| {
        let from = lines.printer.scope.prelude("From");
        lines.code(0, &format!("impl {from}<{name}> for {of} {{"));
        lines.code(4, &format!("fn from(required: {name}) -> Self {{"));
        let members = item.fields.iter().map(|field| &field.name);
        let members = members.map(|name| format!("{name}: required.{name}"));
        literal(lines, members, item.has_more);
        lines.line(4, "}");
        lines.line(0, "}");
    });
}

impl ToTokens for WithPrinter<'_, Tuple> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let WithPrinter(item, printer) = self;
        let scope = printer.scope;
        let (docs, derives) = (docs(&item.docs), derives(&[], scope));
        let name = tokens_of(&item.name);
        let attributes = printer.defer("wire", &item.attributes);
        let positions = item.positions.iter().map(|(attributes, ty)| {
            let (attributes, ty) = (
                printer.defer("wire", attributes),
                tokens_of(&scope.spell(ty)),
            );
            quote!(#attributes pub #ty)
        });
        tokens.extend(quote! {
            #docs #derives #attributes
            pub struct #name(#(#positions),*);
        });
    }
}

pub(super) fn print_enum(text: &mut String, item: &Enum, printer: &FilePrinter<'_>) {
    print(text, printer, |lines| {
        lines.docs(0, &item.docs);
        lines.line(0, &derive(item.traits, lines));
        lines.attributes(0, "wire", &item.attributes);
        if item.variants.is_empty() {
            return lines.line(0, &format!("pub enum {} {{}}", item.name));
        }
        lines.line(0, &format!("pub enum {} {{", item.name));
        for variant in &item.variants {
            lines.docs(4, &variant.docs);
            lines.attributes(4, "wire", &variant.attributes);
            match &variant.payload {
                None => lines.line(4, &format!("{},", variant.name)),
                Some(ty) => {
                    let ty = lines.printer.scope.spell(ty);
                    lines.entry(4, &format!("{}({ty})", variant.name));
                }
            }
        }
        lines.line(0, "}");
    });
}
