//! Reports names that the caller chooses for schemas that cannot have a name.

use super::{Lowering, alias};
use crate::report::Code;
use crate::schema::{Schema, SchemaId};
use crate::source::{Origin, Sited};

impl Lowering<'_> {
    /// Reports each name that is chosen for a schema whose type has no definition.
    pub(super) fn check_names(&mut self) {
        let named = self.schemas.ids().filter_map(|id| {
            let schema = self.schemas.get(id);
            let name = schema.type_name.clone()?;
            // Derived schemas have the names of other schemas.
            self.is_written(id).then_some((id, name))
        });
        for (id, name) in named.collect::<Vec<_>>() {
            self.check_name(id, &name);
        }
    }

    fn check_name(&mut self, id: SchemaId, name: &Sited<String>) {
        let schema = self.schemas.get(id);
        let at = schema.origin.clone();
        let is_choice = is_choice(schema);
        let same = alias(self.schemas, id);
        let known = self.types.by_schema.get(&id).copied();
        if same != id {
            let there = self.schemas.get(same).origin.clone();
            if !is_choice {
                let message = format!(
                    "`{}` names a schema that gets its name from another one",
                    name.value
                );
                self.refuse(
                    name,
                    message,
                    &at,
                    "this schema only refers to the other one",
                )
                .also(&there, "the other schema")
                .help("name the other schema");
            }
            return;
        }
        let Some(of) = known else {
            let joined = self.schemas.ids().any(|other| {
                let all_of = &self.schemas.get(other).all_of;
                all_of.contains(&id) && self.types.by_schema.contains_key(&other)
            });
            if !is_choice && !joined {
                let message = format!("no generated type can have the name `{}`", name.value);
                let warning = self.reporter.warning(Code::BadValue, &name.origin, message);
                warning.also(&at, "nothing uses this schema");
            }
            return;
        };
        if self.types.get(of).shape.is_defined() {
            return;
        }
        self.types.all[of.0 as usize].hint.wanted = None;
        if !is_choice {
            let message = format!(
                "`{}` names a schema whose type has no definition",
                name.value
            );
            self.refuse(
                name,
                message,
                &at,
                "only objects, unions, tuples and listed values have one",
            )
            .help(
                "name the field of the member that holds it: refer to `…/properties/member` and choose a name such as `kind`",
            );
        }
    }

    fn refuse(
        &mut self,
        name: &Sited<String>,
        message: String,
        at: &Origin,
        note: &str,
    ) -> &mut crate::report::Diagnostic {
        let error = self.reporter.error(Code::BadValue, &name.origin, message);
        error.also(at, note)
    }
}

/// Returns whether the schema is an alternative of `anyOf` or `oneOf`. The name of an alternative may apply only to the
/// variant.
fn is_choice(schema: &Schema) -> bool {
    let holder = schema
        .origin
        .pointer
        .rsplit_once('/')
        .map(|(before, _)| before);
    holder.is_some_and(|holder| holder.ends_with("/anyOf") || holder.ends_with("/oneOf"))
}
