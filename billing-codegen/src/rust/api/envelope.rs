//! Defines envelopes.

use crate::definition::{Envelope as Definition, ErrorShape, Literal};
use crate::rust::Envelope;
use crate::source::Sited;

pub(super) fn envelope(definition: &Definition, name: &str) -> Envelope {
    let mut first = Vec::new();
    if let Some(success) = &definition.success {
        let (is, not) = (literals(&success.is), literals(&success.not));
        first.push(format!(
            "success(name = {:?}, is({is}), not({not}))",
            success.name.value
        ));
    }
    let quoted = |key: &str, name: &Option<Sited<String>>| {
        name.as_ref()
            .map(|name| format!("{key} = {:?}", name.value))
    };
    first.extend(quoted("kind", &definition.kind));
    first.extend(quoted("data", &definition.data));
    if let Some(record) = &definition.record {
        first.push(format!(
            "record(id = {:?}, attributes = {:?})",
            record.id.value, record.attributes.value
        ));
    }
    let mut attributes = Vec::new();
    if !first.is_empty() {
        attributes.push(first);
    }
    for ErrorShape {
        when,
        code,
        message,
        details,
    } in &definition.errors
    {
        let keys = [
            quoted("when", when),
            quoted("code", code),
            quoted("message", message),
            quoted("details", details),
        ];
        let keys: Vec<String> = keys.into_iter().flatten().collect();
        attributes.push(vec![format!("error({})", keys.join(", "))]);
    }
    let docs = match &definition.server {
        None => "The envelope of every response.".to_owned(),
        Some(server) => format!("The envelope of the responses of the server `{server}`."),
    };
    Envelope {
        docs: vec![docs],
        name: name.to_owned(),
        attributes,
    }
}

fn literals(literals: &[Literal]) -> String {
    let texts = literals.iter().map(|literal| match literal {
        Literal::Bool(value) => value.to_string(),
        Literal::Integer(value) => value.to_string(),
        Literal::String(text) => format!("{text:?}"),
    });
    texts.collect::<Vec<_>>().join(", ")
}
