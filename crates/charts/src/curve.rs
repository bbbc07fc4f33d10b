//! What a product sells at each price: the fitted demand, how sure it is, and past weeks beside it.

use crate::{
    ChartError, Unit,
    band::expected,
    canvas::{Ink, picture, units},
    check,
    frame::{Axis, Plot, frame, mark, place},
    scale::{Scale, round_step},
    text,
    time_series::GRID_STEP,
    unit::money as money_of,
};
use kontor_api::chart::{Chart, Mark, TextColumn, TextTable};
use kontor_domain::{Currency, Language, Locale, Money};
use plotters::{
    element::{Circle, DashedPathElement, PathElement, Polygon},
    series::LineSeries,
    style::Color,
};

/// What a chart of demand by price shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// What the values measure: `Units a week`.
    pub title: String,
    /// The demand at each price.
    pub points: Vec<CurvePoint>,
    /// Past weeks: the price in major units, and the units that were sold.
    pub dots: Vec<(f64, f64)>,
    /// The price of now, in major units.
    pub now: f64,
    /// The price that is tried.
    pub chosen: Option<f64>,
    /// The currency of prices.
    pub currency: Currency,
    /// Writes numbers and sentences.
    pub locale: Locale,
    /// Width of the picture in pixels.
    pub width: u32,
    /// Height of the picture in pixels.
    pub height: u32,
}

/// The demand at a price.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct CurvePoint {
    /// The price, in major units.
    pub price: f64,
    /// Units expected.
    pub units: f64,
    /// The lower end of the 80 % range.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
    /// The lower end of the 95 % range.
    pub low95: f64,
    /// Its upper end.
    pub high95: f64,
}

/// The words of a picture.
struct Words {
    price: &'static str,
    now: &'static str,
    range: &'static str,
    wide: &'static str,
}

impl Words {
    fn of(language: Language) -> Words {
        match language {
            Language::En => {
                Words { price: "Price", now: "now", range: "80 % range", wide: "95 % range" }
            }
            Language::De => {
                Words { price: "Preis", now: "jetzt", range: "80-%-Spanne", wide: "95-%-Spanne" }
            }
        }
    }
}

/// Draws demand by price. A mark's key is its price as a plain number: `29.50`.
///
/// # Errors
/// [`ChartError::Value`] for a value that no axis can hold.
pub fn curve(spec: &Curve) -> Result<Chart, ChartError> {
    let spec = &sorted(spec);
    let values =
        |point: &CurvePoint| [point.units, point.low, point.high, point.low95, point.high95];
    for point in &spec.points {
        for value in [point.price].into_iter().chain(values(point)) {
            check(&spec.title, || money(spec, point.price), value)?;
        }
    }
    for (price, sold) in &spec.dots {
        check(&spec.title, || money(spec, *price), *price)?;
        check(&spec.title, || money(spec, *price), *sold)?;
    }
    for price in [Some(spec.now), spec.chosen].into_iter().flatten() {
        check(&spec.title, || Words::of(spec.locale.language).price.to_owned(), price)?;
    }
    let (width, height) = (spec.width.clamp(200, 8000), spec.height.clamp(100, 4000));
    let scale = Scale::around(
        spec.points.iter().flat_map(values).chain(spec.dots.iter().map(|dot| dot.1)),
        f64::from(height) / GRID_STEP,
        Unit::Quantity.smallest_step(),
    );
    let short = |tick: &f64| (*tick, Unit::Quantity.short(spec.locale, *tick));
    let y_labels: Vec<_> = scale.ticks.iter().map(short).collect();
    let y_room = y_labels.iter().map(|label| text::width(&label.1)).fold(0.0, f64::max) + 8.0;
    let right = 8.0;
    let ends = ends(spec);
    let labels = price_labels(spec, ends, y_room, f64::from(width) - y_room - right, right);
    let x = Axis { range: ends.0..ends.1, labels, room: 20.0 };
    let y = Axis { range: scale.low..scale.high, labels: y_labels, room: y_room };
    let (svg, marks) = picture(width, height, |area| {
        let mut plot = frame(area, (8.0, right), x, y, true)?;
        draw(&mut plot, spec, &scale)?;
        Ok(marks(&plot, spec, &scale, ends))
    })?;
    Ok(Chart { svg, width, height, marks, summary: summary(spec), table: table(spec) })
}

