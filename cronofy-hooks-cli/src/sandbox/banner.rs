//! [`Banner`]: the address of the sandbox, and how to use it.

use std::io;

use cronofy_hooks_sandbox::{AccountView, Sandbox};
use serde::Serialize;

use crate::io::Io;

/// The client id of the application.
pub(super) const CLIENT_ID: &str = "sandbox";
/// The client secret unless another one is given. It is public.
pub(super) const PUBLIC_SECRET: &str = "CRN_sandbox_secret";

/// The address of the sandbox, and how to use it.
#[derive(Debug, Serialize)]
pub(super) struct Banner<'b> {
    url: &'b str,
    client_id: &'static str,
    access_token: &'static str,
    account_id: &'b str,
    calendar_ids: &'b [String],
    channel_id: Option<&'b str>,
    #[serde(skip)]
    account: &'b AccountView,
    #[serde(skip)]
    forward_to: Option<&'b str>,
    #[serde(skip)]
    has_own_secret: bool,
}

impl<'b> Banner<'b> {
    pub(super) fn new(url: &'b str, account: &'b AccountView, has_own_secret: bool) -> Self {
        Self {
            url,
            client_id: CLIENT_ID,
            access_token: Sandbox::ACCESS_TOKEN,
            account_id: &account.account_id,
            calendar_ids: &account.calendar_ids,
            channel_id: None,
            account,
            forward_to: None,
            has_own_secret,
        }
    }

    /// Adds the channel of `--forward-to`.
    pub(super) fn forwarding(self, channel_id: Option<&'b str>, forward_to: Option<&'b str>) -> Self {
        Self { channel_id, forward_to, ..self }
    }

    pub(super) fn print(&self, json: bool, io: &mut Io<'_>) -> io::Result<()> {
        if json {
            io.json(self)?;
            return io.flush();
        }
        let Self { url, client_id, access_token, account, .. } = self;
        io.line(format_args!("console        {url}/"))?;
        io.line(format_args!("API            {url}"))?;
        io.line(format_args!("client id      {client_id}"))?;
        match self.has_own_secret {
            true => io.line("client secret  the given one")?,
            false => io.line(format_args!("client secret  {PUBLIC_SECRET}"))?,
        }
        io.line(format_args!("access token   {access_token}"))?;
        io.line(format_args!("refresh token  {}", Sandbox::REFRESH_TOKEN))?;
        io.line(format_args!("account        {}  {}", account.account_id, account.email))?;
        io.line(format_args!("calendars      {}", account.calendar_ids.join(", ")))?;
        io.line(format_args!("conferencing   {}", account.conferencing_profile_ids.join(", ")))?;
        if let (Some(channel_id), Some(forward_to)) = (self.channel_id, self.forward_to) {
            io.line(format_args!("channel        {channel_id}, to {forward_to}"))?;
        }
        io.line("\nTo point a client at it:")?;
        io.line(format_args!("  python  pycronofy.settings.API_BASE_URL = \"{url}\""))?;
        io.line(format_args!("  node    cronofy.urls.api = \"{url}\""))?;
        io.line(format_args!("  ruby    CRONOFY_API_URL={url}"))?;
        io.line(format_args!("  curl    curl -H 'Authorization: Bearer {access_token}' {url}/v1/account"))?;
        io.line("\nCtrl-C stops it. Attempts:")?;
        io.flush()
    }
}
