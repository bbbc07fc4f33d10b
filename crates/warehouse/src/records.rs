//! What holds now of everything but orders, as texts.

use crate::{catalogue, error::Result, open::Warehouse, schema, sql};
use kontor_api::{
    import::{Content, Field, Holds},
    records::{GetRecords, RecordRow, Records},
};

/// What holds now of a content, in the order of its keys.
///
/// # Errors
/// What DuckDB fails with.
pub fn records(warehouse: &Warehouse, request: &GetRecords) -> Result<Records> {
    let content = request.content;
    if content == Content::Orders {
        return Ok(Records { fields: Vec::new(), total: 0, rows: Vec::new() });
    }
    let fields: Vec<Field> = schema::stored_fields(content).collect();
    let cells: Vec<String> = fields.iter().map(|field| text_of(*field)).collect();
    let search = request.search.as_deref().map(str::trim).filter(|search| !search.is_empty());
    let wherein = search.map_or(String::new(), |search| {
        format!("WHERE concat_ws(' ', {}) ILIKE {}", cells.join(", "), sql::contains(search))
    });
    let statement = format!(
        "SELECT count(*) OVER (), batch_id, {} FROM {} {wherein} ORDER BY {}, source_row LIMIT {} OFFSET {}",
        cells.join(", "),
        catalogue::view(content),
        catalogue::key(content),
        request.limit,
        request.offset
    );
    warehouse.with(|connection| {
        let mut prepared = connection.prepare(&statement)?;
        let mut found = prepared.query([])?;
        let mut records = Records { fields: fields.clone(), total: 0, rows: Vec::new() };
        while let Some(row) = found.next()? {
            records.total = row.get::<_, i64>(0)?.max(0) as u64;
            let batch: u32 = row.get(1)?;
            let cells: Vec<Option<String>> =
                (0..fields.len()).map(|index| Ok(row.get(index + 2)?)).collect::<Result<_>>()?;
            let batch_id = (batch != catalogue::BY_HAND).then_some(batch);
            records.rows.push(RecordRow { cells, batch_id });
        }
        Ok(records)
    })
}

/// A field as a text: numbers without needless zeros, days without a time where it is midnight.
fn text_of(field: Field) -> String {
    let name = field.name();
    match field.holds() {
        Holds::Text => name,
        Holds::Number => format!(
            "regexp_replace(regexp_replace(CAST({name} AS VARCHAR), '(\\.[0-9]*?)0+$', '\\1'), '\\.$', '')"
        ),
        Holds::Moment => format!("regexp_replace(CAST({name} AS VARCHAR), ' 00:00:00$', '')"),
    }
}
