//! Exports: what a screen shows, every row of it, as a file.

mod prices;

use crate::{
    Engine, Handle, clock, console,
    error::{Failure, Result},
    jobs::Context,
    workspace::Workspace,
};
use kontor_api::{
    Code, Words as _,
    domain::{Currency, Locale, Money, Period, Quantity},
    export::{Export, Exportable, ExportedFile, Format},
    forecast::GetForecasts,
    import::{Field, Holds},
    products::{GetProducts, ProductRow},
    quality::{Check, Fact, FindingRows, GetFinding, Holding, Known, Thing},
    records::{GetRecords, RecordRow},
    reorder::GetReorder,
    run_out::GetRunOut,
    sales::{Filter, GetBreakdown, GetLines, GetSeries, Value},
};
use kontor_reports::{Cell, Column, Kind, ReportError, Table};
use std::{
    convert::Infallible,
    io::{BufWriter, Write as _},
};

/// The most rows that an export holds; a spreadsheet holds few more on a sheet.
const MAX_ROWS: u32 = 1_000_000;

/// Rows between two words on how far the file is.
const WATCHED: usize = 10_000;

type Rows = Vec<Vec<Cell>>;

/// A table with what its file is called after.
struct Made {
    name: &'static str,
    period: Option<Period>,
    table: Table<Rows>,
}

impl Handle<Export> for Engine {
    fn handle(&self, request: Export, context: &Context) -> Result<ExportedFile> {
        let workspace = self.workspace()?;
        context.stage("Reading the rows", "Zeilen werden gelesen", 0.0, 0.5);
        let made = match request.what {
            Exportable::Products(query) => self.products_table(query, context)?,
            Exportable::RunOut(query) => self.run_out_table(query, context)?,
            Exportable::Forecasts(query) => self.forecasts_table(query, context)?,
            Exportable::Reorder(query) => self.reorder_table(query, context)?,
            Exportable::Prices(query) => prices::table(self, query, context)?,
            Exportable::Series(query) => self.series_table(query, context)?,
            Exportable::Breakdown(query) => self.breakdown_table(query, context)?,
            Exportable::Lines(query) => self.lines_table(&workspace, query, context)?,
            Exportable::Sql { sql } => sql_table(&workspace, &sql, context)?,
            Exportable::Refused { batch_id } => refused_table(&workspace, batch_id, context)?,
            Exportable::Records { query, fields } => {
                records_table(&workspace, query, fields, context)?
            }
            Exportable::Finding(query) => finding_table(&workspace, &query, context)?,
        };
        context.cancel.check()?;
        context.stage("Writing the file", "Datei wird geschrieben", 0.5, 0.5);
        let folder = workspace.exports();
        fs_err::create_dir_all(&folder)?;
        remove_old(&folder)?;
        let path = folder.join(clock::random_name()?);
        let mut file = BufWriter::new(fs_err::File::create(&path)?.into_file());
        let table = made.table;
        let rows = table.rows.len().max(1) as f64;
        let table = Table {
            title: table.title,
            notes: table.notes,
            columns: table.columns,
            totals: table.totals,
            rows: table.rows.into_iter().enumerate().map(|(number, row)| {
                if number % WATCHED == 0 {
                    context.progress(number as f64 / rows);
                }
                Ok::<_, Infallible>(row)
            }),
        };
        let (extension, media_type) = match request.format {
            Format::Csv => ("csv", "text/csv; charset=utf-8"),
            Format::Xlsx => {
                ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
            }
        };
        match request.format {
            Format::Csv => kontor_reports::csv(table, &mut file)?,
            Format::Xlsx => kontor_reports::xlsx(table, workspace.warehouse.staging(), &mut file)?,
        };
        // What is still in the buffer belongs to the size that is told.
        file.flush()?;
        if let Err(cancelled) = context.cancel.check() {
            fs_err::remove_file(&path)?;
            return Err(cancelled.into());
        }
        let shop = workspace.settings().name.replace(['/', '\\', ':'], "-");
        let days = made
            .period
            .map_or(String::new(), |period| format!(" {} to {}", period.from, period.to));
        self.offer(path, format!("{shop} {}{days}.{extension}", made.name), media_type)
    }
}

/// Files that were made for somebody more than a day ago.
fn remove_old(folder: &std::path::Path) -> Result<()> {
    const DAY: std::time::Duration = std::time::Duration::from_secs(24 * 3600);
    for entry in fs_err::read_dir(folder)? {
        let entry = entry?;
        let is_old = entry
            .metadata()?
            .modified()
            .ok()
            .and_then(|made| made.elapsed().ok())
            .is_some_and(|age| age > DAY);
        if is_old {
            fs_err::remove_file(entry.path())?;
        }
    }
    Ok(())
}

