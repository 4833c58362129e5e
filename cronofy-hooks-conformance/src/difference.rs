//! [`Difference`]: what was expected of an inbox, and what it did.

use std::fmt::{self, Debug};

use cronofy_hooks::inbox::InboxError;

/// One thing that is not as it should be.
#[derive(Clone)]
pub(crate) struct Difference {
    what: String,
    expected: Vec<String>,
    found: Vec<String>,
}

pub(crate) type CheckResult<T = ()> = Result<T, Difference>;

impl Difference {
    /// For what cannot be shown as two values.
    pub(crate) fn new(what: impl Into<String>, expected: impl Into<String>, found: impl Into<String>) -> Self {
        Self { what: what.into(), expected: vec![expected.into()], found: vec![found.into()] }
    }
}

/// Whether two values are the same.
#[expect(clippy::needless_pass_by_value, reason = "it is called with values made for it")]
pub(crate) fn same<F: PartialEq<E> + Debug, E: Debug>(what: &str, found: F, expected: E) -> CheckResult {
    if found == expected {
        return Ok(());
    }
    Err(Difference::new(what, format!("{expected:?}"), format!("{found:?}")))
}

/// Whether two lists have the same lines.
pub(crate) fn same_lines(what: &str, found: Vec<String>, expected: Vec<String>) -> CheckResult {
    if found == expected { Ok(()) } else { Err(Difference { what: what.to_owned(), expected, found }) }
}

/// Whether something holds.
pub(crate) fn holds(what: &str, does: bool) -> CheckResult {
    if does { Ok(()) } else { Err(Difference::new(what, "yes", "no")) }
}

impl From<InboxError> for Difference {
    fn from(error: InboxError) -> Self {
        Self::new("a method failed", "no error", format!("{:?}: {error}", error.kind()))
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.what)?;
        for (title, lines, others) in
            [("expected", &self.expected, &self.found), ("found", &self.found, &self.expected)]
        {
            writeln!(f, "  {title}:")?;
            if lines.is_empty() {
                writeln!(f, "      nothing")?;
            }
            for line in lines {
                let mark = if lines.len().max(others.len()) > 1 && !others.contains(line) { '>' } else { ' ' };
                writeln!(f, "    {mark} {line}")?;
            }
        }
        Ok(())
    }
}

/// Makes errors of types that can be displayed. A test that ends with one prints it by `Debug`, so that is the same
/// text.
macro_rules! errors {
    ($($error:ident)*) => {
        $(impl std::fmt::Debug for $error {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(self, f)
            }
        }

        impl std::error::Error for $error {})*
    };
}

pub(crate) use errors;
