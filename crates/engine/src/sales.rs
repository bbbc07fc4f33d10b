//! Sales: key figures, series, breakdowns and the lines behind them.

use crate::{
    Engine, Handle,
    error::{Failure, Result},
    jobs::Context,
    workspace::Workspace,
};
use jiff::ToSpan as _;
use kontor_api::{
    Code, Words as _,
    chart::Chart,
    domain::{Date, Grain, Language, Locale, Period, PeriodChoice, Weekday},
    import::LineKind,
    sales::{
        Breakdown, By, Figure, Filter, FilterOptions, GetBreakdown, GetFilterOptions, GetLines,
        GetMeasures, GetSeries, GetSummary, Lines, Measure, MeasureInfo, Measures, Part, Point,
        Rest, Series, Summary, Value,
    },
};
use kontor_charts::{Bar, Bars, ChartError, HeatMap, Step, TimeSeries, Unit};
use kontor_warehouse::Days;

/// The key figures, in their order.
const FIGURES: [Measure; 5] =
    [Measure::NetSales, Measure::Orders, Measure::Units, Measure::AverageOrder, Measure::TakenBack];
/// Those that follow where costs are known.
const PROFIT_FIGURES: [Measure; 3] =
    [Measure::GrossProfit, Measure::GrossMargin, Measure::Contribution];
/// Points of a figure's small line.
const COURSE_POINTS: usize = 30;
/// Lines that one request can ask for.
const MAX_LINES: u32 = 1_000;

/// The days that are counted, and those they are compared with as far as the data reaches.
pub struct Compared {
    /// The days counted.
    pub period: Period,
    /// As many days just before.
    pub previous: Option<Period>,
    /// The same weekdays a year before.
    pub year_before: Option<Period>,
}

impl Compared {
    /// Resolves a choice; `None` without data. A comparison that starts before the data does would
    /// set a full period against a part of one, so there is none.
    ///
    /// # Errors
    /// When the warehouse cannot be read.
    pub fn of(workspace: &Workspace, choice: PeriodChoice) -> Result<Option<Compared>> {
        let Some(data) = workspace.facts()?.data else { return Ok(None) };
        let period = choice.resolve(data);
        let covered = |other: &Period| other.from >= data.from;
        Ok(Some(Compared {
            period,
            previous: period.previous().filter(covered),
            year_before: period.year_before().filter(covered),
        }))
    }
}

fn locale(workspace: &Workspace, language: Language) -> Locale {
    Locale { language, home: Some(workspace.settings().currency) }
}

fn unit(value: Value) -> Unit {
    match value {
        Value::Money(money) => Unit::Money(money.currency),
        Value::Count(_) => Unit::Count,
        Value::Quantity(_) => Unit::Quantity,
        Value::Share(_) => Unit::Share,
    }
}

impl From<ChartError> for Failure {
    fn from(error: ChartError) -> Self {
        Failure::new(
            Code::Internal,
            format!("The chart cannot be drawn: {error}."),
            format!("Das Diagramm kann nicht gezeichnet werden: {error}."),
        )
    }
}

impl Handle<GetMeasures> for Engine {
    fn handle(&self, _: GetMeasures, context: &Context) -> Result<Measures> {
        // What orders cost stands in the definition as this shop has it.
        let settings = self.workspace().map_or_else(|_| self.guess(), |open| open.settings());
        let measures = Measure::ALL
            .into_iter()
            .map(|measure| {
                let (definition, unit) = words(measure, context);
                let (expression, table) = kontor_warehouse::definition(measure, &settings);
                MeasureInfo {
                    measure,
                    title: measure.title(context.language).to_owned(),
                    definition: definition.to_owned(),
                    unit: unit.to_owned(),
                    sql: format!("SELECT {expression} FROM {table}"),
                }
            })
            .collect();
        Ok(Measures { measures })
    }
}

