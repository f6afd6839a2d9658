const _: () = {
    use ::billing_runtime::wire as __wire;
    static CHECK: __wire::Check = __wire::Check::new(
        r#"{"type":"string","pattern":"^[A-Z]{3}$"}"#,
        &[],
    );
    static RULES: __wire::Rules = &[__wire::Rule::Check(&CHECK)];
    impl __wire::Node for Code {
        #[inline]
        fn read(
            &mut self,
            reader: &mut __wire::Reader<'_>,
            peek: __wire::Peek,
        ) -> __wire::Done {
            __wire::Node::read(&mut self.0, reader, peek)
        }
        #[inline]
        fn write(&self, writer: &mut __wire::Writer) {
            __wire::Node::write(&self.0, writer)
        }
    }
    impl __wire::Wire for Code {
        const KINDS: __wire::Kinds = <String as __wire::Wire>::KINDS;
        #[inline]
        fn blank() -> Self {
            Self(__wire::Wire::blank())
        }
        fn rules() -> __wire::Rules {
            RULES
        }
    }
    impl<'de> __wire::serde::Deserialize<'de> for Code {
        fn deserialize<D: __wire::serde::Deserializer<'de>>(
            deserializer: D,
        ) -> ::core::result::Result<Self, D::Error> {
            __wire::de(deserializer)
        }
    }
    impl __wire::serde::Serialize for Code {
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
    static CHECK: __wire::Check = __wire::Check::new(
        r#"{"$ref":"Decimal"}"#,
        &[("Decimal", <Decimal as __wire::Wire>::rules)],
    );
    static RULES: __wire::Rules = &[__wire::Rule::Check(&CHECK)];
    impl __wire::Node for Amount {
        #[inline]
        fn read(
            &mut self,
            reader: &mut __wire::Reader<'_>,
            peek: __wire::Peek,
        ) -> __wire::Done {
            reader.accepting(16, peek, &mut self.0)
        }
        #[inline]
        fn write(&self, writer: &mut __wire::Writer) {
            writer.accepting(16, &self.0)
        }
    }
    impl __wire::Wire for Amount {
        const KINDS: __wire::Kinds = <Decimal as __wire::Wire>::KINDS.or_flags(16);
        #[inline]
        fn blank() -> Self {
            Self(__wire::Wire::blank())
        }
        fn rules() -> __wire::Rules {
            RULES
        }
    }
    impl<'de> __wire::serde::Deserialize<'de> for Amount {
        fn deserialize<D: __wire::serde::Deserializer<'de>>(
            deserializer: D,
        ) -> ::core::result::Result<Self, D::Error> {
            __wire::de(deserializer)
        }
    }
    impl __wire::serde::Serialize for Amount {
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
    static SHAPE: __wire::Shape = __wire::Shape::new(
        "Row",
        &[("0", 16, 1024), ("1", 0, 0)],
    );
    static CHECK: __wire::Check = __wire::Check::new(
        r#"{"type":"array","minItems":1,"items":[{"type":"string"},{"$ref":"Item"}],"additionalItems":{"$ref":"i64"}}"#,
        &[("Item", <Item as __wire::Wire>::rules), ("i64", <i64 as __wire::Wire>::rules)],
    );
    static RULES: __wire::Rules = &[__wire::Rule::Check(&CHECK)];
    impl __wire::Node for Row {
        #[inline]
        fn read(
            &mut self,
            reader: &mut __wire::Reader<'_>,
            peek: __wire::Peek,
        ) -> __wire::Done {
            reader
                .tuple(
                    peek,
                    &SHAPE,
                    &mut [&mut self.0, &mut self.1],
                    ::core::option::Option::Some(&mut self.2),
                )
        }
        #[inline]
        fn write(&self, writer: &mut __wire::Writer) {
            writer
                .tuple(
                    &SHAPE,
                    &[&self.0, &self.1],
                    ::core::option::Option::Some(&self.2),
                )
        }
    }
    impl __wire::Wire for Row {
        const KINDS: __wire::Kinds = __wire::Kinds::ARRAY;
        #[inline]
        fn blank() -> Self {
            Self(__wire::Wire::blank(), __wire::Wire::blank(), __wire::Wire::blank())
        }
        fn rules() -> __wire::Rules {
            RULES
        }
    }
    impl<'de> __wire::serde::Deserialize<'de> for Row {
        fn deserialize<D: __wire::serde::Deserializer<'de>>(
            deserializer: D,
        ) -> ::core::result::Result<Self, D::Error> {
            __wire::de(deserializer)
        }
    }
    impl __wire::serde::Serialize for Row {
        fn serialize<S: __wire::serde::Serializer>(
            &self,
            serializer: S,
        ) -> ::core::result::Result<S::Ok, S::Error> {
            __wire::ser(self, serializer)
        }
    }
};
