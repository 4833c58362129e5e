//! [`ServerFolder`]: where the server keeps its files, and whose they are.

use std::ffi::OsStr;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

/// A temporary folder. The supervisor removes it when it has ended the server.
#[derive(Debug)]
pub(crate) struct ServerFolder {
    path: PathBuf,
    /// The user that runs the server, if it is not the user of the tests.
    owner: Option<String>,
}

impl ServerFolder {
    pub(crate) fn create_in(parent: &Path) -> Self {
        static FOLDERS: AtomicU32 = AtomicU32::new(0);
        let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
        let name = format!("cronofy-hooks-postgres-{}-{number}", std::process::id());
        let path = parent.join(name);
        // A process of the same number may have been ended together with its supervisor.
        let _ = std::fs::remove_dir_all(&path);
        let created = std::fs::create_dir(&path);
        created.unwrap_or_else(|error| panic!("cannot create the folder {}: {error}", path.display()));
        let path = path.canonicalize().expect("the folder was created");
        let mine = std::fs::metadata(&path).expect("the folder was created").uid();
        let owner = (mine == 0).then(unprivileged_user);
        if let Some(owner) = &owner {
            crate::run(Command::new("chown").arg(owner).arg(&path), "give the folder to the user of the server");
        }
        let private = std::fs::Permissions::from_mode(0o700);
        std::fs::set_permissions(&path, private).expect("the folder is ours");
        Self { path, owner }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.path.join("data")
    }

    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.path.join("log")).unwrap_or_default()
    }

    /// A command that runs as the user of the server. It keeps its process id: nothing stands
    /// between it and the process that started it.
    pub(crate) fn as_its_owner(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = match &self.owner {
            None => Command::new(program),
            Some(owner) => {
                let mut command = Command::new("setpriv");
                command.arg(format!("--reuid={owner}")).args(["--init-groups", "--reset-env"]);
                command.arg(format!("--regid={}", group_of(owner))).arg(program);
                command
            }
        };
        // An interrupt from the keyboard is for the process that started the server.
        command.current_dir(&self.path).process_group(0);
        command
    }

    /// The numbers of the processes of the server: each works in the folder of its data.
    pub(crate) fn processes(&self) -> Vec<String> {
        let data = self.data();
        let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
        let ours =
            processes.filter(|process| std::fs::read_link(process.path().join("cwd")).is_ok_and(|at| at == data));
        ours.filter_map(|process| process.file_name().into_string().ok()).collect()
    }
}

/// The server refuses to run as root.
fn unprivileged_user() -> String {
    let users = ["postgres", "nobody"];
    let exists = |user: &&str| Command::new("id").arg(user).output().is_ok_and(|output| output.status.success());
    let user = users.into_iter().find(exists);
    user.expect("PostgreSQL refuses to run as root; run the tests as another user, or create the user `postgres`")
        .into()
}

fn group_of(user: &str) -> String {
    let output = Command::new("id").args(["-g", user]).output().expect("`id` knew the user before");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}