impl From<ReportError<Infallible>> for Failure {
    fn from(error: ReportError<Infallible>) -> Self {
        match error {
            ReportError::Io(error) => error.into(),
            ReportError::Rows(never) => match never {},
            ReportError::Ragged { .. } | ReportError::Spreadsheet(_) => Failure::new(
                Code::Conflict,
                format!("The file could not be made: {error}."),
                format!("Die Datei konnte nicht erzeugt werden: {error}."),
            ),
        }
    }
}

fn money(amount: Money) -> Cell {
    Cell::Decimal { scaled: amount.minor, decimals: amount.currency.minor_digits() }
}

fn quantity(quantity: Quantity) -> Cell {
    Cell::Decimal { scaled: quantity.milli, decimals: 3 }
}

/// Decimals of a part of one.
const RATIO_DIGITS: u8 = 4;

fn ratio(ratio: f64) -> Cell {
    let scale = 10_f64.powi(i32::from(RATIO_DIGITS));
    Cell::Decimal { scaled: (ratio * scale).round() as i64, decimals: RATIO_DIGITS }
}

fn value(value: Value) -> Cell {
    match value {
        Value::Money(amount) => money(amount),
        Value::Count(count) => Cell::Decimal { scaled: count, decimals: 0 },
        Value::Quantity(units) => quantity(units),
        Value::Share(share) => ratio(share),
    }
}

fn value_kind(value: Value) -> Kind {
    Kind::Number {
        decimals: match value {
            Value::Money(amount) => amount.currency.minor_digits(),
            Value::Count(_) | Value::Quantity(_) => 0,
            Value::Share(_) => RATIO_DIGITS,
        },
    }
}

fn optional<T>(value: Option<T>, cell: impl FnOnce(T) -> Cell) -> Cell {
    value.map_or(Cell::Empty, cell)
}

/// The currencies of amounts, each once, the shop's first.
fn currencies_of(home: Currency, amounts: impl Iterator<Item = Money>) -> Vec<Currency> {
    let mut currencies = vec![home];
    for amount in amounts {
        if !currencies.contains(&amount.currency) {
            currencies.push(amount.currency);
        }
    }
    currencies
}

fn column(context: &Context, en: &str, de: &str, kind: Kind) -> Column {
    Column { title: context.say(en, de).to_owned(), kind }
}

/// The lines above a table: shop, days, filters.
fn notes(
    workspace: &Workspace,
    period: Option<Period>,
    filter: &Filter,
    context: &Context,
) -> Vec<String> {
    let settings = workspace.settings();
    let locale = Locale { language: context.language, home: Some(settings.currency) };
    let mut notes =
        vec![format!("{} · {} · {}", settings.name, settings.currency, settings.time_zone)];
    notes.extend(period.map(|period| locale.period(period)));
    let named = [
        (context.say("Country", "Land"), filter.country.clone()),
        (context.say("Product", "Artikel"), filter.sku.clone()),
        (context.say("Search", "Suche"), filter.search.clone()),
        (
            context.say("Kind", "Art"),
            filter.kind.map(|kind| kind.title(context.language).to_owned()),
        ),
        (context.say("Order", "Bestellung"), filter.order.clone()),
    ];
    notes.extend(named.into_iter().filter_map(|(name, text)| Some(format!("{name}: {}", text?))));
    if filter.converted {
        let home = settings.currency;
        let says = context.say(
            "All in {home}, at the rate of each day",
            "Alles in {home}, zum Kurs des jeweiligen Tages",
        );
        notes.push(says.replace("{home}", home.code()));
    }
    notes
}

fn too_many(total: u64) -> Failure {
    Failure::new(
        Code::Conflict,
        format!("These are {total} rows, more than the {MAX_ROWS} that a file is made of here."),
        format!("Das sind {total} Zeilen, mehr als die {MAX_ROWS}, aus denen hier eine Datei gemacht wird."),
    )
    .hint("Choose fewer days or a filter, and export in parts.", "Wählen Sie weniger Tage oder einen Filter und exportieren Sie in Teilen.")
}

