//! First calls of the API, in several languages, that work when they are pasted.

use super::connect::ConnectDetails;
use crate::world::rules::ACCESS_TOKEN;

pub(super) struct Snippet {
    pub(super) id: &'static str,
    pub(super) language: &'static str,
    /// How to install and run it.
    pub(super) first: &'static str,
    template: &'static str,
    /// How it reads a secret that the console does not show.
    secret_from_environment: &'static str,
}

/// The templates have the values of a sandbox with defaults, so that a test can run them as they are.
pub(super) const SNIPPETS: [Snippet; 5] = [
    Snippet {
        id: "curl",
        language: "curl",
        first: "In a shell:",
        template: include_str!("../assets/snippets/curl.sh"),
        secret_from_environment: "",
    },
    Snippet {
        id: "rust",
        language: "Rust",
        first: "cargo add cronofy-hooks-client jiff && cargo add tokio -F macros,rt",
        template: include_str!("../assets/snippets/account.rs"),
        secret_from_environment: "std::env::var(\"CRONOFY_CLIENT_SECRET\")?",
    },
    Snippet {
        id: "python",
        language: "Python",
        first: "pip install pycronofy",
        template: include_str!("../assets/snippets/account.py"),
        secret_from_environment: "__import__(\"os\").environ[\"CRONOFY_CLIENT_SECRET\"]",
    },
    Snippet {
        id: "node",
        language: "Node.js",
        first: "npm install cronofy, in a file account.mjs:",
        template: include_str!("../assets/snippets/account.mjs"),
        secret_from_environment: "process.env.CRONOFY_CLIENT_SECRET",
    },
    Snippet {
        id: "ruby",
        language: "Ruby",
        first: "gem install cronofy",
        template: include_str!("../assets/snippets/account.rb"),
        secret_from_environment: "ENV.fetch(\"CRONOFY_CLIENT_SECRET\")",
    },
];

impl Snippet {
    pub(super) fn text(&self, details: &ConnectDetails) -> String {
        let text = self.template.replace("http://127.0.0.1:4040", &details.url);
        let text = text.replace(ACCESS_TOKEN, &details.token);
        let text = text.replace("\"sandbox\"", &format!("{:?}", details.client_id));
        match &details.secret {
            Some(_) => text,
            None => text.replace("\"CRN_sandbox_secret\"", self.secret_from_environment),
        }
    }
}
