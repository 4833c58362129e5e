//! What the environment says.

use std::env;
use std::path::PathBuf;

use cronofy_hooks::{BoxError, Secrets};
use cronofy_hooks_client::{ApplicationCredentials, BaseUrl};

/// What the application is started with.
pub(crate) struct Settings {
    /// `CRONOFY_API_URL`: a data center, such as `https://api-de.cronofy.com`, or a sandbox.
    pub(crate) api: BaseUrl,
    /// `CRONOFY_CLIENT_ID` and the newest of the client secrets.
    pub(crate) credentials: ApplicationCredentials,
    /// `CRONOFY_CLIENT_SECRET`: the client secret, or several, oldest first, separated by commas.
    pub(crate) secrets: Secrets,
    /// `CRONOFY_REFRESH_TOKEN`: that of the first user, if there is one.
    pub(crate) refresh_token: Option<String>,
    /// `ADDR`: where to listen; `127.0.0.1:3000` unless set.
    pub(crate) address: String,
    /// `PUBLIC_URL`: how the service reaches this application; `http://` and the address unless set.
    pub(crate) public_url: String,
    /// `DATABASE`: the file of inbox and tokens; `app.sqlite` unless set.
    pub(crate) database: PathBuf,
}

impl Settings {
    /// # Errors
    /// When a variable is missing, or cannot be read.
    pub(crate) fn from_env() -> Result<Self, BoxError> {
        let client_secrets = required("CRONOFY_CLIENT_SECRET")?;
        let newest = client_secrets.rsplit(',').next().unwrap_or_default();
        let address = env::var("ADDR").unwrap_or_else(|_| "127.0.0.1:3000".to_owned());
        Ok(Self {
            api: required("CRONOFY_API_URL")?.parse()?,
            credentials: ApplicationCredentials::new(required("CRONOFY_CLIENT_ID")?, newest.trim()),
            secrets: Secrets::from_env("CRONOFY_CLIENT_SECRET")?,
            refresh_token: env::var("CRONOFY_REFRESH_TOKEN").ok(),
            public_url: env::var("PUBLIC_URL").unwrap_or_else(|_| format!("http://{address}")),
            address,
            database: env::var_os("DATABASE").map_or_else(|| "app.sqlite".into(), PathBuf::from),
        })
    }
}

fn required(name: &str) -> Result<String, BoxError> {
    env::var(name).map_err(|_| format!("{name} is not set; sandbox.env sets it for a sandbox").into())
}