impl Engine {
    fn products_table(&self, mut query: GetProducts, context: &Context) -> Result<Made> {
        (query.offset, query.limit) = (0, MAX_ROWS);
        let filter = query.filter.clone();
        let found = self.handle(query, context)?;
        if found.total > u64::from(MAX_ROWS) {
            return Err(too_many(found.total));
        }
        let digits = Kind::Number { decimals: found.net_sales.currency.minor_digits() };
        let share = Kind::Number { decimals: RATIO_DIGITS };
        let units = Kind::Number { decimals: 0 };
        // What the screen shows, in its order.
        let has_costs = found.cost_of_goods.is_some();
        let mut columns = vec![
            column(context, "Product", "Artikel", Kind::Text),
            column(context, "SKU", "Artikelnummer", Kind::Text),
            column(context, "Net sales", "Nettoumsatz", digits),
            column(context, "Change", "Veränderung", share),
            column(context, "Units", "Stück", units),
            column(context, "Average price", "Durchschnittspreis", digits),
        ];
        let mut totals = vec![
            Cell::Text(context.say("Total", "Summe").to_owned()),
            Cell::Empty,
            money(found.net_sales),
            Cell::Empty,
            quantity(found.units),
            Cell::Empty,
        ];
        if has_costs {
            columns.push(column(context, "Cost of goods", "Wareneinsatz", digits));
            columns.push(column(context, "Gross margin", "Rohmarge", share));
            totals.push(optional(found.cost_of_goods, money));
            totals.push(optional(found.gross_margin, ratio));
        }
        columns.push(column(context, "Last sold", "Zuletzt verkauft", Kind::Date));
        totals.push(Cell::Empty);
        let cells = |row: ProductRow| {
            let change = row
                .previous
                .filter(|before| before.minor != 0)
                .map(|before| (row.net_sales.major() - before.major()) / before.major().abs());
            let mut cells = vec![
                Cell::Text(if row.title.is_empty() { row.sku.clone() } else { row.title }),
                Cell::Text(row.sku),
                money(row.net_sales),
                optional(change, ratio),
                quantity(row.units),
                optional(row.average_price, money),
            ];
            if has_costs {
                cells.push(optional(row.cost_of_goods, money));
                cells.push(optional(row.gross_margin, ratio));
            }
            cells.push(optional(row.last_sold, Cell::Date));
            cells
        };
        Ok(Made {
            name: "products",
            period: found.period,
            table: Table {
                title: context.say("Products", "Artikel").to_owned(),
                notes: notes(&*self.workspace()?, found.period, &filter, context),
                columns,
                totals: Some(totals),
                rows: found.rows.into_iter().map(cells).collect(),
            },
        })
    }

    fn run_out_table(&self, mut query: GetRunOut, context: &Context) -> Result<Made> {
        (query.offset, query.limit) = (0, MAX_ROWS);
        let found = self.handle(query, context)?;
        let workspace = self.workspace()?;
        let home = workspace.settings().currency;
        let mut notes = notes(&workspace, found.period, &Filter::default(), context);
        notes.push(found.definition);
        // A column for each currency, the shop's first: amounts of several never share one.
        let amounts = found.rows.iter().flat_map(|row| row.net_sales.iter().chain(&row.per_week));
        let currencies = currencies_of(home, amounts.copied());
        let units = Kind::Number { decimals: 0 };
        let in_currencies = |en: &str, de: &str| -> Vec<Column> {
            let title = context.say(en, de);
            let of = |currency: &Currency| Column {
                title: format!("{title}, {}", currency.code()),
                kind: Kind::Number { decimals: currency.minor_digits() },
            };
            currencies.iter().map(of).collect()
        };
        let mut columns = vec![
            column(context, "SKU", "Artikelnummer", Kind::Text),
            column(context, "Product", "Artikel", Kind::Text),
            column(context, "State", "Stand", Kind::Text),
            column(context, "Stock", "Bestand", units),
            column(context, "Lasts for days", "Reicht für Tage", units),
            column(context, "Units sold", "Verkaufte Stück", units),
        ];
        columns.extend(in_currencies("Net sales", "Nettoumsatz"));
        columns.extend(in_currencies("A week", "Je Woche"));
        columns.extend([
            column(context, "Last sold", "Zuletzt verkauft", Kind::Date),
            column(context, "Supplier", "Lieferant", Kind::Text),
            column(context, "Lead time in days", "Lieferzeit in Tagen", units),
            column(context, "Incoming", "Zulauf", units),
            column(context, "Expected", "Erwartet", Kind::Date),
        ]);
        let whole = |number: u32| Cell::Decimal { scaled: i64::from(number), decimals: 0 };
        let amounts = |amounts: &[Money]| -> Vec<Cell> {
            let of = |currency: &Currency| {
                optional(amounts.iter().find(|each| each.currency == *currency).copied(), money)
            };
            currencies.iter().map(of).collect()
        };
        let rows = found.rows.into_iter().map(|row| {
            let mut cells = vec![
                Cell::Text(row.sku),
                Cell::Text(row.title),
                Cell::Text(row.shortage.title(context.language).to_owned()),
                quantity(row.stock),
                whole(row.cover_days),
                quantity(row.units),
            ];
            cells.extend(amounts(&row.net_sales));
            cells.extend(amounts(&row.per_week));
            cells.extend([
                Cell::Date(row.last_sold),
                optional(row.supplier, Cell::Text),
                optional(row.lead_time_days, whole),
                optional(row.incoming, quantity),
                optional(row.expected, Cell::Date),
            ]);
            cells
        });
        Ok(Made {
            name: "run out",
            period: found.period,
            table: Table {
                title: context.say("What has run out", "Was ausverkauft ist").to_owned(),
                notes,
                columns,
                totals: None,
                rows: rows.collect(),
            },
        })
    }