fn words<'a>(measure: Measure, context: &Context) -> (&'a str, &'a str) {
    let money = ("amount in the shop's currency", "Betrag in der Währung des Ladens");
    let (definition, unit): ((&str, &str), (&str, &str)) = match measure {
        Measure::NetSales => (
            (
                "Goods sold, less discounts, cancellations and returns, without the tax that the file names. Shipping, tips, fees, gift vouchers and corrections of the books do not count.",
                "Verkaufte Ware abzüglich Rabatten, Stornos und Rückgaben, ohne die Steuer, die die Datei nennt. Versand, Trinkgeld, Gebühren, Gutscheine und Buchkorrekturen zählen nicht.",
            ),
            money,
        ),
        Measure::Orders => (
            (
                "Orders with goods sold on at least one line. An order is its number on one day.",
                "Bestellungen mit mindestens einer Zeile verkaufter Ware. Eine Bestellung ist ihre Nummer an einem Tag.",
            ),
            ("orders", "Bestellungen"),
        ),
        Measure::Units => (
            (
                "Pieces of goods sold, less those cancelled and returned. Free pieces do not count.",
                "Verkaufte Stücke abzüglich stornierter und zurückgegebener. Kostenlose zählen nicht.",
            ),
            ("pieces", "Stück"),
        ),
        Measure::AverageOrder => (
            (
                "Net sales divided by the number of orders.",
                "Nettoumsatz geteilt durch die Zahl der Bestellungen.",
            ),
            money,
        ),
        Measure::TakenBack => (
            (
                "What cancelled and returned goods were worth, as a positive amount: on the day it was paid back where a file says so, else on that of the order. Net sales are already less by it.",
                "Wert stornierter und zurückgegebener Ware als positiver Betrag: am Tag der Erstattung, wo eine Datei ihn nennt, sonst an dem der Bestellung. Im Nettoumsatz ist er schon abgezogen.",
            ),
            money,
        ),
        Measure::Shipping => (
            (
                "Postage charged to customers, less postage cancelled.",
                "Kunden berechneter Versand abzüglich storniertem.",
            ),
            money,
        ),
        Measure::Discounts => (
            (
                "What was taken off the prices of goods, line by line and for whole orders, as a positive amount. Net sales are already less by it.",
                "Nachlässe auf Ware, je Zeile und auf ganze Bestellungen, als positiver Betrag. Im Nettoumsatz sind sie schon abgezogen.",
            ),
            money,
        ),
        Measure::Tax => (
            (
                "Tax that customers paid, in the prices and on top of them, where the file says how much.",
                "Von Kunden gezahlte Steuer, in den Preisen und zusätzlich, soweit die Datei sie nennt.",
            ),
            money,
        ),
        Measure::Tips => (("Tips that customers added.", "Trinkgeld der Kunden."), money),
        Measure::Vouchers => (
            (
                "Gift vouchers sold. They become sales when somebody pays with them.",
                "Verkaufte Gutscheine. Umsatz werden sie, wenn jemand damit bezahlt.",
            ),
            money,
        ),
        Measure::AllLines => (
            (
                "The plain sum over every line of every kind: what the imported files add up to.",
                "Die einfache Summe über alle Zeilen jeder Art: worauf sich die importierten Dateien summieren.",
            ),
            money,
        ),
        Measure::CostOfGoods => (
            (
                "Units sold, each at the cost that held on the day of the sale: the newest of that day or before, or the first one known. Units whose cost nobody knows are left out, not counted as free.",
                "Verkaufte Stücke, jedes zum Einkaufspreis am Tag des Verkaufs: dem neuesten von diesem Tag oder davor, sonst dem ersten bekannten. Stücke ohne bekannten Einkaufspreis bleiben außen vor und gelten nicht als kostenlos.",
            ),
            money,
        ),
        Measure::GrossProfit => (
            (
                "Net sales of goods whose cost is known, less the cost of goods. Discounts and refunds that name no article count whole.",
                "Nettoumsatz der Ware mit bekanntem Einkaufspreis abzüglich Wareneinsatz. Rabatte und Erstattungen, die keinen Artikel nennen, zählen ganz.",
            ),
            money,
        ),
        Measure::GrossMargin => (
            (
                "Gross profit divided by the net sales that it is of.",
                "Rohertrag geteilt durch den Nettoumsatz, aus dem er stammt.",
            ),
            ("percent", "Prozent"),
        ),
        Measure::PaymentFees => (
            (
                "What payment services keep: as a file states it for the order, otherwise a percentage of what was paid and a fixed amount for each order, as the settings say. What is paid back later does not lower it.",
                "Was Zahlungsdienste behalten: wie es eine Datei für die Bestellung nennt, sonst ein Anteil des Gezahlten und ein fester Betrag je Bestellung, wie in den Einstellungen. Spätere Erstattungen mindern es nicht.",
            ),
            money,
        ),
        Measure::Fulfilment => (
            (
                "Packing and sending: the amounts for each order from the settings.",
                "Verpacken und Versenden: die Beträge je Bestellung aus den Einstellungen.",
            ),
            money,
        ),
        Measure::Contribution => (
            (
                "Gross profit and shipping charged, less payment fees, fulfilment and shipping: what orders leave to pay for everything else.",
                "Rohertrag und berechneter Versand abzüglich Zahlungsgebühren, Verpackung und Versand: was Bestellungen für alles Übrige lassen.",
            ),
            money,
        ),
    };
    (context.say(definition.0, definition.1), context.say(unit.0, unit.1))
}

