//! The application with cronofy-hooks.

use std::error::Error;
use std::sync::Arc;

use axum::Router;
use cronofy_hooks::payload::{ConferencingAssigned, MeetingAgentComplete};
use cronofy_hooks::{Hooks, Secrets, State, cronofy_handler, handlers};

use crate::{App, BODY_LIMIT, PATH, SECRET};

#[cronofy_handler(interaction = "conferencing_assigned")]
async fn conferencing_assigned(assigned: ConferencingAssigned, State(app): State<Arc<App>>) {
    app.see("event", &assigned.event);
}

#[cronofy_handler(interaction = "meeting_agent_complete")]
async fn meeting_agent_complete(complete: MeetingAgentComplete, State(app): State<Arc<App>>) {
    app.see("event", &complete.event);
    app.see("meeting_agent", &complete.meeting_agent);
}

pub(crate) fn router(app: Arc<App>) -> Result<Router, Box<dyn Error>> {
    serve_at(PATH, app)
}

pub(crate) fn nested_router(app: Arc<App>) -> Result<Router, Box<dyn Error>> {
    Ok(Router::new().nest(PATH, serve_at("/", app)?))
}

fn serve_at(path: &str, app: Arc<App>) -> Result<Router, Box<dyn Error>> {
    let router = Hooks::new(Secrets::new([SECRET])?)
        .handlers(handlers![conferencing_assigned, meeting_agent_complete, ..])
        .state(app)
        .path(path)
        .body_limit(BODY_LIMIT)
        .into_router()?;
    Ok(router)
}
