//! [`DataCenter`] and [`BaseUrl`]: where the API is.

use std::net::IpAddr;
use std::str::FromStr;

use reqwest::Url;

use crate::error::{ClientError, ClientErrorKind};

/// A data center of the service. Each is an instance of its own: an application and its accounts belong to one.
///
/// Documentation: <https://docs.cronofy.com/developers/data-centers/>
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DataCenter {
    /// United States: `api.cronofy.com`.
    Us,
    /// United Kingdom: `api-uk.cronofy.com`.
    Uk,
    /// Germany: `api-de.cronofy.com`.
    De,
    /// Australia: `api-au.cronofy.com`.
    Au,
    /// Canada: `api-ca.cronofy.com`.
    Ca,
    /// Singapore: `api-sg.cronofy.com`.
    Sg,
}

impl DataCenter {
    /// All data centers.
    pub const ALL: [Self; 6] = [Self::Us, Self::Uk, Self::De, Self::Au, Self::Ca, Self::Sg];

    /// The identifier that the service's own clients use, such as `de`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Us => "us",
            Self::Uk => "uk",
            Self::De => "de",
            Self::Au => "au",
            Self::Ca => "ca",
            Self::Sg => "sg",
        }
    }

    /// The URL of its API.
    #[must_use]
    pub const fn url(self) -> &'static str {
        match self {
            Self::Us => "https://api.cronofy.com",
            Self::Uk => "https://api-uk.cronofy.com",
            Self::De => "https://api-de.cronofy.com",
            Self::Au => "https://api-au.cronofy.com",
            Self::Ca => "https://api-ca.cronofy.com",
            Self::Sg => "https://api-sg.cronofy.com",
        }
    }
}

/// Where the API is: a [`DataCenter`], or the URL of a sandbox.
///
/// ```
/// use cronofy_hooks_client::{BaseUrl, DataCenter};
///
/// let germany = BaseUrl::from(DataCenter::De);
/// let sandbox: BaseUrl = "http://127.0.0.1:4040".parse()?;
/// assert_eq!(sandbox.to_string(), "http://127.0.0.1:4040");
/// assert!("http://api.example.com".parse::<BaseUrl>().is_err(), "secrets go over TLS, or stay on this machine");
/// # Ok::<(), cronofy_hooks_client::ClientError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl(Url);

impl BaseUrl {
    /// The URL of a path.
    pub(crate) fn at(&self, path: &str) -> Url {
        let mut url = self.0.clone();
        url.set_path(path);
        url
    }

    /// The URL of a path of the pages for users: `app` in place of `api`. A sandbox has both in one place.
    pub(crate) fn app(&self, path: &str) -> Url {
        let mut url = self.at(path);
        let host =
            url.host_str().filter(|host| host.ends_with(".cronofy.com")).and_then(|host| host.strip_prefix("api"));
        if let Some(rest) = host.map(|rest| format!("app{rest}")) {
            // It fails for hosts of URLs that cannot have one.
            let _ = url.set_host(Some(&rest));
        }
        url
    }

    /// Whether it is on this machine, where no proxy leads.
    pub(crate) fn is_here(&self) -> bool {
        // Plain HTTP is for this machine alone.
        self.0.scheme() == "http"
    }

    /// Whether credentials may be sent to this URL: it has the same scheme, host and port; or both are URLs of the
    /// service, whose answers name several of its hosts. The credentials of a sandbox stay with the sandbox.
    pub(crate) fn trusts(&self, url: &Url) -> bool {
        // A user or a password in a URL would be sent beside the token.
        let names_user = !url.username().is_empty() || url.password().is_some();
        !names_user && (self.0.origin() == url.origin() || (is_of_service(&self.0) && is_of_service(url)))
    }
}

/// Whether a URL leads to a host of the service, over TLS.
fn is_of_service(url: &Url) -> bool {
    url.scheme() == "https" && url.port().is_none() && url.host_str().is_some_and(|host| host.ends_with(".cronofy.com"))
}