impl Handle<GetSummary> for Engine {
    fn handle(&self, request: GetSummary, context: &Context) -> Result<Summary> {
        let workspace = self.workspace()?;
        let Some(compared) = Compared::of(&workspace, request.period)? else {
            return Ok(Summary {
                period: None,
                previous: None,
                year_before: None,
                figures: Vec::new(),
                without_cost: None,
                conversion: None,
                other_currencies: Vec::new(),
                sql: String::new(),
            });
        };
        let settings = workspace.settings();
        let home = settings.currency;
        let Compared { period, previous, year_before } = compared;
        let (has_costs, without_cost) = kontor_warehouse::without_cost(
            &workspace.warehouse,
            home,
            &request.filter,
            period,
            &context.cancel,
        )?;
        let measures: Vec<Measure> = FIGURES
            .into_iter()
            .chain(PROFIT_FIGURES.into_iter().filter(|_| has_costs))
            .filter(|measure| measure.is_told_within(&request.filter))
            .collect();
        let days = kontor_warehouse::days(
            &workspace.warehouse,
            &settings,
            &request.filter,
            &measures,
            &[Some(period), previous, year_before],
            &context.cancel,
        )?;
        let value = |measure: Measure, period: Period| days.sum(period).value(measure, home);
        let slices = slices(period, COURSE_POINTS);
        let figures = measures
            .into_iter()
            .map(|measure| Figure {
                measure,
                value: value(measure, period),
                previous: previous.map(|period| value(measure, period)),
                year_before: year_before.map(|period| value(measure, period)),
                course: slices.iter().map(|slice| value(measure, *slice).as_f64()).collect(),
            })
            .collect();
        Ok(Summary {
            period: Some(period),
            previous,
            year_before,
            figures,
            without_cost,
            conversion: kontor_warehouse::conversion(
                &workspace.warehouse,
                home,
                &request.filter,
                period,
                &context.cancel,
            )?,
            other_currencies: kontor_warehouse::other_currencies(
                &workspace.warehouse,
                home,
                &request.filter,
                period,
                &context.cancel,
            )?,
            sql: days.sum_sql.clone(),
        })
    }
}

/// Cuts a period into at most `count` spans of equal length; a shorter one at the start is left
/// out, as it would look like a dip.
fn slices(period: Period, count: usize) -> Vec<Period> {
    let days = period.days();
    let length = (days + count as i64 - 1) / count as i64;
    let mut slices = Vec::new();
    let mut end = period.to;
    for _ in 0..days / length.max(1) {
        let start = end.saturating_sub((length - 1).days());
        slices.push(Period { from: start, to: end });
        end = start.saturating_sub(1.day());
    }
    slices.reverse();
    slices
}

