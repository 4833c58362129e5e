//! The generated applications.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::measure::Build;

/// Whose handlers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HandlerKind {
    Axum,
    Ours,
    /// The functions of `Ours` without the attribute and without a list.
    Functions,
}

impl HandlerKind {
    pub(crate) const ALL: [Self; 3] = [Self::Axum, Self::Ours, Self::Functions];

    /// The kinds that make a whole application.
    pub(crate) const APPLICATIONS: [Self; 2] = [Self::Axum, Self::Ours];

    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Axum => "plain axum",
            Self::Ours => "cronofy-hooks",
            Self::Functions => "the functions alone",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Axum => "axum",
            Self::Ours => "ours",
            Self::Functions => "functions",
        }
    }
}

/// One application on disk.
#[derive(Debug)]
pub(crate) struct Project {
    kind: HandlerKind,
    count: usize,
    folder: PathBuf,
    edits: Cell<usize>,
}

impl Project {
    pub(crate) fn write(root: &Path, kind: HandlerKind, count: usize) -> Result<Self, Box<dyn Error>> {
        let folder = root.join(format!("{}-{count}", kind.name()));
        fs::create_dir_all(folder.join("src"))?;
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("the benches are in a workspace")?;
        let library = match kind {
            HandlerKind::Ours | HandlerKind::Functions => format!("cronofy-hooks = {{ path = {:?} }}\n", workspace.join("cronofy-hooks")),
            // What a receiver by hand needs for the same work.
            HandlerKind::Axum => "base64 = \"0.23\"\nhmac = \"0.13\"\nserde = { version = \"1\", features = [\"derive\"] }\nserde_json = \"1\"\nsha2 = { version = \"0.11\", default-features = false }\n".to_owned(),
        };
        let manifest = format!(
            "[package]\nname = \"application\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
             [dependencies]\naxum = \"0.8.9\"\ntokio = {{ version = \"1\", features = [\"macros\", \"net\", \"rt-multi-thread\"] }}\n{library}\n[workspace]\n"
        );
        fs::write(folder.join("Cargo.toml"), manifest)?;
        // The same versions of everything as the workspace, so that nothing is looked up.
        fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock"))?;
        let project = Self { kind, count, folder, edits: Cell::new(0) };
        project.edit()?;
        Ok(project)
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Sources with the same handlers, but for one that does something else.
    pub(crate) fn edit(&self) -> Result<(), Box<dyn Error>> {
        self.edits.set(self.edits.get() + 1);
        let edit = self.edits.get();
        let source = match self.kind {
            HandlerKind::Axum => axum(self.count, edit)?,
            HandlerKind::Ours => ours(self.count, edit)?,
            HandlerKind::Functions => functions(self.count, edit)?,
        };
        Ok(fs::write(self.folder.join("src/main.rs"), source)?)
    }

    /// Dependencies are shared by the sizes, but not by ways of building that would undo each other.
    pub(crate) fn target_of(&self, build: Build) -> PathBuf {
        let way = match build {
            Build::Leaf | Build::Check => "whole",
            Build::Incremental => "incremental",
        };
        let dependencies = match self.kind {
            HandlerKind::Axum => "axum",
            HandlerKind::Ours | HandlerKind::Functions => "ours",
        };
        match self.count {
            1 => self.folder.join("target"),
            _ => self.folder.with_file_name(format!("target-{dependencies}-{way}")),
        }
    }

    pub(crate) fn clean(&self) -> Result<(), Box<dyn Error>> {
        remove(&self.folder.join("target"))
    }

    /// Lines of the sources after all macros ran.
    pub(crate) fn expanded_lines(&self) -> Result<f64, Box<dyn Error>> {
        let output = Command::new(env!("CARGO"))
            .args(["rustc", "--quiet", "--offline", "--profile", "check", "--target-dir"])
            .arg(self.target_of(Build::Leaf))
            .args(["--", "-Zunpretty=expanded"])
            // The option is for looking only, and this compiler has it under this name.
            .env("RUSTC_BOOTSTRAP", "1")
            .current_dir(&self.folder)
            .output()?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
        }
        let written = fs::read_to_string(self.folder.join("src/main.rs"))?;
        let lines = |text: &str| text.lines().filter(|line| !line.trim().is_empty()).count() as f64;
        Ok(lines(&String::from_utf8_lossy(&output.stdout)) - lines(&written))
    }

    /// How many crates it is made of.
    pub(crate) fn crates(&self) -> Result<usize, Box<dyn Error>> {
        crates(&self.folder)
    }
}

