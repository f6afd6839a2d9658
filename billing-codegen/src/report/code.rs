//! The codes of diagnostics, each with the paragraph that explains it.

use std::fmt;

macro_rules! codes {
    ($($(#[doc = $doc:literal])* $name:ident = $text:literal: $paragraph:literal)*) => {
        /// The code of a diagnostic. `billing-codegen explain` accepts it as text.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[doc = $doc])* $name,)*
        }

        /// Every code with the paragraph that explains it, in the order of the codes.
        pub const CATALOGUE: &[(Code, &str)] = &[$((Code::$name, $paragraph),)*];

        impl Code {
            /// Returns the code that messages print in brackets.
            pub fn text(self) -> &'static str {
                match self {
                    $(Code::$name => $text,)*
                }
            }
        }
    };
}

codes! {
    /// A folder or file that does not exist.
    MissingInput = "missing-input": "The folder, its `api.toml`, or the schema that was named does not exist. Paths are relative to the package whose build script runs, or to the current folder for the command."
    /// A file that the system refuses to read.
    UnreadableFile = "unreadable-file": "The system refused to read a file or folder of the input: check its permissions, and that it is a plain file."
    /// A file that exceeds the limits.
    TooLarge = "too-large": "A file is larger than 32 MiB or holds more than a million values. No schema is that large; look for a data file that was put among the schemas."
    /// Bytes that are not UTF-8.
    NotUtf8 = "not-utf8": "Input files are UTF-8, with or without byte order mark. An editor can save UTF-16 and 8-bit files as UTF-8."
    /// A file that is not JSON.
    JsonSyntax = "json-syntax": "The file is not JSON as RFC 8259 defines it: no comments, no trailing commas, names and strings in double quotes."
    /// An `api.toml` that is not TOML.
    TomlSyntax = "toml-syntax": "`api.toml` is not TOML, or uses a value that JSON does not have: dates stand in quotes, infinity and NaN do not exist."
    /// Something that is known but not supported.
    Unsupported = "unsupported": "The input uses something that other tools support and this version does not; the message says what to write instead. The README lists these under Limits."
    /// A file that nothing refers to.
    UnusedFile = "unused-file": "Nothing that `api.toml` uses refers to this file of the folder, so it changes nothing. Refer to it, or move it out of the folder. OpenAPI and Swagger documents and YAML are not read yet; single schemas of a document in JSON may be referred to."
    /// Nesting that exceeds the limit.
    TooDeep = "too-deep": "Arrays and objects stand inside each other more than 128 times in JSON, or 80 times in TOML. Move inner schemas to `definitions` and refer to them."
    /// A name that occurs twice in one object or table.
    DuplicateKey = "duplicate-key": "An object or table has the same name twice. Readers disagree on which one counts, so it is an error; remove one of the two."
    /// A schema that is not an object.
    NotASchema = "not-a-schema": "A schema is an object. `true` and `false` as schemas came with draft 6; they are read as intended, with a warning."
    /// A keyword whose value draft 4 does not allow.
    BadKeyword = "bad-keyword": "A keyword has a value that draft 4 does not allow there, such as a negative `minLength`, a `properties` that is not an object, or a `multipleOf` of zero."
    /// A pattern that cannot be checked.
    BadPattern = "bad-pattern": "A `pattern` or a name of `patternProperties` is not a regular expression of ECMA 262 (the language of JavaScript, which JSON Schema uses), or exceeds a limit: 200,000 steps with its repetitions written out, 2,000 alternatives, or groups nested 100 deep. The types are generated anyway, and every string passes. Patterns of other languages often differ in inline flags such as `(?x)`, possessive repetitions, `\\A`, `\\Z` and `[[:alpha:]]`."
    /// A word in `type` that is not a type.
    UnknownType = "unknown-type": "`type` knows seven words: null, boolean, integer, number, string, array, object."
    /// A list that must not be empty.
    EmptyList = "empty-list": "`enum`, `required`, `type`, `allOf`, `anyOf`, `oneOf` and the lists of `dependencies` hold at least one item in draft 4. Leave the keyword out, or fill the list. Where an empty list can only ask for nothing (`required`, `allOf`, `dependencies`), it is a warning."
    /// An item that occurs twice in a list of distinct items.
    DuplicateItem = "duplicate-item": "The items of this list must differ from each other; numbers are compared by value, so 1 and 1.0 are the same."
    /// A keyword of another draft.
    DraftMix = "draft-mix": "The keyword is written as another draft of JSON Schema has it. What has only one meaning, such as `const` and `$id`, is read as intended, with a warning; a number in `exclusiveMinimum` or `exclusiveMaximum` is an error, because draft 4 gives these words another form. `--draft6`, or `[types] accept = [\"draft-6\"]` in `api.toml`, accepts these four. In draft 4 `exclusiveMinimum` and `exclusiveMaximum` are true or false beside `minimum` and `maximum`, `required` is a list on the object, a constant is an `enum` of one value, and `id` has no dollar sign."
    /// A keyword that requires another one in the same schema.
    MissingCompanion = "missing-companion": "In draft 4 `exclusiveMinimum` excludes the value of `minimum` itself, so it requires `minimum` in the same schema; the same holds for `exclusiveMaximum` and `maximum`."
    /// A keyword that is similar to one of draft 4.
    KeywordTypo = "keyword-typo": "Draft 4 ignores keywords that it does not know, so a misspelt one silently allows everything. This one differs from a known one by a letter or two."
    /// An extension key with an invalid value.
    BadExtension = "bad-extension": "The extension keys are `x-accept` (a list of type words), `x-zero-date` (true or false), `x-empty-array-as` (\"object\") and `x-enum-varnames` (one name for each value of `enum`)."
    /// A `$ref` whose target does not exist.
    UnresolvedRef = "unresolved-ref": "A reference leads to a file or a location that does not exist. References are relative to the file, or to the nearest `id`; what follows `#` is a JSON pointer (`/` in a name is `~1`, `~` is `~0`, `%` is `%25`) or the name of an `id`."
    /// A `$ref` that leaves the folder.
    OutsideRoot = "outside-root": "A reference leads out of the input folder. Only files of the folder are read, so that a package contains all that its build needs; move or copy the file into the folder."
    /// A `$ref` to another host.
    RemoteRef = "remote-ref": "A reference leads to a URL. Nothing is fetched at build time; only the draft-4 meta-schema and URLs that some file of the folder has as its `id` are known. Save the schema into the folder and refer to the file, or map such URLs to a folder: `--map https://schemas.example.com/=vendor/schemas`, in a build script `Generator::map`."
    /// A `$ref` that leads back to itself.
    RefLoop = "ref-loop": "A reference leads back to itself without passing through a property or an item, so it never describes the value. Recursion through `properties` or `items` is fine."
    /// Keywords next to `$ref`.
    RefSiblings = "ref-siblings": "In draft 4 everything beside `$ref` is ignored. Write `\"allOf\": [{\"$ref\": …}]` and put the other keywords beside `allOf`."
    /// A key that `api.toml` does not have.
    UnknownKey = "unknown-key": "The table does not have this key. Misspelt keys would otherwise change nothing and go unnoticed."
    /// A required key that is missing.
    MissingKey = "missing-key": "The table lacks a required key; the message names it and shows a value."
    /// A value that a key does not take.
    BadValue = "bad-value": "The key does not take this value; the message says what it takes."
    /// A name that cannot become part of generated code.
    BadName = "bad-name": "Names of APIs, servers, credentials, resources and operations become names of files, modules and functions: they consist of letters, digits, `_` and `-`, and start with a letter."
    /// An endpoint without a declared effect.
    MissingEffect = "missing-effect": "Every endpoint declares its effect on the server, GET included, because some APIs have GETs that issue documents or send mail. `read`, `replace` and `delete` may be sent again after a failure; `create` and `side-effect` are never sent again automatically."
    /// An endpoint with no method or with several.
    EndpointMethod = "endpoint-method": "An endpoint has exactly one of the keys get, post, put, patch and delete; its value is the path."
    /// Two operations with the same name.
    DuplicateOperation = "duplicate-operation": "A resource has each operation once, and the same method and path should not be two operations."
    /// An invalid path.
    BadPath = "bad-path": "A path begins with `/`, may have `{placeholders}` that fill a whole segment, and may end in a fixed query such as `?type=json`. Everything else is percent-encoded."
    /// A body on a method that has none.
    BodyOnGet = "body-on-get": "A GET has no body: many servers and proxies drop it. Send the values with `query`, or use another method."
    /// A placeholder without a parameter.
    MissingParameter = "missing-parameter": "Each `{name}` in a path needs a type under `path`, such as `path = { id = { id = \"clients\" } }`."
    /// A parameter without a placeholder.
    UnknownPlaceholder = "unknown-placeholder": "Each name under `path` needs a `{name}` in the path; parameters that are not part of the path belong under `query`."
    /// A name that refers to nothing in `api.toml`.
    UnknownName = "unknown-name": "A server, credential, resource or member is named that `api.toml` does not define."
    /// A session that is required by its own steps.
    SessionLoop = "session-loop": "An endpoint that a session calls in one of its steps requires that same session, so neither could ever come first. Such endpoints need no credential, or the one that `identity` names; the token that a step sends is named in `bearer`."
    /// Two things that would get the same name in generated code.
    NameCollision = "name-collision": "Two things would have the same name in generated code. Rename one of them."
    /// A default that does not match its own schema.
    BadDefault = "bad-default": "A `default` does not match its own schema. It is only documentation: no type depends on it, and an absent member stays absent when it is written back. Correct the default, or the schema."
    /// Parts of an `allOf` that no document can satisfy together.
    Contradiction = "contradiction": "Nothing can satisfy all parts of an `allOf` together, or both of two limits; or a closed object requires a member that it does not allow; or an object requires itself through its members. The type of this schema then has no values; the rest of the input is not affected."
    /// A schema that typify does not support.
    Typify = "typify": "`engine = \"typify\"` under `[types]` has typify make the types of request and response bodies, and typify cannot make one of this schema. Without that line this crate makes them. typify also has no type for a secret (`\"format\": \"password\"`) and for an empty list in place of an object."
    /// Equal alternatives of a `oneOf`.
    SameChoice = "same-choice": "A document is valid under `oneOf` if exactly one of the alternatives matches. Two alternatives that are equal, apart from titles and descriptions, match the same documents, so neither matches alone. The type accepts such documents; a strict type refuses them, as draft 4 requires."
    /// A parameter that cannot be part of a URL.
    BadParameter = "bad-parameter": "A path or query parameter is a string, a number or a boolean, and in a query also a list of these, which repeats the parameter. Services do not agree on how a URL encodes objects and lists inside lists, so a call with such a parameter fails. If the service documents its own encoding, name the parameters as it does, such as `created[gte]`."
    /// A list of which only the first page is read.
    UnpagedList = "unpaged-list": "The operation returns a list without paging, but its schema has a member such as `has_more`, `next` or `total`: callers would take the first page for the whole list. `[paging]` reads lists that count pages. For other ways, return the whole answer with `plain`, so that callers see where it goes on. It is also said where `[paging]` names a parameter that no list has in its `query`."
    /// A problem with the generated files on disk.
    Output = "output": "The generated files could not be written or read. Either the system reported an error, which the message shows, or a file in the output folder was not generated for this API: `generate` overwrites and deletes only what its manifest, `billing-codegen.manifest`, lists. Move such files away, choose another `--out`, or overwrite them with `--force`."
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_kebab_case_and_differ() {
        let mut words: Vec<_> = CATALOGUE.iter().map(|(code, _)| code.text()).collect();
        let count = words.len();
        words.sort();
        words.dedup();
        assert_eq!(words.len(), count);
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        assert!(words.iter().all(|word| word.chars().all(plain)));
    }
}
