//! Smart invites, and a form to reply to each.

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};

use super::requests::{PATH, part};
use crate::console::{BadgeTone, Console, FormField, FormFields, badge, choice, form_time};
use crate::validate::is_email;
use crate::world::World;
use crate::world::model::{InviteAnswer, NotificationSubject, SmartInvite};

const ANSWERS: [(&str, &str); 3] = [("accepted", "accepted"), ("tentative", "tentative"), ("declined", "declined")];

/// `POST /requests/invites`
pub(crate) async fn reply(State(console): State<Console>, posted: FormFields) -> Response {
    let email = posted.field("email").trim();
    if !is_email(email) {
        return console.refused(PATH, "Nothing was sent: enter the e-mail address of the person who replies.");
    }
    let Some((status, _)) = ANSWERS.into_iter().find(|(status, _)| *status == posted.field("status")) else {
        return console.refused(PATH, "Nothing was sent: choose an answer.");
    };
    let proposed = posted.filled("start").map(form_time::parse);
    if proposed == Some(None) {
        return console.refused(PATH, "Nothing was sent: write the proposed start as a date and a time.");
    }
    let replied = console.shared.change(|world| {
        let invite = world.invites.get(posted.field("key"))?;
        let reply = InviteAnswer {
            email: email.to_owned(),
            status: status.to_owned(),
            comment: posted.filled("comment").map(str::to_owned),
            proposal: proposed.flatten().and_then(|start| invite.propose(start)),
        };
        world.reply_to_invite(&invite.key.clone(), &reply).then_some(())
    });
    match replied {
        Some(()) => console.done(PATH, format!("Replied as {email}, and notified the application.")),
        None => console.refused(PATH, "The invite was cancelled. Reload the page."),
    }
}

pub(super) fn section(console: &Console, world: &World) -> Markup {
    let how = html! { "Your application creates an invite with " code { "POST /v1/smart_invites" } ", and mails the calendar file of the answer." };
    let list = html! { @for it in world.invites.values().rev() { (one(console, it)) (super::status::created_by(world, NotificationSubject::Invite(it.key.clone()))) } };
    part("invites", "Smart invites", world.invites.is_empty(), &how, &list)
}

fn one(console: &Console, invite: &SmartInvite) -> Markup {
    let default = invite.recipients.first().map_or("", |it| &it.email);
    let values = FormFields::new([("email", default)]);
    html! {
        div.panel id=(invite.key) {
            h3 { (invite.event.summary) " " span.quiet { (invite.smart_invite_id) } }
            ul.things {
                @for it in invite.recipients.iter().chain(&invite.replies) { li { span { (it.email) } (answer(it)) } }
            }
            @if invite.cancelled { p { (badge(BadgeTone::Plain, "cancelled")) } } @else {
                form.fields method="post" action="/requests/invites" {
                    (console.token())
                    input type="hidden" name="key" value=(invite.key);
                    div.pair {
                        (FormField { name: "email", label: "Who replies", mode: "email", ..FormField::default() }
                            .show_as(&values, &format!("{}-email", invite.key), "text"))
                        (choice("Answer", "status", "accepted", ANSWERS))
                    }
                    div.pair {
                        (FormField { name: "comment", label: "Comment", ..FormField::default() }
                            .show_as(&values, &format!("{}-comment", invite.key), "text"))
                        (FormField { name: "start", label: "Proposed start (UTC)", hint: "Empty for no counter-proposal.", ..FormField::default() }
                            .show_as(&values, &format!("{}-start", invite.key), "datetime-local"))
                    }
                    button type="submit" { "Reply" span.hidden { " to " (invite.smart_invite_id) } }
                }
            }
        }
    }
}

fn answer(answer: &InviteAnswer) -> Markup {
    let tone = match answer.status.as_str() {
        "accepted" => BadgeTone::Good,
        "declined" => BadgeTone::Bad,
        "tentative" => BadgeTone::Waiting,
        _ => BadgeTone::Plain,
    };
    html! {
        span {
            (badge(tone, &answer.status))
            @if let Some(comment) = &answer.comment { " " span.quiet { (comment) } }
            @if let Some(proposal) = &answer.proposal { " " span.quiet { "proposes " (proposal.start.time()) } }
        }
    }
}
