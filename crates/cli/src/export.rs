//! Exports: the engine makes a file, which is handed over where the person wants it.

use crate::{
    args,
    run::{get_breakdown, get_lines, get_products, get_run_out, get_series},
    session::{Session, Stop},
};
use kontor_api::{
    export::{Export, Exportable, ExportedFile, Format},
    quality::GetFinding,
    records::GetRecords,
};
use std::path::{Path, PathBuf};

/// Writes what a verb shows to a file.
pub async fn export(session: &Session, args: args::Export) -> Result<(), Stop> {
    let what = match args.what {
        args::Exportable::Products(products) => Exportable::Products(get_products(&products)),
        args::Exportable::RunOut(run_out) => Exportable::RunOut(get_run_out(&run_out)),
        args::Exportable::Prices(listed) => Exportable::Prices(listed.request()),
        args::Exportable::Series(series) => Exportable::Series(get_series(&series)),
        args::Exportable::Breakdown(breakdown) => Exportable::Breakdown(get_breakdown(&breakdown)),
        args::Exportable::Lines(lines) => Exportable::Lines(get_lines(&lines)),
        args::Exportable::Sql { query } => Exportable::Sql { sql: query },
        args::Exportable::Refused { batch } => Exportable::Refused { batch_id: batch },
        args::Exportable::Records { content, search, fields } => {
            let query = GetRecords { content, search, offset: 0, limit: 0 };
            Exportable::Records { query, fields }
        }
        args::Exportable::Finding { check } => {
            Exportable::Finding(GetFinding { check, offset: 0, limit: 0 })
        }
    };
    write(session, what, args.format, args.out).await
}

/// Writes a table to `out`, or under its own name in the current folder.
pub async fn write(
    session: &Session,
    what: Exportable,
    format: Option<Format>,
    out: Option<PathBuf>,
) -> Result<(), Stop> {
    let format = format.unwrap_or_else(|| format_of(out.as_deref()));
    let file = session.run(Export { what, format }).await?;
    hand_over(session, &file, out)
}

/// Copies a file that the engine made to `out`, or under its own name to the current folder.
pub fn hand_over(session: &Session, file: &ExportedFile, out: Option<PathBuf>) -> Result<(), Stop> {
    let out = out.unwrap_or_else(|| PathBuf::from(&file.name));
    std::fs::copy(&file.path, &out)
        .map_err(|error| session.engine.io_error(error, session.language))?;
    session.print(file, |_| out.display().to_string())
}

/// The format that a file's name asks for.
fn format_of(out: Option<&Path>) -> Format {
    let extension = out.and_then(Path::extension);
    if extension.is_some_and(|extension| extension.eq_ignore_ascii_case("xlsx")) {
        Format::Xlsx
    } else {
        Format::Csv
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_says_the_format() {
        assert_eq!(format_of(Some(Path::new("a/b.XLSX"))), Format::Xlsx);
        assert_eq!(format_of(Some(Path::new("xlsx.csv"))), Format::Csv);
        assert_eq!(format_of(None), Format::Csv);
    }
}
