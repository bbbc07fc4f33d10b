//! A person's home for one test: its own folders, zone and language, no terminal.

use assert_cmd::cargo::cargo_bin;
use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
    process::{Command, Output},
};
use tempfile::TempDir;

/// Two orders of a small shop, a cancelled one, a line of postage, and a row that is refused.
pub const ORDERS: &str = "\
InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
1001,MUG-1,Blue mug,6,2025-11-03 09:15,4.50,17850.0,United Kingdom
1001,POST,POSTAGE,1,2025-11-03 09:15,3.95,17850.0,United Kingdom
1002,BOWL-2,\"Bowl, large\",2,2025-11-04 18:40,12.00,13047.0,Germany
1002,MUG-1,Blue mug,1,2025-11-04 18:40,4.50,13047.0,Germany
C1003,MUG-1,Blue mug,-1,2025-11-05 10:00,4.50,17850.0,United Kingdom
1004,MUG-1,Blue mug,many,2025-11-06 11:00,4.50,17850.0,United Kingdom
";

/// A home in a temporary folder.
pub struct Home {
    folder: TempDir,
}

impl Home {
    /// A home with nothing in it but a file of orders.
    pub fn new() -> Home {
        let folder = tempfile::tempdir().unwrap();
        let home = Home { folder };
        std::fs::create_dir(home.path("home")).unwrap();
        home.write("orders.csv", ORDERS);
        home
    }

    /// A home with a shop that has imported the file of orders.
    pub fn with_shop() -> Home {
        let home = Home::new();
        home.succeed(&["--workspace", "shop", "import", "orders.csv", "--currency", "GBP"]);
        home
    }

    /// A path in it.
    pub fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file into it.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), content).unwrap();
    }

    /// Reads a file of it.
    pub fn read(&self, name: impl AsRef<Path>) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap()
    }

    /// All that stands in the log.
    pub fn log(&self) -> String {
        let folder = self.path(if cfg!(target_os = "macos") {
            "home/Library/Application Support/kontor/logs"
        } else if cfg!(windows) {
            "home/kontor/logs"
        } else {
            "home/.local/share/kontor/logs"
        });
        let files = std::fs::read_dir(folder).unwrap();
        files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect()
    }

    /// Interrupts a run as Ctrl-C does, once `begun` says so.
    #[cfg(unix)]
    pub fn interrupt(&self, run: &std::process::Child, begun: impl Fn() -> bool) {
        for _ in 0..1000 {
            if begun() {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        let kill = Command::new("kill").args(["-INT", &run.id().to_string()]).status();
        assert!(kill.unwrap().success());
    }

    /// The program, started in this home.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(cargo_bin("kontor"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .env("HOME", self.path("home"))
            .env("LOCALAPPDATA", self.path("home"))
            .env("KONTOR_RESOURCES", self.path("resources"))
            .env("LANG", "en_GB.UTF-8")
            .env("TZ", "Europe/London")
            .env("NO_COLOR", "1");
        command
    }

    /// Runs the program.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs the program and answers what it printed.
    pub fn succeed(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {complaint}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs the program with `--json` and answers what it printed.
    pub fn json(&self, arguments: &[&str]) -> serde_json::Value {
        let printed = self.succeed(&[&["--json"], arguments].concat());
        serde_json::from_str(&printed).unwrap()
    }

    /// Everything that a run says, for a snapshot: status, standard output, standard error. What
    /// differs from run to run is put in brackets.
    pub fn transcript(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let mut text = String::new();
        writeln!(text, "$ kontor {}", arguments.join(" ")).unwrap();
        for bytes in [&output.stdout, &output.stderr] {
            text.push_str(&self.same_everywhere(&String::from_utf8_lossy(bytes)));
        }
        writeln!(text, "=> {}", output.status.code().map_or("signal".into(), |c| c.to_string()))
            .unwrap();
        text
    }

    fn same_everywhere(&self, text: &str) -> String {
        let here = self.folder.path().to_str().unwrap();
        let mut out = String::new();
        for line in text.replace(here, "[HERE]").lines() {
            let line = match line.split_once("Seconds  ") {
                Some((before, _)) => format!("{before}Seconds  [TIME]"),
                None => line.to_owned(),
            };
            // A pseudonym is made with the workspace's own key.
            let line = match line.find("p-").map(|at| line.split_at(at)) {
                Some((before, after)) if is_pseudonym(after) => {
                    format!("{before}p-[PSEUDONYM]    {}", after.split_at(18).1)
                }
                _ => line,
            };
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out
    }
}

/// Whether a text begins with `p-` and sixteen hexadecimal figures.
fn is_pseudonym(text: &str) -> bool {
    text.as_bytes().get(2..18).is_some_and(|figures| figures.iter().all(u8::is_ascii_hexdigit))
}