/// How many crates the package in a folder is made of.
pub(crate) fn crates(folder: &Path) -> Result<usize, Box<dyn Error>> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--prefix", "none", "--edges", "normal,build", "--format", "{p}"])
        .current_dir(folder)
        .output()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let names = text.lines().map(|line| line.split(" (").next().unwrap_or(line));
    Ok(names.collect::<BTreeSet<_>>().len())
}

fn axum(count: usize, edit: usize) -> Result<String, Box<dyn Error>> {
    let mut source = String::from(
        "use axum::{Json, Router, extract::State, http::StatusCode, routing::post};\n\
         #[derive(serde::Deserialize)] struct Event { event_id: Option<String>, summary: Option<String> }\n\
         #[derive(serde::Deserialize)] struct Failing { event: Event }\n\
         #[derive(Clone)] struct App { seen: std::sync::Arc<std::sync::atomic::AtomicUsize> }\n",
    );
    for handler in 0..count {
        let value = if handler == 0 { edit } else { handler };
        writeln!(
            source,
            "async fn handler_{handler}(State(app): State<App>, Json(failing): Json<Failing>) -> StatusCode {{\n    \
             if failing.event.event_id.is_some() || failing.event.summary.is_some() {{ app.seen.store({value}, std::sync::atomic::Ordering::Relaxed); }}\n    \
             StatusCode::NO_CONTENT\n}}"
        )?;
    }
    source.push_str("fn router() -> Router<App> {\n    Router::new()\n");
    for handler in 0..count {
        writeln!(source, "        .route(\"/{handler}\", post(handler_{handler}))")?;
    }
    writeln!(source, "}}\n{}", main("axum::serve", "router().with_state(App { seen: Default::default() })", edit))?;
    Ok(source)
}

fn functions(count: usize, edit: usize) -> Result<String, Box<dyn Error>> {
    let mut source = String::from(
        "#![allow(dead_code)]\n\
         use cronofy_hooks::{State, payload::ConferencingFailing};\n\
         #[derive(Clone)] struct App { seen: std::sync::Arc<std::sync::atomic::AtomicUsize> }\n",
    );
    for handler in 0..count {
        function(&mut source, handler, edit)?;
    }
    source.push_str(&main("axum::serve", "axum::Router::new()", edit));
    Ok(source)
}

/// A handler without its attribute.
fn function(source: &mut String, handler: usize, edit: usize) -> std::fmt::Result {
    let value = if handler == 0 { edit } else { handler };
    writeln!(
        source,
        "async fn handler_{handler}(State(app): State<App>, failing: ConferencingFailing) {{\n    \
         if failing.event.event_id.is_some() || failing.event.summary.is_some() {{ app.seen.store({value}, std::sync::atomic::Ordering::Relaxed); }}\n}}"
    )
}

fn ours(count: usize, edit: usize) -> Result<String, Box<dyn Error>> {
    let mut source = String::from(
        "use axum::Router;\n\
         use cronofy_hooks::{Hooks, Secrets, State, cronofy_handler, handlers, payload::ConferencingFailing};\n\
         #[derive(Clone)] struct App { seen: std::sync::Arc<std::sync::atomic::AtomicUsize> }\n",
    );
    for handler in 0..count {
        // Only subtypes give one documented payload any number of routes.
        writeln!(
            source,
            "#[cronofy_handler(interaction = \"conferencing_failing\", subtype = \"number_{handler}\", unlisted)]"
        )?;
        function(&mut source, handler, edit)?;
    }
    source.push_str("fn router() -> Router {\n    let handlers = handlers![\n");
    for handler in 0..count {
        writeln!(source, "        handler_{handler},")?;
    }
    source.push_str(
        "    ..];\n    let hooks = Hooks::new(Secrets::new([\"CRN_secret\"]).unwrap()).handlers(handlers);\n",
    );
    writeln!(
        source,
        "    hooks.state(App {{ seen: Default::default() }}).into_router().unwrap()\n}}\n{}",
        main("cronofy_hooks::serve", "router()", edit)
    )?;
    Ok(source)
}

/// Served as the documentation of each begins.
fn main(serve: &str, router: &str, edit: usize) -> String {
    format!(
        "#[tokio::main]\nasync fn main() {{\n    // Edit {edit}.\n    \
         let listener = tokio::net::TcpListener::bind(\"127.0.0.1:0\").await.unwrap();\n    \
         {serve}(listener, {router}).await.unwrap();\n}}\n"
    )
}

/// Removes a folder, if it is there.
pub(crate) fn remove(folder: &Path) -> Result<(), Box<dyn Error>> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}