    fn forecasts_table(&self, mut query: GetForecasts, context: &Context) -> Result<Made> {
        (query.offset, query.limit) = (0, MAX_ROWS);
        let workspace = self.workspace()?;
        let (period, found) = self.forecast_weeks(query, context)?;
        if found.len() > MAX_ROWS as usize {
            return Err(too_many(found.len() as u64));
        }
        let mut notes = notes(&workspace, Some(period), &Filter::default(), context);
        notes.push(crate::forecast::definition(context));
        let units = Kind::Number { decimals: 1 };
        let rows = found.into_iter().map(|(row, week)| {
            let end = |quantile: Option<&Quantity>| optional(quantile.copied(), quantity);
            let note = week.correction.as_ref().map(|correction| correction.note.clone());
            vec![
                Cell::Text(row.sku),
                Cell::Text(row.title),
                Cell::Text(row.kind.title(context.language).to_owned()),
                Cell::Date(week.week),
                quantity(week.units),
                end(week.quantiles.first()),
                end(week.quantiles.last()),
                quantity(week.model),
                quantity(week.baseline),
                optional(note, Cell::Text),
            ]
        });
        Ok(Made {
            name: "forecast",
            period: Some(period),
            table: Table {
                title: context.say("Forecast", "Prognose").to_owned(),
                notes,
                columns: vec![
                    column(context, "SKU", "Artikelnummer", Kind::Text),
                    column(context, "Product", "Artikel", Kind::Text),
                    column(context, "Sells", "Verkauf", Kind::Text),
                    column(context, "Week of", "Woche ab", Kind::Date),
                    column(context, "Forecast", "Prognose", units),
                    column(context, "From (95 %)", "Von (95 %)", units),
                    column(context, "To (95 %)", "Bis (95 %)", units),
                    column(context, "Models say", "Modelle sagen", units),
                    column(context, "Simple rule", "Einfache Regel", units),
                    column(context, "Correction's note", "Notiz zur Korrektur", Kind::Text),
                ],
                totals: None,
                rows: rows.collect(),
            },
        })
    }

