//! The cases that Rust and DuckDB are both held against, in `tests/cases`.

/// Lines of three cells, parted by tabs; `\\t` stands for a tab and `\\u{a0}` for a no-break space.
pub(crate) fn read(file: &str) -> Vec<(String, String, String)> {
    let lines = file.lines().filter(|line| !line.starts_with("# "));
    let unescaped = |cell: &str| {
        cell.replace("\\t", "\t").replace("\\u{a0}", "\u{a0}").replace("\\u{202f}", "\u{202f}")
    };
    lines
        .map(|line| {
            let mut cells = line.split('\t').map(unescaped);
            let mut next = || cells.next().unwrap();
            (next(), next(), next())
        })
        .collect()
}
