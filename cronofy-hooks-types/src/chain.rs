//! [`Chain`]: an error with everything that caused it.

use std::error::Error;
use std::fmt;

/// An error and what caused it. What a message holds already is not written again: some errors repeat
/// what caused them.
#[derive(Debug)]
pub struct Chain<'e>(pub &'e (dyn Error + 'static));

impl fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = self.0.to_string();
        let mut source = self.0.source();
        while let Some(error) = source {
            let cause = error.to_string();
            if !text.contains(&cause) {
                text.push_str(": ");
                text.push_str(&cause);
            }
            source = error.source();
        }
        f.write_str(&text)
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[derive(Debug)]
    struct Failed(&'static str, Option<Box<Failed>>);

    impl fmt::Display for Failed {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }
    }

    impl Error for Failed {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            self.1.as_ref().map(|source| &**source as _)
        }
    }

    #[test]
    fn each_cause_is_said_once() {
        let cause = Failed("locked: code 5", Some(Box::new(Failed("code 5", Some(Box::new(Failed("busy", None)))))));
        assert_eq!(Chain(&Failed("no answer", Some(Box::new(cause)))).to_string(), "no answer: locked: code 5: busy");
        assert_eq!(Chain(&io::Error::other(Failed("no disk", None))).to_string(), "no disk");
    }
}
