//! Requests for more access, which the user agrees to or refuses.

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};

use super::requests::{PATH, part};
use super::status::{created_by, table};
use crate::console::{Console, FormFields};
use crate::world::World;
use crate::world::model::{AccessRequest, AskedAccess, EffectSubject};

/// `POST /requests/access`
pub(crate) async fn decide(State(console): State<Console>, posted: FormFields) -> Response {
    let granted = posted.field("decision") == "grant";
    match console.shared.change(|world| world.decide_access(posted.field("id"), granted)) {
        Some(_) if granted => console.done(PATH, "Agreed to the request as the user."),
        Some(_) => console.done(PATH, "Refused the request as the user."),
        None => console.refused(PATH, "The user has decided already. Reload the page."),
    }
}

pub(super) fn section(console: &Console, world: &World) -> Markup {
    let how = html! { "Your application asks with " code { "POST /v1/permissions" } " or "
    code { "POST /v1/conferencing_service_authorizations" } ", and sends the user to the page of the answer." };
    let list = table(
        "Requests for access",
        &["Account", "For", "Answer"],
        &html! {
            @for (id, it) in &world.access_requests {
                tr id=(id) {
                    th scope="row" {
                        (world.accounts.get(&it.account_id).map_or("", |account| &account.name))
                        (created_by(world, EffectSubject::Request(id.clone())))
                    }
                    td data-label="For" { (asked(world, it)) }
                    td data-label="Answer" {
                        (console.staying("/requests/access", "Agree", &format!("to {id}"), &[("id", id), ("decision", "grant")]))
                        (console.staying("/requests/access", "Refuse", id, &[("id", id), ("decision", "refuse")]))
                    }
                }
            }
        },
    );
    part("access", "Access", world.access_requests.is_empty(), &how, &list)
}

fn asked(world: &World, request: &AccessRequest) -> Markup {
    html! {
        @match &request.asks_for {
            AskedAccess::Calendars(permissions) => @for it in permissions {
                @let name = world.calendars.get(&it.calendar_id).map_or("", |calendar| &calendar.calendar_name);
                div { code { (it.permission_level) } " access to " (name) }
            },
            AskedAccess::Conferencing(provider) => { "an account at " code { (provider) } },
        }
    }
}
