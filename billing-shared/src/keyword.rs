//! The keywords of JSON Schema, draft 4.

macro_rules! keywords {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// A keyword of JSON Schema, draft 4.
        ///
        /// Whoever handles keywords matches this enum without `_`, so that the compiler lists every place that a new
        /// keyword concerns.
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

            /// Returns the keyword of that exact name.
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
    MultipleOf = "multipleOf",
    Maximum = "maximum",
    ExclusiveMaximum = "exclusiveMaximum",
    Minimum = "minimum",
    ExclusiveMinimum = "exclusiveMinimum",
    MaxLength = "maxLength",
    MinLength = "minLength",
    Pattern = "pattern",
    AdditionalItems = "additionalItems",
    Items = "items",
    MaxItems = "maxItems",
    MinItems = "minItems",
    UniqueItems = "uniqueItems",
    MaxProperties = "maxProperties",
    MinProperties = "minProperties",
    Required = "required",
    AdditionalProperties = "additionalProperties",
    Properties = "properties",
    PatternProperties = "patternProperties",
    Dependencies = "dependencies",
    Enum = "enum",
    Type = "type",
    AllOf = "allOf",
    AnyOf = "anyOf",
    OneOf = "oneOf",
    Not = "not",
    Definitions = "definitions",
    Title = "title",
    Description = "description",
    Default = "default",
    Format = "format",
    Ref = "$ref",
    Id = "id",
    Schema = "$schema",
}

/// Returns what draft 4 has in place of a keyword that changes validity in another draft; `None` for other words.
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
