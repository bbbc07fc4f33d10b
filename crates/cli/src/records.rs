//! `kontor records`: what is known besides orders, looked at and entered by hand.

use crate::{
    args::{ChangeRecords, RecordValues, Records},
    session::{Session, Stop},
    show,
};
use kontor_api::{
    ApiError, Command,
    domain::Locale,
    import::{Content, Field},
    records::{DropRecords, GetRecords, PutRecords, Record},
};

/// Rows that are looked through for the one that is meant: as many as a request may ask for.
const MOST: u32 = 10_000;

/// Lists the rows of a content, or changes one.
pub async fn records(session: &Session, args: Records, locale: Locale) -> Result<(), Stop> {
    let (command, changed) = match args.change {
        None => {
            // Clap sees to it that one of the two is there.
            let content = args.content.unwrap_or(Content::Products);
            let (offset, limit) = (args.page.offset, args.page.limit);
            let request = GetRecords { content, search: args.search, offset, limit };
            let rows = session.call(request).await?;
            return session.print(&rows, |rows| show::records::records(rows, locale));
        }
        Some(ChangeRecords::Put(args)) => {
            let records = vec![with_the_rest(session, args).await?];
            (Command::RecordsPut, session.call(PutRecords { records }).await?)
        }
        Some(ChangeRecords::Drop(RecordValues { content, values })) => {
            let records = vec![Record { content, values }];
            (Command::RecordsDrop, session.call(DropRecords { records }).await?)
        }
    };
    session.print(&changed, |changed| show::records::changed(*changed, locale))?;
    if changed.rows > 0 {
        session.remark_undo(command);
    }
    Ok(())
}

/// The row as it holds now, with some fields changed: a row that is put replaces the older whole.
async fn with_the_rest(session: &Session, args: RecordValues) -> Result<Record, ApiError> {
    let RecordValues { content, values } = args;
    let value = |field: &Field| {
        values.iter().find(|(each, _)| each == field).map_or("", |(_, text)| text.as_str())
    };
    let search = content.key().first().map(|field| value(field).to_owned());
    let known = session.call(GetRecords { content, search, offset: 0, limit: MOST }).await?;
    let cell = |cells: &[Option<String>], field: &Field| {
        let place = known.fields.iter().position(|each| each == field)?;
        cells.get(place)?.clone()
    };
    let same = known.rows.iter().find(|row| {
        content
            .key()
            .iter()
            .all(|field| cell(&row.cells, field).unwrap_or_default().trim() == value(field).trim())
    });
    let mut merged: Vec<(Field, String)> = same.map_or_else(Vec::new, |row| {
        let cells = known.fields.iter().zip(&row.cells);
        cells.filter_map(|(field, cell)| Some((*field, cell.clone()?))).collect()
    });
    merged.retain(|(field, _)| !values.iter().any(|(named, _)| named == field));
    merged.extend(values.into_iter().filter(|(_, text)| !text.is_empty()));
    Ok(Record { content, values: merged })
}