    fn reorder_table(&self, mut query: GetReorder, context: &Context) -> Result<Made> {
        (query.offset, query.limit) = (0, MAX_ROWS);
        let found = self.handle(query, context)?;
        if found.total > u64::from(MAX_ROWS) {
            return Err(too_many(found.total));
        }
        let workspace = self.workspace()?;
        let home = workspace.settings().currency;
        let mut notes = notes(&workspace, None, &Filter::default(), context);
        notes.extend(found.basis.map(|basis| basis.says));
        notes.push(found.definition);
        // A column for each currency, the shop's first: amounts of several never share one.
        let currencies = currencies_of(home, found.rows.iter().filter_map(|row| row.cost));
        let (units, digits) =
            (Kind::Number { decimals: 0 }, Kind::Number { decimals: home.minor_digits() });
        let mut columns = vec![
            column(context, "SKU", "Artikelnummer", Kind::Text),
            column(context, "Product", "Artikel", Kind::Text),
            column(context, "State", "Stand", Kind::Text),
            column(context, "Supplier", "Lieferant", Kind::Text),
            column(context, "Supplier's code", "Nummer des Lieferanten", Kind::Text),
            column(context, "On hand", "Im Haus", units),
            column(context, "Promised", "Zugesagt", units),
            column(context, "Incoming", "Zulauf", units),
            column(context, "Lasts for days", "Reicht für Tage", units),
            column(context, "Runs out", "Geht aus", Kind::Date),
            column(
                context,
                "Risk before an order comes",
                "Risiko vor einer Lieferung",
                Kind::Percent,
            ),
            column(context, "Order", "Bestellen", units),
            column(context, "Risk with it", "Risiko damit", Kind::Percent),
            column(context, "Unit cost", "Kosten je Stück", Kind::Text),
        ];
        let of_currency = |currency: &Currency| Column {
            title: format!("{}, {}", context.say("Cost", "Kosten"), currency.code()),
            kind: Kind::Number { decimals: currency.minor_digits() },
        };
        columns.extend(currencies.iter().map(of_currency));
        columns.extend([
            column(context, "Order on", "Bestellen am", Kind::Date),
            column(context, "Decide by", "Entscheiden bis", Kind::Date),
            column(context, "Expected", "Erwartet", Kind::Date),
            column(context, "Margin at stake", "Marge auf dem Spiel", digits),
            column(context, "Too much", "Zu viel", units),
            column(context, "Class", "Klasse", Kind::Text),
            column(context, "Remarks", "Hinweise", Kind::Text),
        ]);
        let mut totals = vec![Cell::Empty; columns.len()];
        if let Some(cell) = totals.get_mut(1) {
            *cell = Cell::Text(context.say("Total", "Summe").to_owned());
        }
        for (currency, cell) in currencies.iter().zip(totals.iter_mut().skip(14)) {
            let of_currency = found.rows.iter().filter_map(|row| row.cost);
            let of_currency = of_currency.filter(|cost| cost.currency == *currency);
            *cell = money(Money::new(of_currency.map(|cost| cost.minor).sum(), *currency));
        }
        let rows = found.rows.into_iter().map(|row| {
            let mut cells = vec![
                Cell::Text(row.sku),
                Cell::Text(row.title),
                Cell::Text(row.urgency.title(context.language).to_owned()),
                optional(row.supplier, Cell::Text),
                optional(row.supplier_sku, Cell::Text),
                optional(row.on_hand, quantity),
                quantity(row.committed),
                quantity(row.incoming),
                optional(row.cover_days, |days| Cell::Decimal { scaled: days.into(), decimals: 0 }),
                optional(row.runs_out, Cell::Date),
                ratio(row.risk),
                quantity(row.order),
                ratio(row.risk_with),
                optional(row.unit_cost, Cell::Text),
            ];
            let cost = row.cost;
            cells.extend(
                currencies.iter().map(|currency| {
                    optional(cost.filter(|cost| cost.currency == *currency), money)
                }),
            );
            cells.extend([
                Cell::Date(row.order_on),
                optional(row.decide_by, Cell::Date),
                Cell::Date(row.arrives),
                optional(row.at_stake, money),
                quantity(row.overstock),
                Cell::Text(row.class),
                Cell::Text(row.remarks.join(" ")),
            ]);
            cells
        });
        Ok(Made {
            name: "reorder plan",
            period: None,
            table: Table {
                title: context.say("Reorder plan", "Bestellplan").to_owned(),
                notes,
                columns,
                totals: Some(totals),
                rows: rows.collect(),
            },
        })
    }

    fn series_table(&self, query: GetSeries, context: &Context) -> Result<Made> {
        let (filter, measure) = (query.filter.clone(), query.measure);
        let found = self.handle(query, context)?;
        let kind = found
            .points
            .first()
            .map_or(Kind::Number { decimals: 2 }, |point| value_kind(point.value));
        let title = measure.title(context.language).to_owned();
        Ok(Made {
            name: measure.name(),
            period: found.period,
            table: Table {
                notes: notes(&*self.workspace()?, found.period, &filter, context),
                columns: vec![
                    column(context, "From", "Ab", Kind::Date),
                    Column { title: title.clone(), kind },
                    Column {
                        title: format!("{title}, {}", context.say("previous period", "Vorperiode")),
                        kind,
                    },
                ],
                title,
                totals: None,
                rows: found
                    .points
                    .into_iter()
                    .map(|point| {
                        vec![
                            Cell::Date(point.start),
                            value(point.value),
                            optional(point.previous, value),
                        ]
                    })
                    .collect(),
            },
        })
    }

