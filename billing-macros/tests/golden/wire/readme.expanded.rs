const _: () = {
    use ::billing_runtime::wire as __wire;
    const SHAPE: &str = r#"AccessCode
"code""#;
    impl __wire::Node for AccessCode {
        fn read(
            &mut self,
            reader: &mut __wire::Reader<'_>,
            peek: __wire::Peek,
        ) -> __wire::Done {
            reader
                .object(
                    peek,
                    SHAPE,
                    &mut [&mut self.code],
                    ::core::option::Option::Some(&mut self.extra),
                )
        }
        fn write(&self, writer: &mut __wire::Writer) {
            writer
                .object(SHAPE, &[&self.code], ::core::option::Option::Some(&self.extra))
        }
    }
    impl __wire::Wire for AccessCode {
        fn blank() -> Self {
            Self {
                code: ::core::option::Option::None,
                extra: __wire::Wire::blank(),
            }
        }
    }
    impl<'de> __wire::serde::Deserialize<'de> for AccessCode {
        fn deserialize<D: __wire::serde::Deserializer<'de>>(
            deserializer: D,
        ) -> ::core::result::Result<Self, D::Error> {
            __wire::de(deserializer)
        }
    }
    impl __wire::serde::Serialize for AccessCode {
        fn serialize<S: __wire::serde::Serializer>(
            &self,
            serializer: S,
        ) -> ::core::result::Result<S::Ok, S::Error> {
            __wire::ser(self, serializer)
        }
    }
};
