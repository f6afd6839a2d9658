//! Listed values: enums without payloads.
use super::check::is_listed;
use super::shape::Shape;
use super::{Error, Kinds, Peek, Reader, Value, Wire, Writer};

impl Shape {
    /// Returns whether a value is listed.
    pub(crate) fn lists(&self, value: &Value) -> bool {
        match (self.strings, value) {
            (true, Value::String(text)) => self.values.contains(&text.as_str()),
            (true, _) => false,
            (false, _) => is_listed(value, &self.values),
        }
    }

    /// Returns the listed values as JSON.
    pub(crate) fn listed_texts(&self) -> Vec<String> {
        let text = |value: &&str| match self.strings {
            true => Value::String((*value).to_owned()).to_json(),
            false => (*value).to_owned(),
        };
        self.values.iter().map(text).collect()
    }
}

impl Reader<'_> {
    /// Reads one of the listed values and returns its index. If an open enum does not list the value, returns `None`
    /// and does not advance.
    ///
    /// # Errors
    /// The value is not listed, or is not valid JSON.
    pub fn choice(&mut self, peek: Peek, shape: &'static str) -> Result<Option<usize>, Error> {
        let choices = Shape::of(shape);
        if self.is_inspecting() {
            return self.inspect_choices(choices).map(|()| None);
        }
        let mut ahead = self.bookmark();
        let found = if choices.strings && peek.is_string() {
            let text = ahead.string(peek)?;
            choices.values.iter().position(|value| *value == text)
        } else if choices.strings {
            None
        } else {
            ahead.listed(peek, choices)?
        };
        match found {
            Some(at) => {
                self.at = ahead.at;
                Ok(Some(at))
            }
            None if choices.open => Ok(None),
            None if choices.strings && !peek.is_string() => {
                Err(self.unexpected(Kinds::STRING, peek))
            }
            None => Err(self.error(format!(
                "not a value of {}, expected {}",
                choices.name,
                list(choices)
            ))),
        }
    }

    fn listed(&mut self, peek: Peek, choices: &Shape) -> Result<Option<usize>, Error> {
        let text = self.raw(peek)?;
        if let Some(at) = choices.values.iter().position(|value| *value == text) {
            return Ok(Some(at));
        }
        let value = Value::from_json(text)?;
        Ok(choices
            .values
            .iter()
            .position(|known| Value::from_json(known).is_ok_and(|known| known == value)))
    }
}

impl Writer {
    /// Writes one of the listed values.
    pub fn choice(&mut self, shape: &'static str, at: usize) {
        let choices = Shape::of(shape);
        match choices.values.get(at) {
            Some(text) if choices.strings => self.string(text),
            Some(text) => self.raw(text),
            None => self.null(),
        }
    }
}

/// Returns the first values and the number of the others, for a message.
fn list(choices: &Shape) -> String {
    const MOST: usize = 12;
    let shown: Vec<String> = choices
        .values
        .iter()
        .take(MOST)
        .map(|value| {
            if choices.strings {
                format!("`{value}`")
            } else {
                (*value).to_owned()
            }
        })
        .collect();
    let more = choices.values.len().saturating_sub(MOST);
    match more {
        0 => shown.join(", "),
        _ => format!("{} or one of {more} more", shown.join(", ")),
    }
}
