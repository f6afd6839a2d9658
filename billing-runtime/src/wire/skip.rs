//! Passing over a value without building it.
use super::{Done, Error, Kinds, Peek, Reader};

/// The brackets that are open: one bit each in a word, the rest in a vector.
#[derive(Default)]
struct Brackets {
    objects: Vec<bool>,
}

impl<'j> Reader<'j> {
    /// Passes over a value of any depth up to the limit; it must be valid JSON and valid UTF-8.
    ///
    /// Written without recursion, and not with jiter's own skip: that one has a fixed depth and lets
    /// invalid UTF-8 pass.
    ///
    /// # Errors
    /// The text is not valid JSON, or too deep.
    pub fn skip(&mut self, peek: Peek) -> Done {
        if !peek.is_array() && !peek.is_object() {
            return self.skip_scalar(peek);
        }
        let mut open = Brackets::default();
        let mut next = self.open(peek, &mut open)?;
        loop {
            while let Some(peek) = next {
                next = if peek.is_array() || peek.is_object() {
                    self.open(peek, &mut open)?
                } else {
                    self.skip_scalar(peek)?;
                    self.step(&open)?
                };
            }
            self.leave();
            open.objects.pop();
            if open.objects.is_empty() {
                return Ok(());
            }
            next = self.step(&open)?;
        }
    }

    /// Passes over a value and gives its text.
    ///
    /// # Errors
    /// The text is not valid JSON, or too deep.
    pub fn raw(&mut self, peek: Peek) -> Result<&'j str, Error> {
        let start = self.index();
        self.skip(peek)?;
        let raw = self.jiter.slice_to_current(start);
        std::str::from_utf8(raw).map_err(|_| self.error("not valid UTF-8"))
    }

    fn skip_scalar(&mut self, peek: Peek) -> Done {
        match peek.kinds() {
            Kinds::STRING => self.jiter.known_str().map(drop)?,
            Kinds::NULL => self.jiter.known_null()?,
            Kinds::BOOLEAN => self.jiter.known_bool(peek.0).map(drop)?,
            Kinds::NUMBER => self.jiter.known_number_bytes(peek.0).map(drop)?,
            _ => return Err(self.unexpected(Kinds::ANY, peek)),
        }
        Ok(())
    }

    fn open(&mut self, peek: Peek, open: &mut Brackets) -> Result<Option<Peek>, Error> {
        self.enter()?;
        open.objects.push(peek.is_object());
        if peek.is_array() {
            return Ok(self.jiter.known_array()?.map(Peek));
        }
        match self.jiter.known_object()? {
            Some(_) => self.peek().map(Some),
            None => Ok(None),
        }
    }

    fn step(&mut self, open: &Brackets) -> Result<Option<Peek>, Error> {
        if open.objects.last() != Some(&true) {
            return Ok(self.jiter.array_step()?.map(Peek));
        }
        match self.jiter.next_key()? {
            Some(_) => self.peek().map(Some),
            None => Ok(None),
        }
    }
}
