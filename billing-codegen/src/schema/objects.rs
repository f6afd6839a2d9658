//! Reads the keywords for objects.

use std::collections::HashSet;

use crate::report::Code;
use crate::source::{At, Json, Sited};

use super::parse::Parser;
use super::{Property, Schema};

impl<'s> Parser<'s, '_> {
    pub(super) fn properties(&mut self, at: &At<'s>, schema: &mut Schema) {
        let all = self.schema_map(at, "properties");
        // Draft 3 has `required: true` in the property itself.
        let draft_3 = at.members().filter_map(|(member, at)| {
            let required = at.member("required")?;
            matches!(required.node.value, Json::Bool(true)).then_some((member, at))
        });
        let listed: HashSet<String> = schema.required.iter().map(|r| r.value.clone()).collect();
        for (member, at) in draft_3.filter(|(member, _)| !listed.contains(&member.name)) {
            schema.required.push(Sited {
                value: member.name.clone(),
                origin: at.part(member.name_span),
            });
        }
        let property = |(name, schema)| Property {
            name,
            schema,
            field: None,
        };
        schema.properties = all.into_iter().map(property).collect();
    }

    pub(super) fn required(&mut self, at: &At<'s>, schema: &mut Schema) {
        if let Json::Bool(value) = at.node.value {
            let message = format!("`required: {value}` is draft 3");
            let warning = self.reporter.warning(Code::DraftMix, &at.origin(), message);
            warning.help(match value {
                true => {
                    "it is read as required; draft 4 lists the name under `required` of the object"
                }
                false => "draft 4 leaves it out",
            });
            return;
        }
        if matches!(&at.node.value, Json::Array(items) if items.is_empty()) {
            return self.empty(at, "required", "one name");
        }
        let names = self.texts(at, "required");
        let listed: HashSet<String> = names.iter().map(|r| r.value.clone()).collect();
        let found = std::mem::replace(&mut schema.required, names);
        let others = found.into_iter().filter(|r| !listed.contains(&r.value));
        schema.required.extend(others);
    }

    pub(super) fn dependencies(&mut self, at: &At<'s>, schema: &mut Schema) {
        if at.node.members().is_none() {
            return self.takes(at, "dependencies", "an object");
        }
        for (member, value) in at.members() {
            let name = Sited {
                value: member.name.clone(),
                origin: value.part(member.name_span),
            };
            let dependency = self.dependency(&value);
            schema.dependencies.push((name, dependency));
        }
    }
}