/// The same with the lowest price first.
fn sorted(spec: &Curve) -> Curve {
    let mut spec = spec.clone();
    spec.points.sort_by(|a, b| a.price.total_cmp(&b.price));
    spec
}

/// The lowest and the highest price that the picture shows.
fn ends(spec: &Curve) -> (f64, f64) {
    let prices = spec.points.iter().map(|point| point.price);
    let prices =
        prices.chain(spec.dots.iter().map(|dot| dot.0)).chain([spec.now]).chain(spec.chosen);
    let (low, high) =
        prices.fold((f64::MAX, f64::MIN), |(low, high), price| (low.min(price), high.max(price)));
    if high > low { (low, high) } else { (low - 1.0, high + 1.0) }
}

/// Labels below the prices, on round ones: as many as stand side by side without touching and
/// within the picture.
fn price_labels(
    spec: &Curve,
    (low, high): (f64, f64),
    left: f64,
    plot_width: f64,
    right: f64,
) -> Vec<(f64, String)> {
    let smallest = 1.0 / spec.currency.minor_per_major() as f64;
    let write = |price: f64, step: f64| match step >= 1.0 {
        true => spec.locale.money_whole(as_money(spec, price)),
        false => money(spec, price),
    };
    let widest = text::width(&write(high, smallest)).max(text::width(&write(low, smallest)));
    let room = (plot_width / (widest + 24.0)).clamp(1.0, 9.0);
    let step = round_step((high - low) / room).max(smallest);
    let (first, last) = ((low / step).ceil() as i64, (high / step).floor() as i64);
    (first..=last)
        .map(|count| count as f64 * step)
        .map(|price| (price, write(price, step)))
        .filter(|(price, label)| {
            let middle = left + (price - low) / (high - low) * plot_width;
            let half = text::width(label) / 2.0;
            middle >= half && middle + half <= left + plot_width + right
        })
        .collect()
}

fn draw(plot: &mut Plot, spec: &Curve, scale: &Scale) -> Result<(), ChartError> {
    let points = || spec.points.iter();
    let mut around = |ink: Ink, of: &dyn Fn(&CurvePoint) -> (f64, f64)| -> Result<(), ChartError> {
        let upper = points().map(|point| (point.price, of(point).1));
        let lower = points().rev().map(|point| (point.price, of(point).0));
        if spec.points.len() > 1 {
            plot.draw_series([Polygon::new(upper.chain(lower).collect::<Vec<_>>(), ink.filled())])?;
        }
        Ok(())
    };
    around(Ink::BAND_WIDE, &|point| (point.low95, point.high95))?;
    around(Ink::BAND, &|point| (point.low, point.high))?;
    let upright = |price: f64| [(price, scale.low), (price, scale.high)];
    plot.draw_series([DashedPathElement::new(
        upright(spec.now),
        units(4.0),
        units(3.0),
        Ink::RULE_NOW,
    )])?;
    if let Some(chosen) = spec.chosen {
        plot.draw_series([PathElement::new(upright(chosen).to_vec(), Ink::RULE_CHOSEN)])?;
    }
    plot.draw_series(
        spec.dots.iter().map(|dot| Circle::new(*dot, units(2.2), Ink::DOT_PAST.filled())),
    )?;
    let mut line: Vec<_> = points().map(|point| (point.price, point.units)).collect();
    // A line to itself shows as a dot.
    if let [only] = line[..] {
        line.push(only);
    }
    plot.draw_series(LineSeries::new(line, Ink::LINE))?;
    let chosen = spec.chosen.and_then(|price| Some((price, at(spec, price)?.units)));
    plot.draw_series(chosen.map(|at| Circle::new(at, units(4.0), Ink::DOT.filled())))?;
    Ok(())
}

/// The demand at a price between those that are known.
fn at(spec: &Curve, price: f64) -> Option<CurvePoint> {
    if let Some(point) = spec.points.iter().find(|point| point.price == price) {
        return Some(*point);
    }
    let [a, b] = spec.points.array_windows().find(|[a, b]| (a.price..b.price).contains(&price))?;
    let part = (price - a.price) / (b.price - a.price);
    let between = |of: fn(&CurvePoint) -> f64| of(a) + (of(b) - of(a)) * part;
    Some(CurvePoint {
        price,
        units: between(|point| point.units),
        low: between(|point| point.low),
        high: between(|point| point.high),
        low95: between(|point| point.low95),
        high95: between(|point| point.high95),
    })
}