/// First day of the step that holds `day`.
fn step_start(day: Date, grain: Grain, week_start: Weekday) -> Date {
    match grain {
        Grain::Day => day,
        Grain::Month => day.first_of_month(),
        Grain::Week => {
            let first = match week_start {
                Weekday::Monday => 0,
                Weekday::Sunday => 6,
                Weekday::Saturday => 5,
            };
            let since = (i64::from(day.weekday().to_monday_zero_offset()) - first).rem_euclid(7);
            day.saturating_sub(since.days())
        }
    }
}

/// The steps of a period: each step's first day, and the days of the period in it.
fn steps(period: Period, grain: Grain, week_start: Weekday) -> Vec<(Date, Period)> {
    let mut steps = Vec::new();
    let mut day = period.from;
    while day <= period.to {
        let start = step_start(day, grain, week_start);
        let next = match grain {
            Grain::Day => start.saturating_add(1.day()),
            Grain::Week => start.saturating_add(7.days()),
            Grain::Month => start.saturating_add(1.month()),
        };
        let last = next.saturating_sub(1.day()).min(period.to);
        steps.push((start, Period { from: day, to: last }));
        if next <= day {
            break;
        }
        day = next;
    }
    steps
}

impl Handle<GetSeries> for Engine {
    fn handle(&self, request: GetSeries, context: &Context) -> Result<Series> {
        check_told(request.measure, &request.filter)?;
        let workspace = self.workspace()?;
        let settings = workspace.settings();
        let home = settings.currency;
        let compared = Compared::of(&workspace, request.period)?;
        let span = compared.as_ref().map(|days| days.period);
        let grain = request.grain.or(span.map(Period::readable_grain)).unwrap_or(Grain::Day);
        let (points, totals, sql) = match &compared {
            None => (Vec::new(), None, String::new()),
            Some(Compared { period, previous, .. }) => {
                let days = kontor_warehouse::days(
                    &workspace.warehouse,
                    &settings,
                    &request.filter,
                    &[request.measure],
                    &[Some(*period), *previous],
                    &context.cancel,
                )?;
                let value = |span: Period| days.sum(span).value(request.measure, home);
                let before = previous.map(|_| period.days());
                let points = steps(*period, grain, settings.week_start)
                    .into_iter()
                    .map(|(start, span)| Point {
                        start,
                        value: value(span),
                        previous: before.and_then(|days| span.back(days)).map(value),
                    })
                    .collect();
                (points, Some((value(*period), previous.map(value))), days.sql.clone())
            }
        };
        let unit = totals.map_or(Unit::Money(home), |(total, _)| unit(total));
        let chart = kontor_charts::time_series(&TimeSeries {
            title: request.measure.title(context.language).to_owned(),
            unit,
            grain,
            steps: points
                .iter()
                .map(|point: &Point| Step {
                    start: point.start,
                    value: point.value.as_f64(),
                    previous: point.previous.map(Value::as_f64),
                })
                .collect(),
            total: totals.map(|(total, _)| total.as_f64()),
            previous_total: totals.and_then(|(_, previous)| previous).map(Value::as_f64),
            locale: locale(&workspace, context.language),
            width: request.width,
            height: request.height,
        })?;
        Ok(Series { period: span, grain, points, chart, sql })
    }
}

