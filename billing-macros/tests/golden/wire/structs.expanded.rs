const _: () = {
    use ::billing_runtime::wire as __wire;
    const SHAPE: &str = r#"Item
"description" required
"net_unit_price" accept=string,number {"minimum":0,"multipleOf":0.01}
"entitlement" required nullable
"type"
"vat-id" required {"maxLength":3,"pattern":"^[0-9]+$"}
"children" required {"minItems":1}"#;
    impl __wire::Node for Item {
        #[inline]
        fn read(
            &mut self,
            reader: &mut __wire::Reader<'_>,
            peek: __wire::Peek,
        ) -> __wire::Done {
            reader
                .object(
                    peek,
                    SHAPE,
                    [
                        &mut self.description,
                        &mut self.net_unit_price,
                        &mut self.entitlement,
                        &mut self.r#type,
                        &mut self.vat_id,
                        &mut self.children,
                    ],
                    &mut self.extra,
                )
        }
        #[inline]
        fn write(&self, writer: &mut __wire::Writer) {
            writer
                .object(
                    SHAPE,
                    [
                        &self.description,
                        &self.net_unit_price,
                        &self.entitlement,
                        &self.r#type,
                        &self.vat_id,
                        &self.children,
                    ],
                    &self.extra,
                )
        }
    }
    impl __wire::Wire for Item {
        const SHAPE: &'static str = SHAPE;
        #[inline]
        fn blank() -> Self {
            Self {
                description: ::std::string::String::new(),
                net_unit_price: __wire::None,
                entitlement: __wire::None,
                r#type: __wire::Wire::blank(),
                vat_id: ::std::string::String::new(),
                children: ::std::vec::Vec::new(),
                extra: __wire::Wire::blank(),
            }
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
    impl ::core::fmt::Debug for Item {
        #[inline]
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            __wire::debug(self, SHAPE, f)
        }
    }
    impl ::core::cmp::PartialEq for Item {
        #[inline]
        fn eq(&self, other: &Self) -> bool {
            __wire::eq(self, other)
        }
    }
};
