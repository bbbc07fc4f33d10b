//! `kontor serve`, from its first line to its end.

use crate::environment::Home;
use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    process::{Child, Stdio},
};

/// A server, and what it printed: its address and its token.
struct Server {
    process: Child,
    address: String,
    token: String,
}

fn serve(home: &Home) -> Server {
    std::fs::create_dir_all(home.path("resources/ui/dist")).unwrap();
    home.write("resources/ui/dist/index.html", r#"<meta name="kontor-token" content="">"#);
    let mut process = home
        .command(&["serve", "--port", "0", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let printed: serde_json::Value = serde_json::from_str(&line).unwrap();
    let url = printed["url"].as_str().unwrap().strip_prefix("http://").unwrap();
    let (address, token) = url.split_once("/?token=").unwrap();
    Server { process, address: address.to_owned(), token: token.to_owned() }
}

impl Server {
    fn ask(&self, head: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "{head}\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

#[test]
fn a_browser_is_served_until_the_process_is_told_to_end() {
    let home = Home::with_shop();
    let mut server = serve(&home);
    let token = server.token.clone();

    let page = server.ask(&format!("GET /?token={token} HTTP/1.1"));
    assert!(page.starts_with("HTTP/1.1 303"), "{page}");
    let command = format!(
        "POST /api/workspace_status HTTP/1.1\r\nX-Kontor-Token: {token}\r\nContent-Length: 0"
    );
    let status = server.ask(&command);
    let body = status.split("\r\n\r\n").nth(1).unwrap();
    let status: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!(status["open"]["lines"], 5);
    assert!(
        server
            .ask("POST /api/workspace_status HTTP/1.1\r\nContent-Length: 0")
            .starts_with("HTTP/1.1 403")
    );

    if cfg!(unix) {
        let kill = std::process::Command::new("kill").arg(server.process.id().to_string()).status();
        assert!(kill.unwrap().success());
        assert_eq!(server.process.wait().unwrap().code(), Some(0));
    } else {
        server.process.kill().unwrap();
        server.process.wait().unwrap();
    }
    // It has closed the workspace.
    home.succeed(&["summary"]);
}