impl Handle<GetBreakdown> for Engine {
    fn handle(&self, request: GetBreakdown, context: &Context) -> Result<Breakdown> {
        if !request.measure.is_broken_down(request.by) {
            return Err(not_of_products().field("by"));
        }
        check_told(request.measure, &request.filter)?;
        let workspace = self.workspace()?;
        let settings = workspace.settings();
        let home = settings.currency;
        let Some(days) = Compared::of(&workspace, request.period)? else {
            let total =
                Days { days: Default::default(), sql: String::new(), sum_sql: String::new() }
                    .sum(Period { from: Date::ZERO, to: Date::ZERO })
                    .value(request.measure, home);
            return Ok(Breakdown {
                period: None,
                parts: Vec::new(),
                rest: None,
                total,
                chart: None,
                sql: String::new(),
            });
        };
        let limit = if request.by == By::WeekdayHour { u32::MAX } else { request.limit };
        let found = kontor_warehouse::breakdown(
            &workspace.warehouse,
            &settings,
            request.measure,
            request.by,
            &request.filter,
            days.period,
            days.previous,
            limit,
            &context.cancel,
        )?;
        let whole = found.total.as_f64();
        let shares = request.measure.adds_up(request.by) && whole > 0.0;
        let locale = locale(&workspace, context.language);
        let parts: Vec<Part> = found
            .parts
            .into_iter()
            .map(|(key, name, value, previous)| Part {
                title: part_title(request.by, &key, name, locale),
                key,
                value,
                previous,
                share: shares.then(|| value.as_f64() / whole),
            })
            .collect();
        let rest = found.rest.map(|(parts, value)| Rest { parts, value });
        let chart = match request.width {
            0 => None,
            width => Some(breakdown_chart(
                &request,
                &parts,
                rest.as_ref(),
                found.total,
                locale,
                settings.week_start,
                width,
            )?),
        };
        Ok(Breakdown {
            period: Some(days.period),
            parts,
            rest,
            total: found.total,
            chart,
            sql: found.sql,
        })
    }
}

/// Whether the measure can be told for what the filter leaves.
fn check_told(measure: Measure, filter: &Filter) -> Result<()> {
    match measure.is_told_within(filter) {
        true => Ok(()),
        false if filter.converted => Err(Failure::new(
            Code::BadRequest,
            "What an order costs is told of orders in the shop's currency only, not of converted amounts.",
            "Was eine Bestellung kostet, gibt es nur für Bestellungen in der Währung des Ladens, nicht für umgerechnete Beträge.",
        )
        .hint("Choose gross profit instead.", "Wählen Sie stattdessen den Rohertrag.")
        .field("filter")),
        false => Err(not_of_products().field("filter")),
    }
}

fn not_of_products() -> Failure {
    Failure::new(
        Code::BadRequest,
        "An order holds several products, so what is of whole orders is not told of one product or kind.",
        "Eine Bestellung enthält mehrere Artikel, daher gibt es Zahlen ganzer Bestellungen nicht für einen Artikel oder eine Art.",
    )
    .hint("Choose net sales, units or gross profit instead.", "Wählen Sie stattdessen Nettoumsatz, Stück oder Rohertrag.")
}

fn part_title(by: By, key: &str, name: String, locale: Locale) -> String {
    match by {
        By::Kind => LineKind::ALL
            .into_iter()
            .find(|kind| kind.name() == key)
            .map_or(name, |kind| kind.title(locale.language).to_owned()),
        By::WeekdayHour => match slot(key) {
            Some((weekday, hour)) => format!("{} {hour}:00", locale.weekday(weekday - 1)),
            None => name,
        },
        By::Country if name.is_empty() => match locale.language {
            Language::En => "No country".to_owned(),
            Language::De => "Ohne Land".to_owned(),
        },
        _ => name,
    }
}

/// Weekday (1 Monday) and hour of a key such as `1-13`.
fn slot(key: &str) -> Option<(u8, u8)> {
    let (weekday, hour) = key.split_once('-')?;
    let (weekday, hour) = (weekday.parse().ok()?, hour.parse().ok()?);
    ((1..=7).contains(&weekday) && hour < 24).then_some((weekday, hour))
}

