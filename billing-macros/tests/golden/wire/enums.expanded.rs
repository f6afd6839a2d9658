const _: () = {
    use ::billing_runtime::wire as __wire;
    static CHOICES: __wire::Choices = __wire::Choices::strings("Language", &["hu", "en"])
        .open();
    static RULES: __wire::Rules = &[__wire::Rule::Choices(&CHOICES)];
    impl __wire::Node for Language {
        #[inline]
        fn read(
            &mut self,
            reader: &mut __wire::Reader<'_>,
            peek: __wire::Peek,
        ) -> __wire::Done {
            *self = match reader.choice(peek, &CHOICES)? {
                ::core::option::Option::Some(0usize) => Self::Hungarian,
                ::core::option::Option::Some(1usize) => Self::en,
                _ => return __wire::put(self, reader, peek, Self::Other),
            };
            ::core::result::Result::Ok(())
        }
        #[inline]
        fn write(&self, writer: &mut __wire::Writer) {
            let at = match self {
                Self::Hungarian => 0usize,
                Self::en => 1usize,
                Self::Other(other) => return __wire::Node::write(other, writer),
            };
            writer.choice(&CHOICES, at);
        }
    }
    impl __wire::Wire for Language {
        const KINDS: __wire::Kinds = __wire::Kinds::NONE
            .or(__wire::Kinds::STRING)
            .or(<String as __wire::Wire>::KINDS);
        #[inline]
        fn blank() -> Self {
            Self::Hungarian
        }
        fn rules() -> __wire::Rules {
            RULES
        }
    }
    impl<'de> __wire::serde::Deserialize<'de> for Language {
        fn deserialize<D: __wire::serde::Deserializer<'de>>(
            deserializer: D,
        ) -> ::core::result::Result<Self, D::Error> {
            __wire::de(deserializer)
        }
    }
    impl __wire::serde::Serialize for Language {
        fn serialize<S: __wire::serde::Serializer>(
            &self,
            serializer: S,
        ) -> ::core::result::Result<S::Ok, S::Error> {
            __wire::ser(self, serializer)
        }
    }
};

const _: () = {
    use ::billing_runtime::wire as __wire;
    static CHOICES: __wire::Choices = __wire::Choices::texts("Kind", &["0", "null"]);
    static RULES: __wire::Rules = &[__wire::Rule::Choices(&CHOICES)];
    impl __wire::Node for Kind {
        #[inline]
        fn read(
            &mut self,
            reader: &mut __wire::Reader<'_>,
            peek: __wire::Peek,
        ) -> __wire::Done {
            *self = match reader.choice(peek, &CHOICES)? {
                ::core::option::Option::Some(0usize) => Self::Draft,
                _ => Self::Nothing,
            };
            ::core::result::Result::Ok(())
        }
        #[inline]
        fn write(&self, writer: &mut __wire::Writer) {
            let at = match self {
                Self::Draft => 0usize,
                Self::Nothing => 1usize,
            };
            writer.choice(&CHOICES, at);
        }
    }
    impl __wire::Wire for Kind {
        const KINDS: __wire::Kinds = __wire::Kinds::NONE
            .or(__wire::Kinds::NULL)
            .or(__wire::Kinds::NUMBER);
        #[inline]
        fn blank() -> Self {
            Self::Draft
        }
        fn rules() -> __wire::Rules {
            RULES
        }
    }
    impl<'de> __wire::serde::Deserialize<'de> for Kind {
        fn deserialize<D: __wire::serde::Deserializer<'de>>(
            deserializer: D,
        ) -> ::core::result::Result<Self, D::Error> {
            __wire::de(deserializer)
        }
    }
    impl __wire::serde::Serialize for Kind {
        fn serialize<S: __wire::serde::Serializer>(
            &self,
            serializer: S,
        ) -> ::core::result::Result<S::Ok, S::Error> {
            __wire::ser(self, serializer)
        }
    }
};

