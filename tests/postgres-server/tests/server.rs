//! The server starts, answers, ends, and leaves nothing behind.

use std::net::TcpStream;

use cronofy_hooks_postgres_server::Server;

fn answers(server: &Server) -> bool {
    let url = server.url();
    let address = url.split('@').nth(1).and_then(|rest| rest.split('/').next());
    TcpStream::connect(address.expect("a URL has an address")).is_ok()
}

#[test]
fn it_ends_and_starts_again() {
    let server = Server::start();
    assert_ne!(server.create_database(), server.create_database());
    server.kill();
    assert!(!answers(&server));
    server.start_again();
    assert!(answers(&server));
    server.restart();
    assert!(server.create_database().ends_with("/test_2"), "what was created before is still there");
    server.stop();
    assert!(!answers(&server));
}
