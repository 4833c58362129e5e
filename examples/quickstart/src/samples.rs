//! `--samples`: every documented delivery, over real HTTP, and its result.

use std::error::Error;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use cronofy_hooks::Secrets;
use cronofy_hooks::inbox::SqliteInbox;
use cronofy_hooks::route::Route;
use cronofy_hooks::send::{DeliveryAnswer, DeliveryRequest};
use cronofy_hooks_contract::{Sample, samples};
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

use crate::line::{self, HandlerLine, Printer};
use crate::{handlers, serve};

/// Signs the samples where no secret is set.
const OWN_SECRET: &str = "CRN_only_for_the_samples_of_the_quickstart";

/// For a handler to run, on a machine that has much else to do.
const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) async fn run() -> Result<(), Box<dyn Error>> {
    let secrets = match std::env::var_os("CRONOFY_CLIENT_SECRET") {
        Some(_) => Secrets::from_env("CRONOFY_CLIENT_SECRET")?,
        None => Secrets::new([OWN_SECRET])?,
    };
    let (printer, mut lines) = Printer::watched();
    // Of its own: an inbox knows what it was sent before.
    let folder = tempfile::tempdir()?;
    let inbox = SqliteInbox::open(folder.path().join("samples.sqlite")).await?;
    let app = serve::app(secrets.clone(), printer, Some(Arc::new(inbox)))?;
    let listener = serve::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    let (stop, stopped) = oneshot::channel::<()>();
    let server = tokio::spawn(serve::until(listener, app, Some(Box::pin(async move { drop(stopped.await) }))));

    line::say(&format!("sending {} samples to {url}/cronofy", samples().len()));
    let mut table = String::new();
    let mut wrong = 0;
    let mut documented = None;
    for sample in samples() {
        if documented != Some(sample.page.is_some()) {
            documented = Some(sample.page.is_some());
            let heading = if sample.page.is_some() { "example of the documentation" } else { "sample of our own" };
            writeln!(table, "\n{heading:62} {:>6}  handler", "status")?;
        }
        let answer = request(sample).signed_with(&secrets).post_to(&url).await?;
        let ran = printed(&mut lines).await;
        let handlers: Vec<_> = ran.iter().map(|line| line.handler).collect();
        writeln!(table, "{:62} {:>6}  {}", sample.name, answer.status.as_u16(), handlers.join(", "))?;
        if let Some(complaint) = complaint(sample, &answer, &handlers) {
            writeln!(table, "    wrong: {}", complaint.trim_end())?;
            wrong += 1;
        }
    }
    drop(stop);
    server.await??;
    line::print_text(&table);
    match wrong {
        0 => {
            line::print_text("\nevery sample reached its handler\n");
            Ok(())
        }
        _ => Err(format!("{wrong} of {} samples went wrong", samples().len()).into()),
    }
}

/// As the service would send it, to the path of a user.
fn request(sample: &Sample) -> DeliveryRequest {
    let request = DeliveryRequest::body(sample.body).path("/cronofy/sample-user");
    match sample.notification_id() {
        Some(id) => request.notification_id(id).attempt(1),
        None => request,
    }
}

/// The lines of the handlers that ran. They run after the answer, so the first is waited for.
async fn printed(lines: &mut mpsc::UnboundedReceiver<HandlerLine>) -> Vec<HandlerLine> {
    let first = timeout(PATIENCE, lines.recv()).await.ok().flatten();
    let ran: Vec<_> = first.into_iter().chain(std::iter::from_fn(|| lines.try_recv().ok())).collect();
    for line in &ran {
        line::print(line);
    }
    ran
}

/// What is wrong with an answer or with the handlers that ran, if anything.
fn complaint(sample: &Sample, answer: &DeliveryAnswer, ran: &[&str]) -> Option<String> {
    if answer.status != 204 {
        return Some(answer.text.clone());
    }
    let expected = expected(sample.route);
    (ran != [expected]).then(|| format!("{} goes to `{expected}`", sample.route))
}

/// The handler of exactly this route, else the one of its interaction.
fn expected(route: Route) -> &'static str {
    let handlers = handlers::all();
    let mut exact = handlers.routes().filter(|(handled, _)| *handled == route);
    let whole = |(handled, _): &(Route, _)| {
        handled.kind() == route.kind() && handled.name() == route.name() && handled.subtype().is_none()
    };
    exact.next().or_else(|| handlers.routes().find(whole)).map_or("fallback", |(_, name)| name)
}