impl From<DataCenter> for BaseUrl {
    fn from(data_center: DataCenter) -> Self {
        // A test makes all of them.
        Self(Url::parse(data_center.url()).expect("the URL of a data center is one"))
    }
}

impl FromStr for BaseUrl {
    type Err = ClientError;

    fn from_str(text: &str) -> Result<Self, ClientError> {
        let url = Url::parse(text).map_err(|_| invalid())?;
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
        let is_here = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
        let is_plain = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        match url.scheme() == "https" || (url.scheme() == "http" && is_here) {
            true if is_plain && url.username().is_empty() && url.password().is_none() => Ok(Self(url)),
            _ => Err(invalid()),
        }
    }
}

impl std::fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

fn invalid() -> ClientError {
    ClientError::new(ClientErrorKind::BaseUrl)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_go_over_tls_or_stay_on_this_machine() {
        for good in ["https://api.cronofy.com", "http://localhost:1/", "http://127.0.0.1:2", "http://[::1]:3"] {
            assert!(good.parse::<BaseUrl>().is_ok(), "{good}");
        }
        for bad in [
            "",
            "api.cronofy.com",
            "http://api.cronofy.com",
            "http://127.0.0.1.example.com",
            "ftp://127.0.0.1",
            "https://user@api.cronofy.com",
            "https://api.cronofy.com/v1",
            "https://api.cronofy.com?a=b",
        ] {
            assert!(bad.parse::<BaseUrl>().is_err(), "{bad}");
        }
    }

    #[test]
    fn every_data_center_has_a_url() {
        for data_center in DataCenter::ALL {
            let url = BaseUrl::from(data_center).to_string();
            let suffix =
                if data_center == DataCenter::Us { String::new() } else { format!("-{}", data_center.as_str()) };
            assert_eq!(url, format!("https://api{suffix}.cronofy.com"));
            let app = BaseUrl::from(data_center).app("/oauth/authorize").to_string();
            assert_eq!(app, format!("https://app{suffix}.cronofy.com/oauth/authorize"));
        }
    }

    #[test]
    fn credentials_stay_with_the_service() {
        let base = BaseUrl::from(DataCenter::De);
        let [sandbox, other] = ["http://127.0.0.1:4040", "https://sandbox.example.com"]
            .map(|base| base.parse::<BaseUrl>().expect("a base URL"));
        let url = |text| Url::parse(text).expect("a URL");
        assert!(base.trusts(&url("https://api-de.cronofy.com/v1/events/pages/1")));
        assert!(base.trusts(&url("https://app-de.cronofy.com/resources/1")));
        assert!(sandbox.trusts(&url("http://127.0.0.1:4040/v1/events/pages/1")));
        assert!(other.trusts(&url("https://sandbox.example.com/v1/events/pages/1")));
        for elsewhere in [
            "http://api-de.cronofy.com/",
            "https://api-de.cronofy.com:8443/",
            "https://api-de.cronofy.com./",
            "https://user@api-de.cronofy.com/",
            "https://:word@api-de.cronofy.com/",
            "https://api-de.cronofy.com.example.com/",
            "https://evilcronofy.com/",
            "https://example.com/",
        ] {
            assert!(!base.trusts(&url(elsewhere)), "{elsewhere}");
        }
        for elsewhere in [
            "https://api.cronofy.com/v1/events/pages/1",
            "https://app.cronofy.com/resources/1",
            "http://127.0.0.1:4041/",
            "https://127.0.0.1:4040/",
            "http://localhost:4040/",
            "http://user:word@127.0.0.1:4040/",
            "https://api.sandbox.example.com/",
            "https://user@sandbox.example.com/",
        ] {
            assert!(!sandbox.trusts(&url(elsewhere)) && !other.trusts(&url(elsewhere)), "{elsewhere}");
        }
    }
}
