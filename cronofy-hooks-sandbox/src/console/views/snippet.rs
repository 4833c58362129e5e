//! Programs in several languages that work when they are pasted: receivers of notifications, and first calls of the API.

use super::connect::ConnectDetails;
use crate::world::rules::ACCESS_TOKEN;

struct Language {
    id: &'static str,
    name: &'static str,
    /// How its programs read the client secret, with the public one of a sandbox as the default.
    secret_or_public: &'static str,
    /// The same without a default: for a secret that the console does not show.
    secret: &'static str,
    /// The line of a receiver that prints the signature `computed`, which it compares with the header.
    prints_computed: Option<&'static str>,
}

const CURL: Language = Language { id: "curl", name: "curl", secret_or_public: "", secret: "", prints_computed: None };
const NODE: Language = Language {
    id: "node",
    name: "Node.js",
    secret_or_public: "process.env.CRONOFY_CLIENT_SECRET ?? \"CRN_sandbox_secret\"",
    secret: "process.env.CRONOFY_CLIENT_SECRET",
    prints_computed: Some("console.log(computed)"),
};
const PYTHON: Language = Language {
    id: "python",
    name: "Python",
    secret_or_public: "os.environ.get(\"CRONOFY_CLIENT_SECRET\", \"CRN_sandbox_secret\")",
    secret: "os.environ[\"CRONOFY_CLIENT_SECRET\"]",
    prints_computed: Some("print(computed)"),
};
const RUBY: Language = Language {
    id: "ruby",
    name: "Ruby",
    secret_or_public: "ENV.fetch(\"CRONOFY_CLIENT_SECRET\", \"CRN_sandbox_secret\")",
    secret: "ENV.fetch(\"CRONOFY_CLIENT_SECRET\")",
    prints_computed: Some("puts computed"),
};
const RUST: Language = Language {
    id: "rust",
    name: "Rust",
    secret_or_public: "std::env::var(\"CRONOFY_CLIENT_SECRET\").unwrap_or(\"CRN_sandbox_secret\".into())",
    secret: "std::env::var(\"CRONOFY_CLIENT_SECRET\")?",
    prints_computed: Some("println!(\"{computed}\")"),
};

/// A program to paste.
pub(super) struct Snippet {
    language: &'static Language,
    /// What to install, and how to run it.
    pub(super) first: &'static str,
    template: &'static str,
}

/// Receivers that verify the signature of each request. Like [`CALLS`], the templates have the values of a sandbox with
/// defaults, so that a test can run them as they are.
pub(super) const RECEIVERS: [Snippet; 4] = [
    Snippet {
        language: &NODE,
        first: "Nothing to install. Save it as receiver.mjs, and run: node receiver.mjs",
        template: include_str!("../assets/snippets/receiver.mjs"),
    },
    Snippet {
        language: &PYTHON,
        first: "Nothing to install. Save it as receiver.py, and run: python3 receiver.py",
        template: include_str!("../assets/snippets/receiver.py"),
    },
    Snippet {
        language: &RUBY,
        first: "gem install sinatra puma rackup. Save it as receiver.rb, and run: ruby receiver.rb",
        template: include_str!("../assets/snippets/receiver.rb"),
    },
    Snippet {
        language: &RUST,
        first: "cargo add cronofy-hooks axum && cargo add tokio -F macros,net,rt-multi-thread. Paste it into \
                src/main.rs, and run: cargo run",
        template: include_str!("../assets/snippets/receiver.rs"),
    },
];

/// First calls of the API.
pub(super) const CALLS: [Snippet; 5] = [
    Snippet { language: &CURL, first: "In a shell:", template: include_str!("../assets/snippets/curl.sh") },
    Snippet {
        language: &NODE,
        first: "npm install cronofy, in a file account.mjs:",
        template: include_str!("../assets/snippets/account.mjs"),
    },
    Snippet {
        language: &PYTHON,
        first: "pip install pycronofy",
        template: include_str!("../assets/snippets/account.py"),
    },
    Snippet { language: &RUBY, first: "gem install cronofy", template: include_str!("../assets/snippets/account.rb") },
    Snippet {
        language: &RUST,
        first: "cargo add cronofy-hooks-client jiff && cargo add tokio -F macros,rt",
        template: include_str!("../assets/snippets/account.rs"),
    },
];

impl Snippet {
    pub(super) const fn id(&self) -> &'static str {
        self.language.id
    }

    pub(super) const fn language(&self) -> &'static str {
        self.language.name
    }

    /// The line of a receiver in this language that prints the signature that it computes.
    pub(super) const fn prints_computed(&self) -> Option<&'static str> {
        self.language.prints_computed
    }

    /// The program with the values of this sandbox.
    pub(super) fn text(&self, details: &ConnectDetails) -> String {
        let text = self.template.replace("http://127.0.0.1:4040", &details.url);
        let text = text.replace(ACCESS_TOKEN, &details.token);
        let text = text.replace("\"sandbox\"", &format!("{:?}", details.client_id));
        match &details.secret {
            Some(_) => text,
            None => text.replace(self.language.secret_or_public, self.language.secret),
        }
    }
}
