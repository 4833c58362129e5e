//! `POST /v1/service_account_authorizations` and `POST /v1/delegated_authorizations`.

use serde::Deserialize;

use crate::api::{Api, ApiRequest, ApiResponse, ApiResult, authorize};
use crate::validate::accept;
use crate::world::World;
use crate::world::model::DelegatedAccess;

#[derive(Deserialize)]
pub(crate) struct DelegatedAccessRequest {
    email: String,
    callback_url: String,
    scope: String,
    state: Option<String>,
}

#[derive(Deserialize)]
struct SeveralRequest {
    service_account_authorizations: Vec<DelegatedAccessRequest>,
}

impl DelegatedAccessRequest {
    pub(crate) fn ask(self, world: &mut World, asked_by: &str) -> String {
        let Self { email, callback_url, scope, state } = self;
        let asked_by = asked_by.to_owned();
        let id = String::new();
        world.request_delegated_access(DelegatedAccess {
            id,
            asked_by,
            email,
            callback_url,
            scope,
            state,
            decides_at: None,
            error: None,
        })
    }
}

/// For one address, or for up to 50. Any account of the sandbox is a service account.
pub(crate) fn with_service_account(api: &Api, request: &ApiRequest) -> ApiResult {
    let asked_by = authorize::account(api, request, &[])?;
    let requests = match request.body.get("service_account_authorizations") {
        None => vec![accept("request/service_account_authorization", &request.body)?],
        Some(_) if request.body.get("email").is_some() => {
            let description = "email must not stand beside service_account_authorizations: write it into the list";
            return Err(ApiResponse::invalid("email", "errors.invalid", description));
        }
        Some(_) => {
            let several: SeveralRequest = accept("request/service_account_authorizations", &request.body)?;
            several.service_account_authorizations
        }
    };
    api.shared.change(|world| {
        for request in requests {
            request.ask(world, &asked_by);
        }
    });
    Ok(ApiResponse::accepted())
}

pub(crate) fn with_profile(api: &Api, request: &ApiRequest) -> ApiResult {
    let asked_by = authorize::account(api, request, &[])?;
    let wanted: DelegatedAccessRequest = accept("request/delegated_authorization", &request.body)?;
    let profile_id = &request.body["profile_id"];
    api.shared.change(|world| {
        let mut profiles = world.accounts.get(&asked_by).into_iter().flat_map(|it| &it.profiles);
        if !profiles.any(|it| *profile_id == it.profile_id) {
            return Err(ApiResponse::not_found("profile_id", "the account has no profile with this profile_id"));
        }
        wanted.ask(world, &asked_by);
        Ok(ApiResponse::accepted())
    })
}
