//! The keywords of JSON Schema, draft 4.

/// The values that a keyword constrains; it accepts every other value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// Values of every kind.
    Any,
    /// Numbers, integers included.
    Number,
    /// Strings.
    String,
    /// Arrays.
    Array,
    /// Objects.
    Object,
    /// No value: the keyword is an annotation, or locates schemas.
    Nothing,
}

/// The type of a keyword's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Takes {
    /// A type word, or a list of them.
    Kinds,
    /// A list of any values.
    Values,
    /// A list of strings.
    Names,
    /// `true` or `false`.
    Bool,
    /// A number.
    Number,
    /// An integer that is not negative.
    Count,
    /// A string.
    String,
    /// A schema.
    Schema,
    /// A list of schemas.
    Schemas,
    /// A schema, or a list of them.
    SchemaOrSchemas,
    /// A schema, `true` or `false`.
    SchemaOrBool,
    /// An object of schemas.
    SchemasByName,
    /// An object of schemas or lists of names.
    SchemasOrNamesByName,
    /// A value that no check reads.
    Unread,
}

macro_rules! keywords {
    ($($(#[$doc:meta])* $variant:ident = $name:literal: $subject:ident takes $takes:ident,)*) => {
        /// A keyword of JSON Schema, draft 4.
        ///
        /// Code that handles keywords must match this enum without `_`; the compiler then reports all code that a new
        /// keyword affects.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Keyword {
            $($(#[$doc])* #[doc = concat!("`", $name, "`.")] $variant,)*
        }

        impl Keyword {
            /// All keywords, in the order of the specification.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// Returns the keyword as schemas spell it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// Returns which values the keyword constrains.
            #[must_use]
            pub const fn subject(self) -> Subject {
                match self {
                    $(Self::$variant => Subject::$subject,)*
                }
            }

            /// Returns the type of the keyword's value.
            #[must_use]
            pub const fn takes(self) -> Takes {
                match self {
                    $(Self::$variant => Takes::$takes,)*
                }
            }

            /// Returns the keyword with this exact name.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }
    };
}

keywords! {
    MultipleOf = "multipleOf": Number takes Number,
    Maximum = "maximum": Number takes Number,
    ExclusiveMaximum = "exclusiveMaximum": Number takes Bool,
    Minimum = "minimum": Number takes Number,
    ExclusiveMinimum = "exclusiveMinimum": Number takes Bool,
    MaxLength = "maxLength": String takes Count,
    MinLength = "minLength": String takes Count,
    Pattern = "pattern": String takes String,
    AdditionalItems = "additionalItems": Array takes SchemaOrBool,
    Items = "items": Array takes SchemaOrSchemas,
    MaxItems = "maxItems": Array takes Count,
    MinItems = "minItems": Array takes Count,
    UniqueItems = "uniqueItems": Array takes Bool,
    MaxProperties = "maxProperties": Object takes Count,
    MinProperties = "minProperties": Object takes Count,
    Required = "required": Object takes Names,
    AdditionalProperties = "additionalProperties": Object takes SchemaOrBool,
    Properties = "properties": Object takes SchemasByName,
    PatternProperties = "patternProperties": Object takes SchemasByName,
    Dependencies = "dependencies": Object takes SchemasOrNamesByName,
    Enum = "enum": Any takes Values,
    Type = "type": Any takes Kinds,
    AllOf = "allOf": Any takes Schemas,
    AnyOf = "anyOf": Any takes Schemas,
    OneOf = "oneOf": Any takes Schemas,
    Not = "not": Any takes Schema,
    Definitions = "definitions": Nothing takes SchemasByName,
    Title = "title": Nothing takes Unread,
    Description = "description": Nothing takes Unread,
    Default = "default": Nothing takes Unread,
    Format = "format": String takes String,
    Ref = "$ref": Nothing takes Unread,
    Id = "id": Nothing takes Unread,
    Schema = "$schema": Nothing takes Unread,
}

impl Keyword {
    /// Returns the keyword that makes this limit exclusive; `None` for other keywords.
    #[must_use]
    pub const fn exclusive(self) -> Option<Self> {
        match self {
            Self::Minimum => Some(Self::ExclusiveMinimum),
            Self::Maximum => Some(Self::ExclusiveMaximum),
            _ => None,
        }
    }
}

/// Returns what draft 4 has instead of a keyword of another draft that affects validity; `None` for other words.
#[must_use]
pub fn other_draft(name: &str) -> Option<&'static str> {
    Some(match name {
        "const" => "draft 4 says it with an `enum` of one value",
        "contains" => "draft 4 has nothing for it",
        "propertyNames" => "draft 4 says it with `patternProperties` and `additionalProperties`",
        "if" | "then" | "else" => "draft 4 says it with `anyOf` and `not`",
        "dependentRequired" | "dependentSchemas" => "draft 4 calls it `dependencies`",
        "prefixItems" => "draft 4 says it with a list in `items`",
        "divisibleBy" => "draft 4 calls it `multipleOf`",
        "disallow" => "draft 4 calls it `not`",
        "extends" => "draft 4 calls it `allOf`",
        "nullable" => "draft 4 says it with `\"null\"` in the list of `type`",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{Keyword, other_draft};

    #[test]
    fn every_name_leads_back_to_its_keyword() {
        for keyword in Keyword::ALL {
            assert_eq!(Keyword::from_name(keyword.name()), Some(*keyword));
        }
        assert_eq!(Keyword::from_name("const"), None);
    }

    #[test]
    fn no_keyword_belongs_to_another_draft() {
        for keyword in Keyword::ALL {
            assert_eq!(other_draft(keyword.name()), None, "{}", keyword.name());
        }
        assert!(other_draft("const").is_some());
    }
}
