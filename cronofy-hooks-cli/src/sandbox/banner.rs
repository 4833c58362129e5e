//! [`Banner`]: the address of the sandbox, and how to use it.

use std::io;

use cronofy_hooks_sandbox::{AccountView, Sandbox};
use serde_json::json;

use crate::io::Io;

#[derive(Debug)]
pub(super) struct Banner<'b> {
    pub(super) url: &'b str,
    pub(super) account: &'b AccountView,
    /// Whether the client secret is not the public one.
    pub(super) has_own_secret: bool,
    /// The channel of `--forward-to`, and its URL.
    pub(super) channel: Option<(&'b str, &'b str)>,
    /// The accounts of `--account`, each with an access token and a refresh token.
    pub(super) added: &'b [(AccountView, (String, String))],
}

impl Banner<'_> {
    pub(super) fn print(&self, as_json: bool, io: &mut Io<'_>) -> io::Result<()> {
        let Self { url, account, has_own_secret, channel, added } = self;
        let access_token = Sandbox::ACCESS_TOKEN;
        if as_json {
            io.json(&json!({
                "url": url,
                "client_id": Sandbox::CLIENT_ID,
                "access_token": access_token,
                "refresh_token": Sandbox::REFRESH_TOKEN,
                "account_id": account.account_id,
                "calendar_ids": account.calendar_ids,
                "accounts": added.iter().map(|(it, (access_token, refresh_token))| json!({
                    "account_id": it.account_id,
                    "email": it.email,
                    "access_token": access_token,
                    "refresh_token": refresh_token,
                    "calendar_ids": it.calendar_ids,
                })).collect::<Vec<_>>(),
                "channel_id": channel.map(|(channel_id, _)| channel_id),
            }))?;
            return io.flush();
        }
        io.line(format_args!("console        {}", io.style().link(format_args!("{url}/"))))?;
        io.line(format_args!("API            {url}"))?;
        io.line(format_args!("client id      {}", Sandbox::CLIENT_ID))?;
        io.line(format_args!(
            "client secret  {}",
            if *has_own_secret { "the given one" } else { Sandbox::CLIENT_SECRET }
        ))?;
        io.line(format_args!("access token   {access_token}"))?;
        io.line(format_args!("refresh token  {}", Sandbox::REFRESH_TOKEN))?;
        io.line(format_args!("account        {}  {}", account.account_id, account.email))?;
        io.line(format_args!("calendars      {}", account.calendar_ids.join(", ")))?;
        io.line(format_args!("conferencing   {}", account.conferencing_profile_ids.join(", ")))?;
        if let Some((channel_id, forward_to)) = channel {
            io.line(format_args!("channel        {channel_id}, to {forward_to}"))?;
        }
        for (it, (access_token, _)) in *added {
            io.line(format_args!("account        {}  {}, access token {access_token}", it.account_id, it.email))?;
        }
        io.line("\nTo point a client at it:")?;
        io.line(format_args!("  rust    let at: BaseUrl = \"{url}\".parse()?; // for ApplicationClient::builder"))?;
        io.line(format_args!("  python  pycronofy.settings.API_BASE_URL = \"{url}\""))?;
        io.line(format_args!("  node    cronofy.urls.api = \"{url}\""))?;
        io.line(format_args!("  ruby    CRONOFY_API_URL={url}"))?;
        io.line(format_args!("  curl    curl -H 'Authorization: Bearer {access_token}' {url}/v1/account"))?;
        io.line(format_args!(
            "The console has whole programs, which receive notifications and call the API: {}",
            io.style().link(format_args!("{url}/connect"))
        ))?;
        io.line("")?;
        io.line("Ctrl-C stops it. API calls and attempts:")?;
        io.flush()
    }
}