fn breakdown_chart(
    request: &GetBreakdown,
    parts: &[Part],
    rest: Option<&Rest>,
    total: Value,
    locale: Locale,
    week_start: Weekday,
    width: u32,
) -> Result<Chart> {
    let title = request.measure.title(locale.language).to_owned();
    let unit = unit(total);
    if request.by == By::WeekdayHour {
        let mut values = [[0.0; 24]; 7];
        for part in parts {
            let cell = slot(&part.key).and_then(|(weekday, hour)| {
                values
                    .get_mut(usize::from(weekday) - 1)
                    .and_then(|day: &mut [f64; 24]| day.get_mut(usize::from(hour)))
            });
            if let Some(cell) = cell {
                *cell = part.value.as_f64();
            }
        }
        return Ok(kontor_charts::heat_map(&HeatMap {
            title,
            unit,
            values,
            week_start,
            locale,
            width,
        })?);
    }
    let heading = match (request.by, locale.language) {
        (By::Product, Language::En) => "Product",
        (By::Product, Language::De) => "Artikel",
        (By::Country, Language::En) => "Country",
        (By::Country, Language::De) => "Land",
        (_, Language::En) => "Kind",
        (_, Language::De) => "Art",
    };
    let bars = parts
        .iter()
        .map(|part| Bar {
            key: part.key.clone(),
            title: part.title.clone(),
            value: part.value.as_f64(),
            previous: part.previous.map(Value::as_f64),
        })
        .collect();
    let total = request.measure.adds_up(request.by).then(|| total.as_f64());
    Ok(kontor_charts::bars(&Bars {
        title,
        heading: heading.to_owned(),
        unit,
        bars,
        rest: rest.map(|rest| (rest.parts, rest.value.as_f64())),
        total,
        locale,
        width,
    })?)
}

impl Handle<GetLines> for Engine {
    fn handle(&self, mut request: GetLines, context: &Context) -> Result<Lines> {
        request.limit = request.limit.clamp(1, MAX_LINES);
        let workspace = self.workspace()?;
        let Some(days) = Compared::of(&workspace, request.period)? else {
            return Ok(Lines { period: None, total: 0, lines: Vec::new(), sql: String::new() });
        };
        let home = workspace.settings().currency;
        let (total, lines, sql) = kontor_warehouse::lines(
            &workspace.warehouse,
            home,
            &request,
            days.period,
            &context.cancel,
        )?;
        Ok(Lines { period: Some(days.period), total, lines, sql })
    }
}

impl Handle<GetFilterOptions> for Engine {
    fn handle(&self, _: GetFilterOptions, _: &Context) -> Result<FilterOptions> {
        let workspace = self.workspace()?;
        let home = workspace.settings().currency;
        let (countries, currencies) = kontor_warehouse::filter_options(&workspace.warehouse, home)?;
        Ok(FilterOptions { countries, data: workspace.facts()?.data, currencies })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn period(from: Date, to: Date) -> Period {
        Period::new(from, to).unwrap()
    }

    #[test]
    fn steps_cover_the_period_once() {
        let span = period(date(2025, 1, 30), date(2025, 3, 2));
        for grain in [Grain::Day, Grain::Week, Grain::Month] {
            for week_start in [Weekday::Monday, Weekday::Sunday, Weekday::Saturday] {
                let steps = steps(span, grain, week_start);
                assert_eq!(steps.iter().map(|(_, days)| days.days()).sum::<i64>(), span.days());
                assert!(steps.windows(2).all(|pair| pair[0].1.to < pair[1].1.from));
            }
        }
        let months = steps(span, Grain::Month, Weekday::Monday);
        assert_eq!(months[0], (date(2025, 1, 1), period(date(2025, 1, 30), date(2025, 1, 31))));
        let weeks = steps(span, Grain::Week, Weekday::Sunday);
        assert_eq!(weeks[0].0, date(2025, 1, 26));
    }

    #[test]
    fn slices_end_with_the_period_and_are_equally_long() {
        let year = period(date(2025, 1, 1), date(2025, 12, 31));
        let slices = slices(year, 30);
        assert!(slices.len() <= 30 && slices.len() >= 28, "{}", slices.len());
        assert!(slices.iter().all(|slice| slice.days() == 13));
        assert_eq!(slices.last().unwrap().to, year.to);
        assert_eq!(super::slices(period(date(2025, 1, 1), date(2025, 1, 1)), 30).len(), 1);
    }
}