    fn breakdown_table(&self, mut query: GetBreakdown, context: &Context) -> Result<Made> {
        query.limit = MAX_ROWS;
        query.width = 0;
        let (filter, measure) = (query.filter.clone(), query.measure);
        let found = self.handle(query, context)?;
        let title = measure.title(context.language).to_owned();
        let kind = value_kind(found.total);
        Ok(Made {
            name: measure.name(),
            period: found.period,
            table: Table {
                notes: notes(&*self.workspace()?, found.period, &filter, context),
                columns: vec![
                    column(context, "Key", "Schlüssel", Kind::Text),
                    column(context, "Part", "Teil", Kind::Text),
                    Column { title: title.clone(), kind },
                    Column {
                        title: format!("{title}, {}", context.say("previous period", "Vorperiode")),
                        kind,
                    },
                    column(context, "Share", "Anteil", Kind::Percent),
                ],
                title,
                totals: Some(vec![
                    Cell::Empty,
                    Cell::Text(context.say("Total", "Summe").to_owned()),
                    value(found.total),
                    Cell::Empty,
                    Cell::Empty,
                ]),
                rows: found
                    .parts
                    .into_iter()
                    .map(|part| {
                        vec![
                            Cell::Text(part.key),
                            Cell::Text(part.title),
                            value(part.value),
                            optional(part.previous, value),
                            optional(part.share, Cell::Number),
                        ]
                    })
                    .collect(),
            },
        })
    }

    fn lines_table(
        &self,
        workspace: &Workspace,
        mut query: GetLines,
        context: &Context,
    ) -> Result<Made> {
        (query.offset, query.limit) = (0, MAX_ROWS);
        let days = crate::sales::Compared::of(workspace, query.period)?;
        let home = workspace.settings().currency;
        let (total, lines) = match &days {
            Some(days) => {
                let (total, lines, _) = kontor_warehouse::lines(
                    &workspace.warehouse,
                    home,
                    &query,
                    days.period,
                    &context.cancel,
                )?;
                (total, lines)
            }
            None => (0, Vec::new()),
        };
        if total > u64::from(MAX_ROWS) {
            return Err(too_many(total));
        }
        let period = days.map(|days| days.period);
        let digits = Kind::Number { decimals: home.minor_digits() };
        Ok(Made {
            name: "order lines",
            period,
            table: Table {
                title: context.say("Order lines", "Bestellzeilen").to_owned(),
                notes: notes(workspace, period, &query.filter, context),
                columns: vec![
                    column(context, "Order", "Bestellung", Kind::Text),
                    column(context, "Line", "Zeile", Kind::Number { decimals: 0 }),
                    column(context, "Time", "Zeit", Kind::DateTime),
                    column(context, "Kind", "Art", Kind::Text),
                    column(context, "SKU", "Artikelnummer", Kind::Text),
                    column(context, "Product", "Artikel", Kind::Text),
                    column(context, "Quantity", "Menge", Kind::Number { decimals: 0 }),
                    column(context, "Unit price", "Stückpreis", Kind::Text),
                    column(context, "Amount", "Betrag", digits),
                    column(context, "Currency", "Währung", Kind::Text),
                    column(context, "Customer", "Kunde", Kind::Text),
                    column(context, "Country", "Land", Kind::Text),
                ],
                totals: None,
                rows: lines
                    .into_iter()
                    .map(|line| {
                        vec![
                            Cell::Text(line.order_id),
                            Cell::Decimal { scaled: i64::from(line.line_no), decimals: 0 },
                            Cell::DateTime(line.local_time),
                            Cell::Text(line.kind.title(context.language).to_owned()),
                            Cell::Text(line.sku),
                            Cell::Text(line.title),
                            quantity(line.quantity),
                            Cell::Text(line.unit_price),
                            money(line.amount),
                            Cell::Text(line.amount.currency.code().to_owned()),
                            optional(line.customer, Cell::Text),
                            optional(line.country, Cell::Text),
                        ]
                    })
                    .collect(),
            },
        })
    }
}

fn sql_table(workspace: &Workspace, sql: &str, context: &Context) -> Result<Made> {
    let found = kontor_warehouse::select(
        &workspace.warehouse,
        sql,
        MAX_ROWS as usize,
        console::TIME_LIMIT,
        &context.cancel,
    )?;
    if found.truncated {
        return Err(too_many(u64::from(MAX_ROWS) + 1));
    }
    let numeric: Vec<bool> = found.columns.iter().map(|column| column.numeric).collect();
    Ok(Made {
        name: "query",
        period: None,
        table: Table {
            title: context.say("Query", "Abfrage").to_owned(),
            notes: notes(workspace, None, &Filter::default(), context),
            columns: found
                .columns
                .into_iter()
                .map(|column| Column { title: column.name, kind: Kind::Text })
                .collect(),
            totals: None,
            rows: found
                .rows
                .into_iter()
                .map(|row| {
                    row.into_iter()
                        .zip(&numeric)
                        .map(|(cell, numeric)| sql_cell(cell, *numeric))
                        .collect()
                })
                .collect(),
        },
    })
}

