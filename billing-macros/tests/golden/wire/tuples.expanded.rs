const _: () = {
    use ::billing_runtime::wire as __wire;
    const SHAPE: &str = r#"Code
"0" required {"pattern":"^[A-Z]{3}$"}"#;
    impl __wire::Node for Code {
        #[inline]
        fn read(
            &mut self,
            reader: &mut __wire::Reader<'_>,
            peek: __wire::Peek,
        ) -> __wire::Done {
            reader.newtype(peek, SHAPE, &mut self.0)
        }
        #[inline]
        fn write(&self, writer: &mut __wire::Writer) {
            writer.newtype(SHAPE, &self.0)
        }
    }
    impl __wire::Wire for Code {
        const SHAPE: &'static str = SHAPE;
        const KINDS: __wire::Kinds = __wire::Kinds(<String as __wire::Wire>::KINDS.0);
        #[inline]
        fn blank() -> Self {
            Self(::std::string::String::new())
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
    const SHAPE: &str = r#"Amount
"0" required accept=string"#;
    impl __wire::Node for Amount {
        #[inline]
        fn read(
            &mut self,
            reader: &mut __wire::Reader<'_>,
            peek: __wire::Peek,
        ) -> __wire::Done {
            reader.newtype(peek, SHAPE, &mut self.0)
        }
        #[inline]
        fn write(&self, writer: &mut __wire::Writer) {
            writer.newtype(SHAPE, &self.0)
        }
    }
    impl __wire::Wire for Amount {
        const SHAPE: &'static str = SHAPE;
        const KINDS: __wire::Kinds = __wire::Kinds(
            <Decimal as __wire::Wire>::KINDS.0 | 16,
        );
        #[inline]
        fn blank() -> Self {
            Self(__wire::Wire::blank())
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
    const SHAPE: &str = r#"Row
"0" required
"1""#;
    impl __wire::Node for Row {
        #[inline]
        fn read(
            &mut self,
            reader: &mut __wire::Reader<'_>,
            peek: __wire::Peek,
        ) -> __wire::Done {
            reader.tuple(peek, SHAPE, [&mut self.0, &mut self.1], &mut self.2)
        }
        #[inline]
        fn write(&self, writer: &mut __wire::Writer) {
            writer.tuple(SHAPE, [&self.0, &self.1], &self.2)
        }
    }
    impl __wire::Wire for Row {
        const SHAPE: &'static str = SHAPE;
        const KINDS: __wire::Kinds = __wire::Kinds::ARRAY;
        #[inline]
        fn blank() -> Self {
            Self(::std::string::String::new(), __wire::None, ::std::vec::Vec::new())
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