/// One mark a price: all of its height reacts, half-way to the prices beside it.
fn marks(plot: &Plot, spec: &Curve, scale: &Scale, (low, high): (f64, f64)) -> Vec<Mark> {
    let words = Words::of(spec.locale.language);
    let digits = usize::from(spec.currency.minor_digits());
    let price = |index: usize| spec.points.get(index).map(|point| point.price);
    spec.points
        .iter()
        .enumerate()
        .map(|(index, point)| {
            let middle = |other: Option<f64>| other.map(|other| (other + point.price) / 2.0);
            let left = middle(index.checked_sub(1).and_then(price)).unwrap_or(low);
            let right = middle(price(index + 1)).unwrap_or(high);
            let (units, range, wide) = written(spec, point);
            let title = money(spec, point.price);
            Mark {
                point: Some(place(plot, (point.price, point.units))),
                title: if title == money(spec, spec.now) {
                    format!("{title} ({})", words.now)
                } else {
                    title
                },
                values: vec![
                    (spec.title.clone(), units),
                    (words.range.to_owned(), range),
                    (words.wide.to_owned(), wide),
                ],
                key: format!("{:.digits$}", point.price),
                ..mark(plot, (left, scale.high), (right, scale.low))
            }
        })
        .collect()
}

fn as_money(spec: &Curve, price: f64) -> Money {
    money_of(price, spec.currency)
}

fn money(spec: &Curve, price: f64) -> String {
    Unit::Money(spec.currency).exact(spec.locale, price)
}

/// Units, 80 % and 95 % range of a point, in as many figures as they can claim.
fn written(spec: &Curve, point: &CurvePoint) -> (String, String, String) {
    let units = |value| expected(spec.locale, value);
    let range = |low, high| format!("{} – {}", units(low), units(high));
    (units(point.units), range(point.low, point.high), range(point.low95, point.high95))
}

/// What the picture says, in a sentence.
fn summary(spec: &Curve) -> String {
    let (title, language) = (&spec.title, spec.locale.language);
    let (Some(first), Some(last)) = (spec.points.first(), spec.points.last()) else {
        return match language {
            Language::En => format!("{title}: nobody can tell what another price does."),
            Language::De => format!("{title}: Was ein anderer Preis bewirkt, ist nicht bekannt."),
        };
    };
    let units = |value| expected(spec.locale, value);
    let told = |point: &CurvePoint| {
        let (price, mean) = (money(spec, point.price), units(point.units));
        let (low, high) = (units(point.low), units(point.high));
        match language {
            Language::En => format!("{mean} at {price}, probably between {low} and {high}"),
            Language::De => format!("{mean} bei {price}, wahrscheinlich {low} bis {high}"),
        }
    };
    let mut parts: Vec<String> = Vec::new();
    if let Some(now) = at(spec, spec.now) {
        let (price, mean) = (money(spec, now.price), units(now.units));
        parts.push(match language {
            Language::En => format!("{mean} at {price}, the price of now"),
            Language::De => format!("{mean} bei {price}, dem jetzigen Preis"),
        });
    }
    let chosen = spec.chosen.filter(|chosen| money(spec, *chosen) != money(spec, spec.now));
    parts.extend(chosen.and_then(|chosen| at(spec, chosen)).map(|point| told(&point)));
    if first.price < last.price {
        let [low, high] = [first, last].map(|point| money(spec, point.price));
        let [most, least] = [first, last].map(|point| units(point.units));
        parts.push(match language {
            Language::En => format!("from {most} at {low} to {least} at {high}"),
            Language::De => format!("von {most} bei {low} bis {least} bei {high}"),
        });
    } else if parts.is_empty() {
        parts.push(told(first));
    }
    format!("{title}: {}.", parts.join("; "))
}

fn table(spec: &Curve) -> TextTable {
    let words = Words::of(spec.locale.language);
    let column = |title: &str| TextColumn { title: title.to_owned(), numeric: true };
    let rows = spec.points.iter().map(|point| {
        let (units, range, wide) = written(spec, point);
        vec![money(spec, point.price), units, range, wide]
    });
    TextTable {
        columns: vec![
            column(words.price),
            column(&spec.title),
            column(words.range),
            column(words.wide),
        ],
        rows: rows.collect(),
    }
}