/// An exact cell of a text that DuckDB wrote: what fits eighteen figures stays a number.
fn sql_cell(text: Option<String>, numeric: bool) -> Cell {
    let Some(text) = text else { return Cell::Empty };
    if !numeric {
        return Cell::Text(text);
    }
    let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    match (text.replace('.', "").parse::<i64>(), u8::try_from(decimals)) {
        (Ok(scaled), Ok(decimals)) => Cell::Decimal { scaled, decimals },
        _ => text.parse().map_or(Cell::Text(text), Cell::Number),
    }
}

fn refused_table(workspace: &Workspace, batch_id: u32, context: &Context) -> Result<Made> {
    let (total, rows) =
        kontor_warehouse::refused(&workspace.warehouse, batch_id, 0, u64::from(MAX_ROWS))?;
    if total > u64::from(MAX_ROWS) {
        return Err(too_many(total));
    }
    Ok(Made {
        name: "refused rows",
        period: None,
        table: Table {
            title: context.say("Refused rows", "Abgelehnte Zeilen").to_owned(),
            notes: notes(workspace, None, &Filter::default(), context),
            columns: vec![
                column(context, "Row", "Zeile", Kind::Number { decimals: 0 }),
                column(context, "Reason", "Grund", Kind::Text),
                column(context, "Column", "Spalte", Kind::Text),
                column(context, "Value", "Wert", Kind::Text),
                column(context, "Row as it stands", "Zeile, wie sie steht", Kind::Text),
            ],
            totals: None,
            rows: rows
                .into_iter()
                .map(|row| {
                    vec![
                        Cell::Decimal { scaled: row.row as i64, decimals: 0 },
                        Cell::Text(row.reason.title(context.language).to_owned()),
                        optional(row.column, Cell::Text),
                        optional(row.value, Cell::Text),
                        Cell::Text(row.text),
                    ]
                })
                .collect(),
        },
    })
}

fn records_table(
    workspace: &Workspace,
    query: GetRecords,
    fields: Vec<Field>,
    context: &Context,
) -> Result<Made> {
    let query = GetRecords { offset: 0, limit: MAX_ROWS, ..query };
    let content = query.content;
    let found = kontor_warehouse::records(&workspace.warehouse, &query)?;
    if found.total > u64::from(MAX_ROWS) {
        return Err(too_many(found.total));
    }
    let place = |field: Field| found.fields.iter().position(|known| *known == field);
    let is_filled = |place: usize| {
        found.rows.iter().any(|row| row.cells.get(place).is_some_and(Option::is_some))
    };
    let places: Vec<usize> = match fields.as_slice() {
        [] => (0..found.fields.len()).filter(|place| is_filled(*place)).collect(),
        wanted => wanted.iter().filter_map(|field| place(*field)).collect(),
    };
    let shown: Vec<(usize, Field)> =
        places.into_iter().filter_map(|place| Some((place, *found.fields.get(place)?))).collect();
    let mut columns: Vec<Column> = shown
        .iter()
        .map(|(place, field)| Column {
            title: field.title(context.language).to_owned(),
            kind: match field.holds() {
                Holds::Text => Kind::Text,
                Holds::Number => Kind::Number { decimals: decimals_of(&found.rows, *place) },
                Holds::Moment if has_times(&found.rows, *place) => Kind::DateTime,
                Holds::Moment => Kind::Date,
            },
        })
        .collect();
    columns.push(column(context, "Came from", "Herkunft", Kind::Text));
    let origin = |batch: Option<u32>| match batch {
        Some(batch) => format!("Import {batch}"),
        None => context.say("by hand", "von Hand").to_owned(),
    };
    let filter = Filter { search: query.search, ..Filter::default() };
    Ok(Made {
        name: content.name(),
        period: None,
        table: Table {
            title: content.title(context.language).to_owned(),
            notes: notes(workspace, None, &filter, context),
            columns,
            totals: None,
            rows: found
                .rows
                .iter()
                .map(|row| {
                    shown
                        .iter()
                        .map(|(place, field)| record_cell(*field, row.cells.get(*place).cloned()))
                        .chain([Cell::Text(origin(row.batch_id))])
                        .collect()
                })
                .collect(),
        },
    })
}

/// The most decimals that a cell of a column has.
fn decimals_of(rows: &[RecordRow], place: usize) -> u8 {
    let decimals = |row: &RecordRow| {
        let text = row.cells.get(place)?.as_deref()?;
        Some(text.split_once('.')?.1.len())
    };
    let most = rows.iter().filter_map(decimals).max().unwrap_or(0);
    u8::try_from(most).unwrap_or(u8::MAX)
}

