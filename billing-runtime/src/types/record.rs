//! A stored resource: an id and its attributes.
use super::Id;
use crate::wire::Extra;
use crate::wire::{Done, Kinds, Node, Peek, Reader, Rest, Rule, Rules, Wire, Writer};

/// A stored resource: its id, its attributes, and further members.
///
/// The two member names are `id` and `attributes` unless the envelope names others.
///
/// ```
/// use billing_runtime::{Record, Value, Wire};
/// let record = Record::<Value>::from_json(r#"{"id":7,"attributes":{"name":"Gigazoom LLC."}}"#)?;
/// assert_eq!(record.id, 7.into());
/// assert_eq!(record.attributes.get("name").and_then(Value::as_str), Some("Gigazoom LLC."));
/// # Ok::<(), billing_runtime::wire::Error>(())
/// ```
///
/// `I` is the type that the id identifies, if that is not `T`. For example, the response to a new invoice has other
/// members than the stored invoice, but the same id.
#[derive(Debug)]
pub struct Record<T, I = T> {
    /// The id of the resource.
    pub id: Id<I>,
    /// The attributes of the resource.
    pub attributes: T,
    /// Members other than id and attributes.
    pub extra: Extra,
}

impl<T: Clone, I> Clone for Record<T, I> {
    fn clone(&self) -> Self {
        Self {
            id: self.id.clone(),
            attributes: self.attributes.clone(),
            extra: self.extra.clone(),
        }
    }
}

impl<T: PartialEq, I> PartialEq for Record<T, I> {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && self.attributes == other.attributes && self.extra == other.extra
    }
}

impl<T: Wire, I: 'static> Node for Record<T, I> {
    fn read(&mut self, reader: &mut Reader<'_>, peek: Peek) -> Done {
        let (id, attributes) = reader.names;
        let (start, flags) = (reader.index(), reader.flags);
        reader.flags = 0;
        let mut seen = (false, false);
        reader.members(peek, &mut |reader, name, peek| {
            let (place, seen): (&mut dyn Node, _) = if name == id {
                (&mut self.id, &mut seen.0)
            } else if name == attributes {
                (&mut self.attributes, &mut seen.1)
            } else {
                return self.extra.put(name, reader, peek);
            };
            if std::mem::replace(seen, true) {
                return Err(reader.duplicate(name));
            }
            place.read(reader, peek).map_err(|error| error.inside(name))
        })?;
        reader.flags = flags;
        match seen {
            (true, true) => Ok(()),
            (false, _) => Err(reader.missing(id, start)),
            (_, false) => Err(reader.missing(attributes, start)),
        }
    }

    fn write(&self, writer: &mut Writer) {
        let (id, attributes) = writer.names;
        let flags = std::mem::take(&mut writer.flags);
        writer.begin_object();
        writer.key(id);
        writer.value(&self.id);
        writer.key(attributes);
        writer.value(&self.attributes);
        self.extra
            .each(writer, &|name| name == id || name == attributes);
        writer.end_object();
        writer.flags = flags;
    }
}

impl<T: Wire, I: 'static> Wire for Record<T, I> {
    const KINDS: Kinds = Kinds::OBJECT;

    fn blank() -> Self {
        Self {
            id: Id::blank(),
            attributes: T::blank(),
            extra: Extra::new(),
        }
    }

    /// Returns the rules of the attributes, under the name `attributes`.
    fn rules() -> Rules {
        const {
            &[
                Rule::Type(Kinds::OBJECT),
                Rule::Properties(&[("attributes", &[Rule::Of(T::rules)])]),
            ]
        }
    }
}
