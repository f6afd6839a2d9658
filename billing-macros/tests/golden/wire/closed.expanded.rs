const _: () = {
    use renamed::billing::wire as __wire;
    const SHAPE: &str = r##"Closed closed strict
"a"
"b"
{"minProperties":1,"allOf":[{"x-document":{"not": {"required": ["a", "b"]}, "properties": {"a": {"$ref": "#/definitions/short"}}, "definitions": {"short": {"maxLength": 3}}}}]}"##;
    impl __wire::Node for Closed {
        #[inline]
        fn read(
            &mut self,
            reader: &mut __wire::Reader<'_>,
            peek: __wire::Peek,
        ) -> __wire::Done {
            reader.object(peek, SHAPE, [&mut self.a, &mut self.b], &mut ())
        }
        #[inline]
        fn write(&self, writer: &mut __wire::Writer) {
            writer.object(SHAPE, [&self.a, &self.b], &())
        }
    }
    impl __wire::Wire for Closed {
        const SHAPE: &'static str = SHAPE;
        #[inline]
        fn blank() -> Self {
            Self {
                a: __wire::None,
                b: __wire::None,
            }
        }
    }
    impl<'de> __wire::serde::Deserialize<'de> for Closed {
        fn deserialize<D: __wire::serde::Deserializer<'de>>(
            deserializer: D,
        ) -> ::core::result::Result<Self, D::Error> {
            __wire::de(deserializer)
        }
    }
    impl __wire::serde::Serialize for Closed {
        fn serialize<S: __wire::serde::Serializer>(
            &self,
            serializer: S,
        ) -> ::core::result::Result<S::Ok, S::Error> {
            __wire::ser(self, serializer)
        }
    }
};
