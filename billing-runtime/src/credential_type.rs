//! The type of a credential, which an endpoint names.

use std::any::{TypeId, type_name};

/// The type of a credential that an endpoint accepts.
#[derive(Clone, Copy, Debug)]
pub struct CredentialType {
    id: fn() -> TypeId,
    name: fn() -> &'static str,
}

impl CredentialType {
    /// Returns the type `C`, which must be a credential.
    pub(crate) const fn of_type<C: 'static>() -> Self {
        Self {
            id: TypeId::of::<C>,
            name: type_name::<C>,
        }
    }

    pub(crate) fn id(&self) -> TypeId {
        (self.id)()
    }

    /// Returns the name of the type without path and arguments. For a generated alias, such as
    /// `PartnerKey = ApiKey<PartnerKeyKind>`, it returns the name of the alias.
    pub(crate) fn name(&self) -> &'static str {
        let full = (self.name)();
        let (outer, inner) = full.split_once('<').unwrap_or((full, ""));
        let last = |path: &'static str| path.rsplit("::").next().unwrap_or(path);
        let inner = last(inner.trim_end_matches('>'));
        let alias = ["Kind", "Protocol"]
            .into_iter()
            .find_map(|end| inner.strip_suffix(end));
        alias
            .filter(|alias| !alias.is_empty())
            .unwrap_or(last(outer))
    }
}