/// Whether a column of days and times has any time.
fn has_times(rows: &[RecordRow], place: usize) -> bool {
    let has_time = |text: &String| text.contains(':');
    rows.iter().any(|row| row.cells.get(place).is_some_and(|cell| cell.iter().any(has_time)))
}

/// A cell of a text that the warehouse wrote: a number with a decimal point, a day or a time.
fn record_cell(field: Field, text: Option<Option<String>>) -> Cell {
    let Some(text) = text.flatten() else { return Cell::Empty };
    match field.holds() {
        Holds::Text => Cell::Text(text),
        Holds::Number => sql_cell(Some(text), true),
        Holds::Moment => match (text.parse(), text.parse()) {
            (Ok(day), _) if text.len() <= 10 => Cell::Date(day),
            (_, Ok(time)) => Cell::DateTime(time),
            _ => Cell::Text(text),
        },
    }
}

fn finding_table(workspace: &Workspace, query: &GetFinding, context: &Context) -> Result<Made> {
    let home = workspace.settings().currency;
    let check = query.check;
    let FindingRows { total, facts, rows, .. } =
        kontor_warehouse::found(&workspace.warehouse, home, check, 0, MAX_ROWS, &context.cancel)?;
    if total > u64::from(MAX_ROWS) {
        return Err(too_many(total));
    }
    // Amounts of several currencies stand in a column each: nobody can add them up by mistake.
    let mut currencies: Vec<Currency> = Vec::new();
    for money in rows.iter().flat_map(|row| &row.money) {
        if !currencies.contains(&money.currency) {
            currencies.push(money.currency);
        }
    }
    currencies.sort_by_key(|currency| (*currency != home, *currency));
    let mut columns = Vec::new();
    if check == Check::Refused {
        columns.push(column(context, "Import", "Import", Kind::Number { decimals: 0 }));
    }
    columns.push(match check {
        Check::Refused => column(context, "Row", "Zeile", Kind::Number { decimals: 0 }),
        Check::Gap => column(context, "Day", "Tag", Kind::Date),
        _ => column(context, "What", "Was", Kind::Text),
    });
    columns.extend(facts.iter().map(|fact| Column {
        title: fact.title(context.language).to_owned(),
        kind: fact_kind(*fact, home),
    }));
    columns.extend(currencies.iter().map(|currency| Column {
        title: format!("{} ({})", context.say("Money", "Betrag"), currency.code()),
        kind: Kind::Number { decimals: currency.minor_digits() },
    }));
    let thing = |thing: &Thing| match thing {
        Thing::Row { batch_id, row } => vec![whole(u64::from(*batch_id)), whole(*row)],
        Thing::Day { day } => vec![Cell::Date(*day)],
        other => vec![Cell::Text(other.text(Locale::of(context.language)))],
    };
    let known = |known: &Known| match known {
        Known::Text(text) => Cell::Text(text.clone()),
        Known::Reason(reason) => Cell::Text(reason.title(context.language).to_owned()),
        Known::Day(day) => Cell::Date(*day),
        Known::Money(amount) => money(*amount),
        Known::Count(count) => Cell::Decimal { scaled: *count, decimals: 0 },
        Known::Quantity(units) => quantity(*units),
    };
    let amount = |amounts: &[Money], currency: Currency| {
        optional(amounts.iter().find(|amount| amount.currency == currency).copied(), money)
    };
    Ok(Made {
        name: check.name(),
        period: None,
        table: Table {
            title: crate::quality::words(check, context).0,
            notes: notes(workspace, None, &Filter::default(), context),
            columns,
            totals: None,
            rows: rows
                .iter()
                .map(|row| {
                    let facts = row.facts.iter().map(|fact| optional(fact.as_ref(), known));
                    let money = currencies.iter().map(|currency| amount(&row.money, *currency));
                    thing(&row.thing).into_iter().chain(facts).chain(money).collect()
                })
                .collect(),
        },
    })
}

fn whole(number: u64) -> Cell {
    Cell::Decimal { scaled: i64::try_from(number).unwrap_or(i64::MAX), decimals: 0 }
}

fn fact_kind(fact: Fact, home: Currency) -> Kind {
    match fact.column().1 {
        Holding::Text | Holding::Reason => Kind::Text,
        Holding::Day => Kind::Date,
        Holding::Money => Kind::Number { decimals: home.minor_digits() },
        Holding::Count | Holding::Quantity => Kind::Number { decimals: 0 },
    }
}
