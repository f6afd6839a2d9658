//! The plan of the attempts of one call.

use std::sync::Arc;

use super::classify::BodyMode;
use super::origin_state::OriginState;
use crate::Credential;
use crate::credential::SigningMaterial;
use crate::request::Request;

/// What all attempts of one call share: the request, where it goes, and what signs it.
pub(super) struct AttemptPlan<'a> {
    pub(super) request: &'a Request,
    pub(super) url: &'a str,
    pub(super) origin: Arc<OriginState>,
    /// The name of the credential's type.
    pub(super) signer: Option<&'static str>,
    pub(super) credential: Option<&'a dyn Credential>,
    pub(super) material: SigningMaterial,
    pub(super) mode: BodyMode,
}
