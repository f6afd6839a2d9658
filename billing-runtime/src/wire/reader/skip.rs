//! Skips values without storing them.
use super::{Peek, Reader};
use crate::wire::{Done, Error, Kinds};

impl<'j> Reader<'j> {
    /// Skips a value, which has to be valid JSON, without recursion.
    ///
    /// # Errors
    /// The text is not valid JSON, or nested too deeply.
    pub fn skip(&mut self, peek: Peek) -> Done {
        if !peek.is_array() && !peek.is_object() {
            return self.skip_scalar(peek);
        }
        // For each open bracket, whether it belongs to an object.
        let mut open = Vec::new();
        let mut next = self.open(peek, &mut open)?;
        loop {
            while let Some(peek) = next {
                next = if peek.is_array() || peek.is_object() {
                    self.open(peek, &mut open)?
                } else {
                    self.skip_scalar(peek)?;
                    self.step(open.last())?
                };
            }
            self.leave();
            open.pop();
            if open.is_empty() {
                return Ok(());
            }
            next = self.step(open.last())?;
        }
    }

    /// Skips a value and returns its JSON.
    ///
    /// # Errors
    /// The text is not valid JSON, or nested too deeply.
    pub fn raw(&mut self, peek: Peek) -> Result<&'j str, Error> {
        let start = self.at;
        self.skip(peek)?;
        Ok(self.text.get(start..self.at).unwrap_or_default())
    }

    fn skip_scalar(&mut self, peek: Peek) -> Done {
        match peek.kinds() {
            Kinds::STRING => self.string(peek).map(drop),
            Kinds::NULL => self.null(peek),
            Kinds::BOOLEAN => self.boolean(peek).map(drop),
            Kinds::NUMBER => self.number(peek).map(drop),
            _ => Err(self.unexpected(Kinds::ANY, peek)),
        }
    }

    fn open(&mut self, peek: Peek, open: &mut Vec<bool>) -> Result<Option<Peek>, Error> {
        self.enter()?;
        open.push(peek.is_object());
        if peek.is_array() {
            return self.first_element();
        }
        match self.first_name()? {
            Some(_) => self.peek().map(Some),
            None => Ok(None),
        }
    }

    fn step(&mut self, in_object: Option<&bool>) -> Result<Option<Peek>, Error> {
        if in_object != Some(&true) {
            return self.next_element();
        }
        match self.next_name()? {
            Some(_) => self.peek().map(Some),
            None => Ok(None),
        }
    }
}
