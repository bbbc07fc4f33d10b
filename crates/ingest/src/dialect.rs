//! What a dialect is: the export of a platform, told by its headings.

use kontor_api::import::{Content, DateOrder, Field};
use kontor_domain::Language;

use crate::dialects::{DIALECTS, ELSEWHERE};
use crate::draft::{Aside, Draft, Header, Line};
use crate::table::Table;

/// The export of a platform.
pub(crate) struct Dialect {
    /// Its name in plans; it stays, as plans are kept.
    pub(crate) id: &'static str,
    /// The platform's name.
    pub(crate) platform: &'static str,
    /// What its rows are.
    pub(crate) content: Content,
    /// Headings that it has together and others have not: all of one of these lists.
    pub(crate) signatures: &'static [&'static [&'static str]],
    /// What its columns mean. Of several headings for a field the first that the file has, and
    /// that holds something, counts.
    pub(crate) columns: &'static [(&'static str, Field)],
    /// Which of its forms a header is.
    pub(crate) variant: fn(&Header) -> Option<&'static str>,
    /// What is special about its rows.
    pub(crate) rows: Rows,
}

/// What is special about the rows of an export.
pub(crate) struct Rows {
    /// An order table that DuckDB reads as it stands, as long as the sample leaves no gaps in what
    /// `carry` names.
    pub(crate) straight: bool,
    /// The field that rows of one order or product share; those that follow each other and share it,
    /// or leave it empty, belong together.
    pub(crate) key: Option<Field>,
    /// What rows after the first may leave empty, and take from it.
    pub(crate) carry: &'static [Field],
    /// What `each` and `group` put into fields that no column is mapped to.
    pub(crate) adds: &'static [Field],
    /// What a row becomes.
    pub(crate) each: Option<Each>,
    /// What is done to rows that belong together.
    pub(crate) group: Option<fn(&mut [Draft])>,
    /// The column that says in words which zone times are in.
    pub(crate) zone: Option<&'static str>,
    /// The order of its dates, where those of a file leave it open.
    pub(crate) dates: Option<DateOrder>,
    /// Whether its prices hold tax, where the sums of a file leave it open.
    pub(crate) with_tax: Option<bool>,
}

/// Makes rows of fields of a row of the file; `Draft` has what the mapped columns say.
pub(crate) type Each = fn(&Line<'_>, Draft) -> Result<Vec<Draft>, Aside>;

impl Rows {
    /// Nothing: a row is a row.
    pub(crate) const PLAIN: Rows = Rows {
        straight: false,
        key: None,
        carry: &[],
        adds: &[],
        each: None,
        group: None,
        zone: None,
        dates: None,
        with_tax: None,
    };
}

/// A known export that Kontor has no use for, with what to export instead.
pub(crate) struct Elsewhere {
    pub(crate) platform: &'static str,
    pub(crate) content: Content,
    pub(crate) signature: &'static [&'static str],
    pub(crate) en: &'static str,
    pub(crate) de: &'static str,
}

impl Elsewhere {
    /// What it is and what to export instead.
    pub(crate) fn sentence(&self, language: Language) -> &'static str {
        match language {
            Language::En => self.en,
            Language::De => self.de,
        }
    }
}

/// The dialect of a header.
pub(crate) fn recognise(header: &Header) -> Option<&'static Dialect> {
    let fits = |headings: &[&str]| headings.iter().all(|heading| header.has(heading));
    DIALECTS.iter().copied().find(|dialect| dialect.signatures.iter().any(|all| fits(all)))
}

/// The known export, without use here, of a header.
pub(crate) fn elsewhere(header: &Header) -> Option<&'static Elsewhere> {
    ELSEWHERE.iter().find(|known| known.signature.iter().all(|heading| header.has(heading)))
}

/// The dialect of an id.
pub(crate) fn by_id(id: &str) -> Option<&'static Dialect> {
    DIALECTS.iter().copied().find(|dialect| dialect.id == id)
}

impl Dialect {
    /// What the columns of a file mean.
    pub(crate) fn map(&self, header: &Header, table: &Table) -> Vec<Option<Field>> {
        let mut columns = vec![None; header.len()];
        let is_filled = |index: usize| table.column(index).next().is_some();
        let mut put = |index: usize, field: Field| {
            if columns.contains(&Some(field)) {
                return;
            }
            if let Some(column @ None) = columns.get_mut(index) {
                *column = Some(field);
            }
        };
        let found = |only_filled: bool| {
            let place =
                |(heading, field): &(&str, Field)| Some((header.position(heading)?, *field));
            self.columns
                .iter()
                .filter_map(place)
                .filter(move |(index, _)| !only_filled || is_filled(*index))
                .collect::<Vec<_>>()
        };
        for (index, field) in found(true).into_iter().chain(found(false)) {
            put(index, field);
        }
        columns
    }
}
