const _: () = {
    fn __fields(of: &Key) -> [::billing_runtime::credential::Field<'_>; 2usize] {
        [
            ::billing_runtime::credential::Field::secret("key", &of.key),
            ::billing_runtime::credential::Field::open("org", &of.org),
        ]
    }
    #[allow(dead_code)]
    #[automatically_derived]
    impl Key {
        /// Creates the credential.
        ///
        /// # Errors
        ///
        /// If a value is empty, has white space around it or contains control characters.
        pub fn new(
            key: impl ::core::convert::Into<Secret>,
            org: impl ::core::convert::Into<String>,
        ) -> ::billing_runtime::Result<Self> {
            let made = Self {
                key: ::core::convert::Into::into(key),
                org: ::core::convert::Into::into(org),
            };
            ::billing_runtime::__private::check(&__fields(&made))?;
            ::core::result::Result::Ok(made)
        }
        /// Reads the credential from the environment variables `PREFIX_FIELD`.
        ///
        /// # Errors
        ///
        /// If a variable is not set, is empty, has white space around it or is not UTF-8.
        pub fn from_env(
            prefix: &::core::primitive::str,
        ) -> ::billing_runtime::Result<Self> {
            let env = ::billing_runtime::__private::Env::new(prefix);
            ::core::result::Result::Ok(Self {
                key: env.required("key")?,
                org: env.required("org")?,
            })
        }
    }
    #[automatically_derived]
    impl ::core::fmt::Debug for Key {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            f.debug_struct("Key")
                .field("key", &::core::format_args!("***"))
                .field("org", &self.org)
                .finish()
        }
    }
    #[automatically_derived]
    impl ::billing_runtime::Credential for Key {
        fn sign(
            &self,
            attempt: &mut ::billing_runtime::credential::Attempt<'_>,
        ) -> ::billing_runtime::Result<()> {
            static SPEC: ::billing_runtime::credential::CredentialSpec = ::billing_runtime::credential::CredentialSpec::All(
                &[
                    ::billing_runtime::credential::CredentialSpec::Bearer {
                        scheme: ::billing_runtime::credential::LiteralOrField::Literal(
                            "Token",
                        ),
                        key: "key",
                    },
                    ::billing_runtime::credential::CredentialSpec::Headers(
                        &[
                            (
                                "X-Org",
                                ::billing_runtime::credential::LiteralOrField::Field("org"),
                            ),
                        ],
                    ),
                ],
            );
            attempt.apply(&SPEC, &__fields(self))
        }
        fn secrets(&self, hide: &mut dyn ::core::ops::FnMut(&::core::primitive::str)) {
            ::billing_runtime::__private::hide(&__fields(self), hide);
        }
    }
};
