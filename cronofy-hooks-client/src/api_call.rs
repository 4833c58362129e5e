//! [`ApiCall`]: one call, before it is sent.

use bytes::Bytes;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Url;
use serde::Serialize;

use crate::data_center::BaseUrl;
use crate::error::{ClientError, ClientErrorKind};

/// What stays as it is in a part of a path. Calendar ids hold `@`.
const PART: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'@');

/// One call of the API.
#[derive(Clone, Debug)]
pub(crate) struct ApiCall {
    pub(crate) method: &'static str,
    /// The path with the names of its ids in braces: for spans and errors.
    pub(crate) path: &'static str,
    pub(crate) url: Url,
    pub(crate) body: Option<Bytes>,
    /// Whether sending it twice does what sending it once does.
    pub(crate) is_repeatable: bool,
    /// Whether it counts for the rate limit of the service.
    pub(crate) is_counted: bool,
}

impl ApiCall {
    /// A call of this path. Reads and deletions can be repeated.
    pub(crate) fn new(base: &BaseUrl, method: &'static str, path: &'static str) -> Self {
        let is_repeatable = matches!(method, "GET" | "DELETE");
        Self { method, path, url: base.at(path), body: None, is_repeatable, is_counted: true }
    }

    /// A call of this path, with an id in the place of each part in braces.
    pub(crate) fn with_ids(
        base: &BaseUrl,
        method: &'static str,
        path: &'static str,
        ids: &[&str],
    ) -> Result<Self, ClientError> {
        let mut ids = ids.iter();
        let mut target = String::new();
        for part in path.split('/').skip(1) {
            target.push('/');
            match part.starts_with('{') {
                true => target.extend(utf8_percent_encode(checked(ids.next().copied())?, PART)),
                false => target.push_str(part),
            }
        }
        Ok(Self { url: base.at(&target), ..Self::new(base, method, path) })
    }

    /// A read of a URL that an answer or a notification brought.
    pub(crate) fn follow(base: &BaseUrl, path: &'static str, url: &str) -> Result<Self, ClientError> {
        let foreign = || ClientError::new(ClientErrorKind::ForeignUrl).of("GET", path);
        let url = Url::parse(url).ok().filter(|url| base.trusts(url)).ok_or_else(foreign)?;
        Ok(Self { method: "GET", path, url, body: None, is_repeatable: true, is_counted: true })
    }

    /// A read of a URL that holds its own permission, anywhere: it gets no credentials.
    pub(crate) fn elsewhere(path: &'static str, url: &str) -> Result<Self, ClientError> {
        let error = |_| ClientError::new(ClientErrorKind::UnexpectedAnswer).of("GET", path);
        let url = Url::parse(url).map_err(error)?;
        Ok(Self { method: "GET", path, url, body: None, is_repeatable: true, is_counted: false })
    }

    /// With a body.
    pub(crate) fn json(self, body: &impl Serialize) -> Result<Self, ClientError> {
        // The types of requests always encode.
        let error = |_| ClientError::new(ClientErrorKind::UnexpectedAnswer);
        Ok(Self { body: Some(serde_json::to_vec(body).map_err(error)?.into()), ..self })
    }

    /// With a query, unless it is empty.
    pub(crate) fn query<'q>(mut self, pairs: impl IntoIterator<Item = (&'q str, &'q str)>) -> Self {
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        self.url.set_query(Some(query.as_str()).filter(|query| !query.is_empty()));
        self
    }

    /// A write that names what it writes: twice is once.
    pub(crate) fn repeatable(self) -> Self {
        Self { is_repeatable: true, ..self }
    }

    /// An error of this call.
    pub(crate) fn error(&self, kind: ClientErrorKind) -> ClientError {
        ClientError::new(kind).of(self.method, self.path)
    }
}

/// A URL takes the parts `.` and `..` away, encoded or not: with one as an id the call would be another one.
fn checked(id: Option<&str>) -> Result<&str, ClientError> {
    id.filter(|id| !matches!(*id, "" | "." | "..")).ok_or_else(|| ClientError::new(ClientErrorKind::Id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::DataCenter;

    #[test]
    fn ids_stay_one_part_of_the_path() {
        let call = |id| ApiCall::with_ids(&DataCenter::Us.into(), "POST", "/v1/calendars/{calendar_id}/events", &[id]);
        for (id, part) in [("cal_U9@E_1-f0", "cal_U9@E_1-f0"), ("a/../b?c#d%2e é", "a%2F..%2Fb%3Fc%23d%252e%20%C3%A9")]
        {
            let url = call(id).expect("a call").url;
            assert_eq!(url.as_str(), format!("https://api.cronofy.com/v1/calendars/{part}/events"));
        }
        for id in ["", ".", ".."] {
            assert_eq!(call(id).expect_err("no id").kind(), ClientErrorKind::Id, "{id:?}");
        }
    }
}
