//! Taking a person out of a file.

use kontor_api::import::{Content, Field};
use std::io::{self, Read, Write};

use crate::cell::{clean_id, clean_text};
use crate::csv::Cut;
use crate::mapping::position;
use crate::sniff::Sniffed;
use crate::stream::{Cells, Stream};

/// Writes a table without what tells who a person is, from what [`to_utf8`](crate::to_utf8) gives;
/// returns how many rows were about them. `is_them` is asked with a row's e-mail address, or its
/// customer where it has none.
///
/// Of a row about them only cells with a known, impersonal meaning stay: who knows what stands in
/// the others. Rows of the same order that name nobody go the same way. What is written is UTF-8
/// with the plan's delimiter, from the header on.
///
/// # Errors
/// When reading or writing fails.
pub fn redact(
    text: impl Read,
    sniffed: &Sniffed,
    is_them: &dyn Fn(&str) -> bool,
    out: impl Write,
) -> io::Result<u64> {
    let plan = &sniffed.plan;
    let mut out = io::BufWriter::new(out);
    let mut stream = Stream::new(text, Cut { delimiter: plan.delimiter, quote: sniffed.quote });
    let column = |field| position(&plan.columns, field);
    let (email, customer, order) =
        (column(Field::Email), column(Field::Customer), column(Field::OrderId));
    let (mut rows, mut their_order) = (0, None::<String>);
    let mut is_header = sniffed.has_header;
    let mut record = Cells::default();
    while stream.next(&mut record)? {
        if std::mem::take(&mut is_header) {
            writeln!(out, "{}", record.text)?;
            continue;
        }
        let cell = |index: Option<usize>| index.and_then(|index| record.cells.get(index));
        let who = cell(email)
            .and_then(|text| clean_text(text))
            .or_else(|| cell(customer).and_then(|text| clean_id(text)));
        let number = cell(order).and_then(|text| clean_id(text)).map(str::to_owned);
        let is_theirs = match &who {
            Some(who) => is_them(who),
            None => number.is_some() && number == their_order,
        };
        if !is_theirs {
            writeln!(out, "{}", record.text)?;
            continue;
        }
        rows += 1;
        // Nothing of it would be left.
        if plan.content == Content::Customers {
            continue;
        }
        their_order = number.or(their_order);
        let kept: Vec<String> = record
            .cells
            .iter()
            .enumerate()
            .map(|(index, text)| {
                let meaning = plan.columns.get(index).copied().flatten();
                let stays =
                    meaning.is_some_and(|field| !field.is_personal() && field != Field::Customer);
                if stays { quoted(text, plan.delimiter, sniffed.quote) } else { String::new() }
            })
            .collect();
        writeln!(out, "{}", kept.join(&plan.delimiter.to_string()))?;
    }
    out.flush()?;
    Ok(rows)
}

fn quoted(text: &str, delimiter: char, quote: Option<char>) -> String {
    match quote {
        Some(quote) if text.contains([delimiter, quote, '\n', '\r']) => {
            format!("{quote}{}{quote}", text.replace(quote, &format!("{quote}{quote}")))
        }
        _ => text.to_owned(),
    }
}
