//! Prepares what Tauri puts into the program: the interface, the icons, the configuration.

use std::{fs, path::Path};

fn main() -> std::io::Result<()> {
    // Tauri refuses to build without an interface, and a fresh checkout has none. Whoever starts
    // such a program reads what is missing.
    let page = Path::new("ui/dist/index.html");
    if !page.exists() {
        fs::create_dir_all("ui/dist")?;
        fs::write(
            page,
            "<!doctype html><title>Kontor</title><p>Run <code>cargo xtask ui</code> and build again.",
        )?;
    }
    // Tauri watches the files that it has seen; this one also sees those that are new.
    println!("cargo:rerun-if-changed=ui/dist");
    tauri_build::build();
    Ok(())
}
