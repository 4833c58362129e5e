//! A private PostgreSQL server for tests: in a temporary folder, on a free port of this machine,
//! durable as a real one, and gone when the test process is gone.
//!
//! It works as root, who may not run the server: then it runs as `postgres` or `nobody`.

mod binaries;
mod folder;
mod supervisor;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use socket2::{Domain, Socket, Type};

use self::binaries::Binaries;
use self::folder::ServerFolder;
use self::supervisor::Supervisor;

/// How long the server may take for anything; a busy machine is slow.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often to look again.
const PAUSE: Duration = Duration::from_millis(20);

/// A server of its own.
///
/// Every method panics when it fails, and says why and what to do: a test without its database is no
/// test.
#[derive(Debug)]
pub struct Server {
    binaries: Binaries,
    folder: ServerFolder,
    port: u16,
    /// Keeps other programs from the port while the server is away.
    _reserved: Socket,
    databases: AtomicU32,
    supervisor: Supervisor,
}

impl Server {
    /// Makes a server and starts it.
    ///
    /// # Panics
    /// When PostgreSQL is not installed, or does not start.
    #[must_use]
    pub fn start() -> Self {
        Self::start_in(&std::env::temp_dir())
    }

    /// The same with its files in a folder of this one: on the disk that is to be measured. The
    /// user of the server must be able to pass through it.
    ///
    /// # Panics
    /// When PostgreSQL is not installed, or does not start.
    #[must_use]
    pub fn start_in(parent: &Path) -> Self {
        let binaries = Binaries::find();
        let folder = ServerFolder::create_in(parent);
        // What is written is on the disk when it says so, but the empty database need not be.
        let mut command = folder.as_its_owner(binaries.path("initdb"));
        command.args(["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "--no-sync", "--pgdata"]);
        run(command.arg(folder.data()), "initialise a database");
        Self::run_in(binaries, folder)
    }

    /// Makes a standby that follows this server, and starts it. From now on this server answers a
    /// commit when the standby has it on stable storage as well.
    ///
    /// # Panics
    /// When this server is not running, or the standby does not start.
    #[must_use]
    pub fn start_standby(&self) -> Self {
        let binaries = Binaries::find();
        let folder = ServerFolder::create_in(&std::env::temp_dir());
        let mut command = folder.as_its_owner(binaries.path("pg_basebackup"));
        command.args(["--host=127.0.0.1", "--username=postgres"]).arg(format!("--port={}", self.port));
        command.args(["--write-recovery-conf", "--checkpoint=fast", "--no-sync", "--pgdata"]);
        run(command.arg(folder.data()), "copy the server for a standby");
        let standby = Self::run_in(binaries, folder);
        self.execute("ALTER SYSTEM SET synchronous_standby_names = '*'");
        self.execute("SELECT pg_reload_conf()");
        let is_followed = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'";
        self.wait_until("the standby follows", || self.execute(is_followed).trim() == "1");
        standby
    }

    /// Makes a standby a server of its own, which takes writes.
    ///
    /// # Panics
    /// When it is none, or is not running.
    pub fn promote(&self) {
        self.execute("SELECT pg_promote(true, 60)");
        self.wait_until("the standby takes writes", || self.execute("SELECT pg_is_in_recovery()").trim() == "f");
    }

    /// Where the server listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.port).into()
    }

    /// Starts a server on data that is there.
    fn run_in(binaries: Binaries, folder: ServerFolder) -> Self {
        let (reserved, port) = reserve_port().expect("this machine has a free port");
        let mut command = folder.as_its_owner(binaries.path("postgres"));
        command.arg("-D").arg(folder.data());
        for setting in [&format!("port={port}"), "listen_addresses=127.0.0.1", "unix_socket_directories="] {
            command.args(["-c", setting]);
        }
        let supervisor = Supervisor::new(&folder, &command);
        let server = Self { binaries, folder, port, _reserved: reserved, databases: AtomicU32::new(0), supervisor };
        server.start_again();
        server
    }

    /// Whether PostgreSQL is installed, for those who do not want [`Server::start`] to panic.
    #[must_use]
    pub fn is_installed() -> bool {
        Binaries::find_any().is_some()
    }

    /// Where the database `postgres` is.
    #[must_use]
    pub fn url(&self) -> String {
        self.url_of("postgres")
    }

    /// Where a database is.
    #[must_use]
    pub fn url_of(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }

    /// Makes a new, empty database, and returns where it is.
    ///
    /// # Panics
    /// When the server is not running.
    #[must_use]
    pub fn create_database(&self) -> String {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        run(self.client("createdb").arg(&name), "create a database");
        self.url_of(&name)
    }

    /// Ends the server in order, without waiting for its clients, and starts it.
    ///
    /// # Panics
    /// When it is not running, or does not start.
    pub fn restart(&self) {
        self.stop();
        self.start_again();
    }

    /// Ends the server in order, without waiting for its clients.
    ///
    /// # Panics
    /// When it is not running.
    pub fn stop(&self) {
        self.supervisor.order("stop");
        self.wait_until_all_processes_ended();
    }

    /// Kills the server, as a crash would, and waits until all its processes are gone.
    ///
    /// # Panics
    /// When it is not running.
    pub fn kill(&self) {
        self.supervisor.order("kill");
        self.wait_until_all_processes_ended();
    }

    /// Stops all processes of the server, while its connections stay.
    ///
    /// # Panics
    /// When it is not running.
    pub fn freeze(&self) {
        signal("-STOP", &self.folder.processes());
    }

    /// Lets the server go on after [`Server::freeze`].
    ///
    /// # Panics
    /// When it is not running.
    pub fn thaw(&self) {
        signal("-CONT", &self.folder.processes());
    }

    /// Starts the server after [`Server::stop`] or [`Server::kill`], and waits until it answers.
    ///
    /// # Panics
    /// When it does not start.
    pub fn start_again(&self) {
        self.supervisor.order("start");
        self.wait_until("PostgreSQL answers", || {
            let mut command = self.client("pg_isready");
            command.output().is_ok_and(|output| output.status.success())
        });
    }

    /// The processes of a server that was killed end by themselves, soon after it.
    fn wait_until_all_processes_ended(&self) {
        self.wait_until("PostgreSQL has ended", || self.folder.processes().is_empty());
    }

    fn wait_until(&self, what: &str, mut is_so: impl FnMut() -> bool) {
        let started = Instant::now();
        while !is_so() {
            assert!(started.elapsed() < PATIENCE, "waited in vain until {what}; its log:\n{}", self.folder.log());
            std::thread::sleep(PAUSE);
        }
    }

    /// Executes a statement and returns what it says, unaligned.
    fn execute(&self, sql: &str) -> String {
        let mut command = self.client("psql");
        run(
            command.args(["--no-psqlrc", "--tuples-only", "--no-align", "--command", sql, "postgres"]),
            "execute a statement",
        )
    }

    fn client(&self, name: &str) -> Command {
        let mut command = Command::new(self.binaries.path(name));
        command.args(["--host=127.0.0.1", "--username=postgres"]).arg(format!("--port={}", self.port));
        command
    }
}

/// The system gives no other program a port to which a socket is bound. PostgreSQL can listen on it nevertheless, because
/// this socket does not listen, and both sockets allow the address to be reused.
fn reserve_port() -> io::Result<(Socket, u16)> {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
    socket.set_reuse_address(true)?;
    socket.bind(&SocketAddr::from((Ipv4Addr::LOCALHOST, 0)).into())?;
    let address = socket.local_addr()?.as_socket().ok_or(io::ErrorKind::AddrNotAvailable)?;
    Ok((socket, address.port()))
}

/// One by one, because some of the server's processes end by themselves at any time.
fn signal(signal: &str, processes: &[String]) {
    let mut reached = 0;
    for process in processes {
        // The shell's own: there may be no program of that name.
        let output = Command::new("sh").args(["-c", r#"kill "$0" "$1""#, signal, process]).output();
        let output = output.expect("a shell can be started");
        reached += usize::from(output.status.success());
        let is_there = Path::new("/proc").join(process).exists();
        assert!(output.status.success() || !is_there, "cannot signal process {process} of the server");
    }
    assert!(reached > 0, "the server is not running");
}

fn run(command: &mut Command, what: &str) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("cannot {what}: {command:?}: {error}"));
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cannot {what}: {command:?}: {errors}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}
