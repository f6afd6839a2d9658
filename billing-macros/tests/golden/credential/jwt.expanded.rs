const _: () = {
    fn __fields(of: &Keys) -> [::billing_runtime::credential::Field<'_>; 4usize] {
        [
            ::billing_runtime::credential::Field::open("public_key", &of.public_key),
            ::billing_runtime::credential::Field::secret("private_key", &of.private_key),
            ::billing_runtime::credential::Field::open("issuer", &of.issuer),
            ::billing_runtime::credential::Field::open("scheme", &of.scheme),
        ]
    }
    #[allow(dead_code)]
    #[automatically_derived]
    impl Keys {
        /// Creates the credential.
        ///
        /// # Errors
        ///
        /// If a value is empty, has white space around it or contains control characters.
        pub fn new(
            public_key: impl ::core::convert::Into<String>,
            private_key: impl ::core::convert::Into<Secret>,
        ) -> ::billing_runtime::Result<Self> {
            let made = Self {
                public_key: ::core::convert::Into::into(public_key),
                private_key: ::core::convert::Into::into(private_key),
                issuer: <String as ::core::convert::From<
                    &::core::primitive::str,
                >>::from("cli"),
                scheme: <String as ::core::convert::From<
                    &::core::primitive::str,
                >>::from("Beamer"),
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
                public_key: env.required("public_key")?,
                private_key: env.required("private_key")?,
                issuer: env.or("issuer", "cli")?,
                scheme: env.or("scheme", "Beamer")?,
            })
        }
        /// Who signs.
        #[must_use]
        pub fn with_issuer(
            mut self,
            issuer: impl ::core::convert::Into<String>,
        ) -> Self {
            self.issuer = ::core::convert::Into::into(issuer);
            self
        }
        /// Sets `scheme`.
        #[must_use]
        pub fn with_scheme(
            mut self,
            scheme: impl ::core::convert::Into<String>,
        ) -> Self {
            self.scheme = ::core::convert::Into::into(scheme);
            self
        }
    }
    #[automatically_derived]
    impl ::core::fmt::Debug for Keys {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            f.debug_struct("Keys")
                .field("public_key", &self.public_key)
                .field("private_key", &::core::format_args!("***"))
                .field("issuer", &self.issuer)
                .field("scheme", &self.scheme)
                .finish()
        }
    }
    #[automatically_derived]
    impl ::billing_runtime::Credential for Keys {
        fn sign(
            &self,
            attempt: &mut ::billing_runtime::credential::Attempt<'_>,
        ) -> ::billing_runtime::Result<()> {
            static SPEC: ::billing_runtime::credential::CredentialSpec = ::billing_runtime::credential::CredentialSpec::Jwt {
                algorithm: ::billing_runtime::credential::Algorithm::Hs256,
                scheme: ::billing_runtime::credential::LiteralOrField::Field("scheme"),
                key: "private_key",
                claims: &[
                    ::billing_runtime::credential::Claim::new(
                        "sub",
                        ::billing_runtime::credential::ClaimValue::Field("public_key"),
                    ),
                    ::billing_runtime::credential::Claim::new(
                        "iat",
                        ::billing_runtime::credential::ClaimValue::Now(0i64),
                    ),
                    ::billing_runtime::credential::Claim::new(
                        "exp",
                        ::billing_runtime::credential::ClaimValue::Now(30i64),
                    ),
                    ::billing_runtime::credential::Claim::new(
                        "nbf",
                        ::billing_runtime::credential::ClaimValue::Now(-60i64),
                    ),
                    ::billing_runtime::credential::Claim::new(
                        "iss",
                        ::billing_runtime::credential::ClaimValue::Field("issuer"),
                    ),
                    ::billing_runtime::credential::Claim::new(
                        "v",
                        ::billing_runtime::credential::ClaimValue::Integer(2i64),
                    ),
                    ::billing_runtime::credential::Claim::new(
                        "jti",
                        ::billing_runtime::credential::ClaimValue::Md5(&["sub", "iat"]),
                    ),
                ],
            };
            attempt.apply(&SPEC, &__fields(self))
        }
        fn secrets(&self, hide: &mut dyn ::core::ops::FnMut(&::core::primitive::str)) {
            ::billing_runtime::__private::hide(&__fields(self), hide);
        }
    }
};
