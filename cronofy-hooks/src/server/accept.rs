//! [`accept`]: the next connection, and room for it.

use std::io::{self, ErrorKind};
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;

use super::connections::Connections;

/// The pause after the process had no descriptor left for a connection.
const AGAIN: Duration = Duration::from_millis(100);

/// Waits until there is room for a connection, and returns the next one.
pub(super) async fn accept(listener: &TcpListener, connections: &Connections) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                connections.room().await;
                return stream;
            }
            Err(error) if is_of_the_client(&error) => {}
            Err(error) => {
                connections.close_a_quarter(&error);
                sleep(AGAIN).await;
            }
        }
    }
}

/// The client went away before its connection was accepted.
fn is_of_the_client(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::ConnectionRefused | ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset)
}
