//! Requests for access to the accounts of others: how each will end, and an end now.

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};

use super::requests::{PATH, part};
use super::status;
use super::status::table;
use crate::console::{BadgeTone, Console, FormFields, badge, choice, time};
use crate::world::World;
use crate::world::model::{DelegatedAccess, NotificationSubject};
use crate::world::rules::access_errors;

/// `POST /requests/authorizations`
pub(crate) async fn decide(State(console): State<Console>, posted: FormFields) -> Response {
    let error = access_errors().map(|(error, _)| error).find(|it| *it == posted.field("outcome"));
    let decided = console.shared.change(|world| {
        world.set_access_outcome(posted.field("id"), error.map(str::to_owned))
            && world.decide_access_now(posted.field("id"))
    });
    match (decided, error) {
        (true, None) => console.done(PATH, "Gave access: the application gets a code."),
        (true, Some(error)) => console.done(PATH, format!("Refused access: the application gets {error}.")),
        (false, _) => console.refused(PATH, "The service has decided already. Reload the page."),
    }
}

pub(super) fn section(console: &Console, world: &World) -> Markup {
    let how = html! { "Your application asks with " code { "POST /v1/service_account_authorizations" } " or "
    code { "POST /v1/delegated_authorizations" } "." };
    let list = table(
        "Authorizations",
        &["Account", "Scope", "Result"],
        &html! {
            @for it in world.delegated_access.values().rev() {
                tr id=(it.id) {
                    th scope="row" { (it.email) }
                    td data-label="Scope" { code { (it.scope) } }
                    td data-label="Result" { (result(console, it)) (status::created_by(world, NotificationSubject::Authorization(it.id.clone()))) }
                }
            }
        },
    );
    part("authorizations", "Authorizations", world.delegated_access.is_empty(), &how, &list)
}

fn result(console: &Console, request: &DelegatedAccess) -> Markup {
    let outcome = request.error.as_deref().unwrap_or("code");
    let Some(at) = request.decides_at else {
        let tone = if request.error.is_some() { BadgeTone::Bad } else { BadgeTone::Good };
        return badge(tone, outcome);
    };
    let outcomes = [("code", "a code")].into_iter().chain(access_errors().map(|(error, _)| (error, error)));
    html! {
        form.row method="post" action="/requests/authorizations" {
            (console.token())
            input type="hidden" name="id" value=(request.id);
            (choice("Outcome", "outcome", outcome, outcomes))
            button type="submit" { "Decide now" span.hidden { " about " (request.email) ", " (request.id) } }
        }
        p.quiet { "Otherwise at " (time(at)) "." }
    }
}
