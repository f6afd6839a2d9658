const _: () = {
    use ::billing_runtime::wire as __wire;
    static SHAPE: __wire::Shape = __wire::Shape::new(
        "Item",
        &[
            ("description", __wire::bits::STRING, __wire::bits::REQUIRED),
            ("net_unit_price", 0, __wire::bits::STRING | __wire::bits::NUMBER),
            ("entitlement", 0, __wire::bits::NULLABLE | __wire::bits::REQUIRED),
            ("type", __wire::bits::INTEGER | __wire::bits::NULL, 0),
            ("vat-id", __wire::bits::STRING, __wire::bits::REQUIRED),
            ("children", __wire::bits::ARRAY, __wire::bits::REQUIRED),
        ],
    );
    static RULES: __wire::Rules = &[
        __wire::Rule::Shape(&SHAPE),
        __wire::Rule::Properties(
            &[
                (
                    "net_unit_price",
                    &[
                        __wire::Rule::Of(<Decimal as __wire::Wire>::rules),
                        __wire::Rule::Minimum("0"),
                        __wire::Rule::MultipleOf("0.01"),
                    ],
                ),
                (
                    "entitlement",
                    &[
                        __wire::Rule::Nullable(
                            &[__wire::Rule::Of(<Entitlement as __wire::Wire>::rules)],
                        ),
                    ],
                ),
                (
                    "vat-id",
                    &[__wire::Rule::MaxLength(3u64), __wire::Rule::Pattern("^[0-9]+$")],
                ),
                (
                    "children",
                    &[
                        __wire::Rule::Items(
                            &[__wire::Rule::Of(<Item as __wire::Wire>::rules)],
                        ),
                        __wire::Rule::MinItems(1u64),
                    ],
                ),
            ],
        ),
    ];
    impl __wire::Node for Item {
        fn read(
            &mut self,
            reader: &mut __wire::Reader<'_>,
            peek: __wire::Peek,
        ) -> __wire::Done {
            reader
                .object(
                    peek,
                    &SHAPE,
                    &mut [
                        &mut self.description,
                        &mut self.net_unit_price,
                        &mut self.entitlement,
                        &mut self.r#type,
                        &mut self.vat_id,
                        &mut self.children,
                    ],
                    ::core::option::Option::Some(&mut self.extra),
                )
        }
        fn write(&self, writer: &mut __wire::Writer) {
            writer
                .object(
                    &SHAPE,
                    &[
                        &self.description,
                        &self.net_unit_price,
                        &self.entitlement,
                        &self.r#type,
                        &self.vat_id,
                        &self.children,
                    ],
                    ::core::option::Option::Some(&self.extra),
                )
        }
    }
    impl __wire::Wire for Item {
        const KINDS: __wire::Kinds = __wire::Kinds::OBJECT;
        fn blank() -> Self {
            Self {
                description: __wire::Wire::blank(),
                net_unit_price: __wire::Wire::blank(),
                entitlement: __wire::Wire::blank(),
                r#type: __wire::Wire::blank(),
                vat_id: __wire::Wire::blank(),
                children: __wire::Wire::blank(),
                extra: __wire::Wire::blank(),
            }
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
    use renamed::billing::wire as __wire;
    static SHAPE: __wire::Shape = __wire::Shape::closed(
        "Closed",
        &[("a", __wire::bits::STRING, 0), ("b", __wire::bits::BOOLEAN, 0)],
    );
    static RULES: __wire::Rules = &[
        __wire::Rule::Shape(&SHAPE),
        __wire::Rule::MinProperties(1u64),
        __wire::Rule::Not(&[__wire::Rule::Required(&["a", "b"])]),
        __wire::Rule::Properties(&[("a", &[__wire::Rule::Of(check_0)])]),
    ];
    fn check_0() -> __wire::Rules {
        static RULES: __wire::Rules = &[__wire::Rule::MaxLength(3u64)];
        RULES
    }
    impl __wire::Node for Closed {
        fn read(
            &mut self,
            reader: &mut __wire::Reader<'_>,
            peek: __wire::Peek,
        ) -> __wire::Done {
            reader
                .object(
                    peek,
                    &SHAPE,
                    &mut [&mut self.a, &mut self.b],
                    ::core::option::Option::None,
                )
        }
        fn write(&self, writer: &mut __wire::Writer) {
            writer.object(&SHAPE, &[&self.a, &self.b], ::core::option::Option::None)
        }
    }
    impl __wire::Wire for Closed {
        const KINDS: __wire::Kinds = __wire::Kinds::OBJECT;
        const STRICT: bool = true;
        fn blank() -> Self {
            Self {
                a: __wire::Wire::blank(),
                b: __wire::Wire::blank(),
            }
        }
        fn rules() -> __wire::Rules {
            RULES
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
