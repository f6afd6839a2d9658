const _: () = {
    fn __fields(of: &Project) -> [::billing_runtime::credential::Field<'_>; 2usize] {
        [
            ::billing_runtime::credential::Field::open("project_url", &of.project_url),
            ::billing_runtime::credential::Field::open("anon_key", &of.anon_key),
        ]
    }
    #[allow(dead_code)]
    #[automatically_derived]
    impl Project {
        /// Creates the credential.
        ///
        /// # Errors
        ///
        /// If a value is empty, has white space around it or contains control characters.
        pub fn new(
            project_url: impl ::core::convert::Into<String>,
            anon_key: impl ::core::convert::Into<String>,
        ) -> ::billing_runtime::Result<Self> {
            let made = Self {
                project_url: ::core::convert::Into::into(project_url),
                anon_key: ::core::convert::Into::into(anon_key),
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
                project_url: env.required("project_url")?,
                anon_key: env.required("anon_key")?,
            })
        }
    }
    #[automatically_derived]
    impl ::core::fmt::Debug for Project {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            f.debug_struct("Project")
                .field("project_url", &self.project_url)
                .field("anon_key", &self.anon_key)
                .finish()
        }
    }
    #[automatically_derived]
    impl ::billing_runtime::Credential for Project {
        fn sign(
            &self,
            attempt: &mut ::billing_runtime::credential::Attempt<'_>,
        ) -> ::billing_runtime::Result<()> {
            static SPEC: ::billing_runtime::credential::CredentialSpec = ::billing_runtime::credential::CredentialSpec::Headers(
                &[
                    (
                        "apikey",
                        ::billing_runtime::credential::LiteralOrField::Field("anon_key"),
                    ),
                ],
            );
            attempt.apply(&SPEC, &__fields(self))
        }
        fn secrets(&self, hide: &mut dyn ::core::ops::FnMut(&::core::primitive::str)) {
            ::billing_runtime::__private::hide(&__fields(self), hide);
        }
        fn base_url(&self) -> ::core::option::Option<::std::string::String> {
            ::billing_runtime::__private::base_url(
                "{project_url}/auth/v1",
                &__fields(self),
            )
        }
    }
};
