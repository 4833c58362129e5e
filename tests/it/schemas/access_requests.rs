//! Requests for access: of users, of the application, and to the accounts of others.

use cronofy_hooks::request::*;

use super::requests::Built;

pub(super) fn add(built: &mut Built) {
    for (name, status) in [
        ("change_participation_status/minimal", ParticipationAnswer::Accepted),
        ("change_participation_status/tentative", ParticipationAnswer::Tentative),
        ("change_participation_status/declined", ParticipationAnswer::Declined),
    ] {
        built.add(name, ChangeParticipationStatus::new(status));
    }

    let permission = |calendar_id: &str, level| CalendarPermission::new(calendar_id, level);
    let calendar = "cal_n23kjnwrw2_jsdfjksn234";
    built.add("calendar_permission/minimal", permission(calendar, PermissionLevel::Unrestricted));
    built.add("calendar_permission/sandbox", permission(calendar, PermissionLevel::Sandbox));
    let [one, two] = [("cal_1", PermissionLevel::Unrestricted), ("cal_2", PermissionLevel::Sandbox)]
        .map(|(id, it)| permission(id, it));
    built.add("request_permissions/minimal", RequestPermissions::new([one.clone()]));
    let both = RequestPermissions::new([one, two]).redirect_uri("https://example.com/permission");
    built.add("request_permissions/full", both);

    let callback_url = "https://example.com/cronofy/authorization";
    let access = || ServiceAccountAuthorization::new("example@example.com", callback_url, "read_events create_event");
    built.add("service_account_authorization/minimal", access());
    built.add("service_account_authorization/full", access().state("user-42"));
    built.add("service_account_authorizations/one", ServiceAccountAuthorizations::new([access()]));
    let other = ServiceAccountAuthorization::new("other@example.com", callback_url, "read_events create_event");
    let two = ServiceAccountAuthorizations::new([access(), other.state("user-43")]);
    built.add("service_account_authorizations/two", two);
    let delegated = || {
        let scope = "read_events create_event";
        DelegatedAuthorization::new("pro_n23kjnwrw2", "example@example.com", callback_url, scope)
    };
    built.add("delegated_authorization/minimal", delegated());
    built.add("delegated_authorization/full", delegated().state("user-42"));

    let calendar = CreateApplicationCalendar::new("sandbox_client", "a-client-secret", "my-unique-string");
    built.add("create_application_calendar/full", calendar);
    let conferencing = || AuthorizeConferencing::new("https://example.com/conferencing");
    built.add("authorize_conferencing/minimal", conferencing());
    built.add("authorize_conferencing/full", conferencing().provider_name("zoom"));

    let contact = || ApplicationContact::new("owner@example.com");
    let known = contact().display_name("Olivia Owner");
    built.add("application_contact/minimal", contact());
    built.add("application_contact/full", known.clone());
    let (uri, local) = ("https://planner.example.com/oauth", "http://localhost:3000/oauth");
    built.add("verify_application/minimal", VerifyApplication::new([uri], contact()));
    built.add("verify_application/full", VerifyApplication::new([uri, local], known));

    let file = || AttachmentFile::new("agenda.txt", "text/plain", "VGVzdA==");
    built.add("attachment_file/minimal", file());
    built.add("create_attachment/minimal", CreateAttachment::new(file()));
    let review = Subscription::webhook("https://example.com/cronofy");
    let review = ["attachment_approved", "attachment_rejected"]
        .into_iter()
        .fold(review, |review, name| review.interaction(InteractionSubscription::new(name)));
    built.add("create_attachment/full", CreateAttachment::new(file()).subscription(review));
}
