//! Reading many pages holds one of them.

#![allow(missing_docs, clippy::unwrap_used)]
#![expect(clippy::print_stdout, reason = "the figure that the documentation states")]

use std::time::Duration;

use cronofy_hooks_client::{
    AccountTokens, ApplicationClient, ApplicationCredentials, BaseUrl, EventsQuery, MemoryTokenStore,
};
use jiff::Timestamp;
use peak_alloc::PeakAlloc;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

#[global_allocator]
static ALLOCATED: PeakAlloc = PeakAlloc;

const EVENTS: usize = 100_000;
const PER_PAGE: usize = 100;

/// Serves the pages of a result, and makes each when it is asked for.
async fn serve(stream: TcpStream, url: &str) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    loop {
        let mut target = String::new();
        let mut line = String::new();
        while stream.read_line(&mut line).await? > 2 {
            if target.is_empty() {
                target.push_str(&line);
            }
            line.clear();
        }
        if target.is_empty() {
            return Ok(());
        }
        let page: usize = target.split("/pages/").nth(1).and_then(|it| it.split(' ').next()?.parse().ok()).unwrap_or(1);
        let (first, total) = ((page - 1) * PER_PAGE, EVENTS / PER_PAGE);
        let event = |number| {
            format!(
                "{{\"calendar_id\":\"cal_1\",\"event_uid\":\"evt_external_{number}\",\"summary\":\"Meeting {number}\",\
             \"description\":\"{:200}\",\"start\":\"2026-01-06T12:00:00Z\",\"end\":\"2026-01-06T13:00:00Z\"}}",
                ""
            )
        };
        let events: Vec<String> = (first..first + PER_PAGE).map(event).collect();
        let next = if page < total { format!("{url}/v1/events/pages/{}", page + 1) } else { String::new() };
        let body = format!(
            "{{\"pages\":{{\"current\":{page},\"total\":{total},\"next_page\":\"{next}\"}},\"events\":[{}]}}",
            events.join(",")
        );
        let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        stream.write_all(answer.as_bytes()).await?;
    }
}

#[tokio::test]
async fn a_hundred_thousand_events_take_the_memory_of_a_page() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let base: BaseUrl = url.parse().unwrap();
    let server = tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            drop(serve(stream, &url).await);
        }
    });
    let tokens = AccountTokens::new("a", "r", Timestamp::now() + Duration::from_secs(3600));
    let client = ApplicationClient::builder(
        base,
        ApplicationCredentials::new("id", "secret"),
        MemoryTokenStore::with("acc_1", tokens),
    );
    let client = client.rate_limits(None).build().unwrap();

    let mut events = client.account("acc_1").events(&EventsQuery::new());
    let mut count = 0;
    // What the first pages need stays for the others.
    while count < 10 * PER_PAGE {
        count += usize::from(events.next().await.unwrap().is_ok());
    }
    let before = ALLOCATED.current_usage();
    ALLOCATED.reset_peak_usage();
    while let Some(event) = events.next().await {
        event.unwrap();
        count += 1;
    }
    let (peak, kept) = (ALLOCATED.peak_usage(), ALLOCATED.current_usage());
    server.abort();
    assert_eq!(count, EVENTS);
    let page = PER_PAGE * 400;
    let above = peak.saturating_sub(before);
    println!("{EVENTS} events: {above} bytes above the {before} at the start at most, {kept} at the end");
    // The page as text and as events, on both sides: nothing grows with the number of pages.
    assert!(peak < before + 12 * page, "{peak} bytes at most, {before} at the start");
    assert!(kept < before + page, "{kept} bytes are kept, {before} were before");
}
