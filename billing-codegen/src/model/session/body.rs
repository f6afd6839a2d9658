//! Checks the values that a step sends and takes against the schemas of its endpoint.

use super::Context;
use crate::definition::{self, Input, SessionValue};
use crate::model::{Operation, Payload, Use};
use crate::report::{Code, Reporter, did_you_mean};
use crate::schema::{Kind, Rest, Schema, SchemaId};
use crate::source::Sited;

/// The named members of a schema, including those of its `allOf`.
struct Members<'a> {
    named: Vec<(&'a str, SchemaId)>,
    required: Vec<&'a Sited<String>>,
    /// Whether no other members are allowed.
    closed: bool,
}

/// The values that a step writes into a part of its request.
struct Part<'a> {
    what: &'static str,
    /// The key of the step.
    key: &'static str,
    schema: SchemaId,
    written: &'a [(Sited<String>, Sited<Input>)],
}

impl Context<'_> {
    pub(super) fn check_send(
        &self,
        called: &Operation,
        step: &definition::Step,
        reporter: &mut Reporter,
    ) {
        let Some(Use::Schema(body)) = called.body else {
            if let Some((name, _)) = step.send.first() {
                let message = format!("`{}` has no body", step.call.value);
                reporter
                    .error(Code::BadValue, &name.origin, message)
                    .also(&called.origin, "the endpoint")
                    .help("leave out `send`, or give the endpoint a `body`");
            }
            return;
        };
        let part = Part {
            what: "body",
            key: "send",
            schema: body,
            written: &step.send,
        };
        self.check_part(&part, step, reporter);
    }

    pub(super) fn check_query(
        &self,
        called: &Operation,
        step: &definition::Step,
        reporter: &mut Reporter,
    ) {
        let Some(query) = called.query else {
            if let Some((name, _)) = step.query.first() {
                let message = format!("`{}` has no query", step.call.value);
                reporter
                    .error(Code::BadValue, &name.origin, message)
                    .also(&called.origin, "the endpoint")
                    .help("leave out `query`, or give the endpoint a `query`");
            }
            return;
        };
        let part = Part {
            what: "query",
            key: "query",
            schema: query,
            written: &step.query,
        };
        self.check_part(&part, step, reporter);
    }

    /// Checks the values that a step writes into a body or a query against its schema.
    fn check_part(&self, part: &Part<'_>, step: &definition::Step, reporter: &mut Reporter) {
        let Part { what, key, .. } = part;
        let members = self.members(part.schema);
        for (name, source) in part.written {
            let known = members.named.iter().map(|(name, _)| *name);
            if (members.closed || !members.named.is_empty())
                && !known.clone().any(|known| known == name.value)
            {
                let message = format!(
                    "the {what} of `{}` has no `{}`",
                    step.call.value, name.value
                );
                let help = near(&name.value, known);
                let error = reporter.error(Code::UnknownName, &name.origin, message);
                let at = &self.schemas.target(part.schema).origin;
                error.also(at, format!("the {what}'s schema"));
                error.help(help);
            }
            let required = members.required.iter().find(|r| r.value == name.value);
            let optional = match &source.value {
                Input::Value(SessionValue::Tenant) => "a session may have no tenant",
                Input::Value(SessionValue::Scope) => "a sign-out may have no scope",
                _ => continue,
            };
            if let Some(required) = required {
                let message = format!("`{}` is required, and {optional}", name.value);
                reporter
                    .error(Code::BadValue, &source.origin, message)
                    .also(&required.origin, "required here")
                    .help("remove the member from `required`: it is not sent if the session has no such value");
            }
        }
        let is_known = |name: &str| members.named.iter().any(|(known, _)| *known == name);
        // A misspelled member is not reported as missing too.
        let sends = |name: &str| {
            part.written.iter().any(|(sent, _)| {
                let meant = || did_you_mean(&sent.value, [name]).is_some();
                sent.value == name || !is_known(&sent.value) && meant()
            })
        };
        for required in &members.required {
            if !sends(&required.value) {
                let message = format!(
                    "`{}` requires `{}`, which the step does not send",
                    step.call.value, required.value
                );
                let mut help = format!("write `{key} = {{ {} = \"…\" }}`", required.value);
                if *key == "query" {
                    help += ", or write it into the path, as in `/token?grant_type=password`";
                }
                reporter
                    .error(Code::MissingKey, &step.origin, message)
                    .also(&required.origin, "required here")
                    .help(help);
            }
        }
    }

    pub(super) fn check_take(
        &self,
        called: &Operation,
        step: &definition::Step,
        reporter: &mut Reporter,
    ) {
        let response = match &called.returns {
            Payload::One(of) | Payload::Plain(of) | Payload::Field(_, of) => *of,
            Payload::List(_) | Payload::Nothing | Payload::Bytes(_) => {
                if let Some((_, path)) = step.take.first() {
                    let message = format!("the response of `{}` has no members", step.call.value);
                    reporter
                        .error(Code::BadValue, &path.origin, message)
                        .also(&called.origin, "the endpoint")
                        .help(
                            "leave out `take`, or give the endpoint `returns = { plain = \"…\" }`",
                        );
                }
                return;
            }
        };
        let Use::Schema(response) = response else {
            return;
        };
        for (_, path) in &step.take {
            self.check_path(response, path, step, reporter);
        }
    }

    fn check_path(
        &self,
        response: SchemaId,
        path: &Sited<String>,
        step: &definition::Step,
        reporter: &mut Reporter,
    ) {
        if path.value.split('.').any(str::is_empty) {
            return;
        }
        let mut at = response;
        let mut place = String::new();
        for name in path.value.split('.') {
            let members = self.members(at);
            let known = members.named.iter().map(|(name, _)| *name);
            let found = members.named.iter().find(|(known, _)| *known == name);
            let Some((_, schema)) = found else {
                if members.closed || !members.named.is_empty() {
                    let message = match place.as_str() {
                        "" => format!("the response of `{}` has no `{name}`", step.call.value),
                        place => format!("`{place}` of the response has no `{name}`"),
                    };
                    let help = near(name, known);
                    let error = reporter.error(Code::UnknownName, &path.origin, message);
                    error.also(&self.schemas.target(at).origin, "its schema");
                    error.help(help);
                }
                return;
            };
            at = *schema;
            if !place.is_empty() {
                place.push('.');
            }
            place.push_str(name);
        }
    }

    /// Returns the members that are certain: those of the schema and of all parts of its `allOf`.
    fn members(&self, schema: SchemaId) -> Members<'_> {
        let mut members = Members {
            named: Vec::new(),
            required: Vec::new(),
            closed: false,
        };
        let mut queue = vec![schema];
        let mut seen = Vec::new();
        while let Some(id) = queue.pop() {
            let id = self.schemas.follow(id);
            if seen.contains(&id) {
                continue;
            }
            seen.push(id);
            let schema = self.schemas.get(id);
            let properties = schema.properties.iter();
            let named = properties.map(|property| (property.name.value.as_str(), property.schema));
            members.named.extend(named);
            members.required.extend(&schema.required);
            members.closed |= is_closed(schema);
            queue.extend(&schema.all_of);
        }
        members
    }
}

/// Returns whether a schema allows no members except the named ones, or no members at all.
fn is_closed(schema: &Schema) -> bool {
    let no_object = schema
        .kinds
        .as_ref()
        .is_some_and(|kinds| !kinds.value.contains(&Kind::Object));
    let no_more = matches!(schema.additional_properties, Rest::Never(_))
        && schema.pattern_properties.is_empty();
    no_object || no_more
}

fn near<'a>(written: &str, known: impl Iterator<Item = &'a str> + Clone) -> String {
    match did_you_mean(written, known.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            let names: Vec<String> = known.map(|name| format!("`{name}`")).collect();
            match names.is_empty() {
                true => "it has no members".to_owned(),
                false => format!("its members are {}", names.join(", ")),
            }
        }
    }
}