const _: () = {
    use ::billing_runtime::wire as __wire;
    static FORMS: __wire::Forms = __wire::Forms::new(
        "Item",
        &[
            __wire::Form::of::<Box<Product>>("Product").keyed("product_uid"),
            __wire::Form::of::<Decimal>("Amount").accept(16),
            __wire::Form::of::<Free>("Free"),
        ],
    );
    static RULES: __wire::Rules = &[__wire::Rule::Union(&FORMS)];
    impl __wire::Node for Item {
        #[inline]
        fn read(
            &mut self,
            reader: &mut __wire::Reader<'_>,
            peek: __wire::Peek,
        ) -> __wire::Done {
            reader
                .union(
                    peek,
                    &FORMS,
                    &mut |reader, at, peek| match at {
                        0usize => __wire::put(self, reader, peek, Self::Product),
                        1usize => __wire::put(self, reader, peek, Self::Amount),
                        _ => __wire::put(self, reader, peek, Self::Free),
                    },
                )
        }
        #[inline]
        fn write(&self, writer: &mut __wire::Writer) {
            match self {
                Self::Product(payload) => writer.form(&FORMS, 0usize, payload),
                Self::Amount(payload) => writer.form(&FORMS, 1usize, payload),
                Self::Free(payload) => writer.form(&FORMS, 2usize, payload),
            }
        }
    }
    impl __wire::Wire for Item {
        const KINDS: __wire::Kinds = <Box<Product> as __wire::Wire>::KINDS
            .or(<Decimal as __wire::Wire>::KINDS)
            .or(<Free as __wire::Wire>::KINDS)
            .or_flags(16);
        #[inline]
        fn blank() -> Self {
            Self::Amount(__wire::Wire::blank())
        }
        fn rules() -> __wire::Rules {
            RULES
        }
    }
    impl<'de> __wire::serde::Deserialize<'de> for Item {
        fn deserialize<D: __wire::serde::Deserializer<'de>>(
            deserializer: D,
        ) -> ::core::result::Result<Self, D::Error> {
            __wire::de(deserializer)
        }
    }
    impl __wire::serde::Serialize for Item {
        fn serialize<S: __wire::serde::Serializer>(
            &self,
            serializer: S,
        ) -> ::core::result::Result<S::Ok, S::Error> {
            __wire::ser(self, serializer)
        }
    }
};

const _: () = {
    use ::billing_runtime::wire as __wire;
    static FORMS: __wire::Forms = __wire::Forms::tagged(
        "Shape",
        "kind",
        &[
            __wire::Form::of::<Circle>("Circle").tagged("\"circle\""),
            __wire::Form::of::<Square>("Square").tagged_any(&["4", "\"square\""]),
        ],
    );
    static RULES: __wire::Rules = &[__wire::Rule::Union(&FORMS)];
    impl __wire::Node for Shape {
        #[inline]
        fn read(
            &mut self,
            reader: &mut __wire::Reader<'_>,
            peek: __wire::Peek,
        ) -> __wire::Done {
            reader
                .union(
                    peek,
                    &FORMS,
                    &mut |reader, at, peek| match at {
                        0usize => __wire::put(self, reader, peek, Self::Circle),
                        _ => __wire::put(self, reader, peek, Self::Square),
                    },
                )
        }
        #[inline]
        fn write(&self, writer: &mut __wire::Writer) {
            match self {
                Self::Circle(payload) => writer.form(&FORMS, 0usize, payload),
                Self::Square(payload) => writer.form(&FORMS, 1usize, payload),
            }
        }
    }
    impl __wire::Wire for Shape {
        const KINDS: __wire::Kinds = <Circle as __wire::Wire>::KINDS
            .or(<Square as __wire::Wire>::KINDS);
        #[inline]
        fn blank() -> Self {
            Self::Circle(__wire::Wire::blank())
        }
        fn rules() -> __wire::Rules {
            RULES
        }
    }
    impl<'de> __wire::serde::Deserialize<'de> for Shape {
        fn deserialize<D: __wire::serde::Deserializer<'de>>(
            deserializer: D,
        ) -> ::core::result::Result<Self, D::Error> {
            __wire::de(deserializer)
        }
    }
    impl __wire::serde::Serialize for Shape {
        fn serialize<S: __wire::serde::Serializer>(
            &self,
            serializer: S,
        ) -> ::core::result::Result<S::Ok, S::Error> {
            __wire::ser(self, serializer)
        }
    }
};
