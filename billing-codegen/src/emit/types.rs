//! Structs, tuples and enums.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::attribute::{derives, docs};
use super::sheet::{Sheet, print};
use super::{In, Page, source};
use crate::rust::{Argument, Companion, Constructor, Enum, Field, Struct, Tuple};

/// The widest literal of a struct that stands on one line, without its last brace.
const LITERAL: usize = 34;

pub(super) fn field(field: &Field, keys: &'static str, page: &Page<'_>) -> TokenStream {
    let docs = docs(&field.docs);
    let attributes = page.hold(keys, &field.attributes);
    let visibility = field.public.then(|| quote!(pub));
    let (name, ty) = (source(&field.name), source(&page.scope.spell(&field.ty)));
    quote!(#docs #attributes #visibility #name: #ty)
}

pub(super) fn print_struct(text: &mut String, item: &Struct, page: &Page<'_>) {
    print(text, page, |sheet| {
        sheet.docs(0, &item.docs);
        sheet.line(0, &derive(&[], sheet));
        sheet.attributes(0, "wire", &item.attributes);
        fields(sheet, &item.name, &item.fields);
    });
    if let Some(new) = &item.constructor {
        print(text, page, |sheet| constructor(sheet, &item.name, new));
    }
}

fn derive(traits: &[&str], sheet: &Sheet<'_>) -> String {
    let wire = sheet.page.scope.runtime("Wire");
    let traits: String = traits.iter().map(|name| format!("{name}, ")).collect();
    format!("#[derive(Clone, {traits}{wire})]")
}

fn fields(sheet: &mut Sheet<'_>, name: &str, fields: &[Field]) {
    if fields.is_empty() {
        return sheet.line(0, &format!("pub struct {name} {{}}"));
    }
    sheet.line(0, &format!("pub struct {name} {{"));
    for field in fields {
        sheet.docs(4, &field.docs);
        sheet.attributes(4, "wire", &field.attributes);
        let visibility = if field.public { "pub " } else { "" };
        let ty = sheet.page.scope.spell(&field.ty);
        sheet.entry(4, &format!("{visibility}{}: {ty}", field.name));
    }
    sheet.line(0, "}");
}

fn constructor(sheet: &mut Sheet<'_>, of: &str, constructor: &Constructor) {
    let scope = sheet.page.scope;
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
    sheet.code(0, &format!("impl {of} {{"));
    sheet.line(
        4,
        "/// Takes the members that must be there; the others begin absent.",
    );
    let arguments = arguments.join(", ");
    sheet.code(4, &format!("pub fn new({arguments}) -> Self {{"));
    let members = constructor.arguments.iter().map(member);
    literal(sheet, members, constructor.has_more);
    sheet.line(4, "}");
    sheet.line(0, "}");
}

/// The value of a struct, as the body of a function.
fn literal(sheet: &mut Sheet<'_>, members: impl Iterator<Item = String>, has_more: bool) {
    let mut members: Vec<String> = members.map(|member| format!("{member},")).collect();
    let blank = sheet.page.scope.own("Wire", "blank");
    members.extend(has_more.then(|| format!("..{blank}()")));
    let line = format!("Self {{ {} }}", members.join(" ").trim_end_matches(','));
    if line.len() - 1 <= LITERAL {
        return sheet.line(8, &line);
    }
    sheet.line(8, "Self {");
    for member in members {
        sheet.code(12, &member);
    }
    sheet.line(8, "}");
}

pub(super) fn print_companion(text: &mut String, item: &Companion, page: &Page<'_>) {
    let Companion { name, of, .. } = item;
    print(text, page, |sheet| {
        let about = format!("The members that a [`{of}`] must have, each named at the call.");
        sheet.docs(0, &[about]);
        sheet.line(0, "#[derive(Clone, Debug)]");
        fields(sheet, name, &item.fields);
    });
    print(text, page, |sheet| {
        let from = sheet.page.scope.prelude("From");
        sheet.code(0, &format!("impl {from}<{name}> for {of} {{"));
        sheet.code(4, &format!("fn from(required: {name}) -> Self {{"));
        let members = item.fields.iter().map(|field| &field.name);
        let members = members.map(|name| format!("{name}: required.{name}"));
        literal(sheet, members, item.has_more);
        sheet.line(4, "}");
        sheet.line(0, "}");
    });
}

impl ToTokens for In<'_, Tuple> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let In(item, page) = self;
        let scope = page.scope;
        let (docs, derives) = (docs(&item.docs), derives(&[], scope));
        let name = source(&item.name);
        let attributes = page.hold("wire", &item.attributes);
        let positions = item.positions.iter().map(|(attributes, ty)| {
            let (attributes, ty) = (page.hold("wire", attributes), source(&scope.spell(ty)));
            quote!(#attributes pub #ty)
        });
        tokens.extend(quote! {
            #docs #derives #attributes
            pub struct #name(#(#positions),*);
        });
    }
}

pub(super) fn print_enum(text: &mut String, item: &Enum, page: &Page<'_>) {
    print(text, page, |sheet| {
        sheet.docs(0, &item.docs);
        sheet.line(0, &derive(item.traits, sheet));
        sheet.attributes(0, "wire", &item.attributes);
        if item.variants.is_empty() {
            return sheet.line(0, &format!("pub enum {} {{}}", item.name));
        }
        sheet.line(0, &format!("pub enum {} {{", item.name));
        for variant in &item.variants {
            sheet.docs(4, &variant.docs);
            sheet.attributes(4, "wire", &variant.attributes);
            match &variant.payload {
                None => sheet.line(4, &format!("{},", variant.name)),
                Some(ty) => {
                    let ty = sheet.page.scope.spell(ty);
                    sheet.entry(4, &format!("{}({ty})", variant.name));
                }
            }
        }
        sheet.line(0, "}");
    });
}
