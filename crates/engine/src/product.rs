//! One product.

use crate::{Engine, Handle, error::Result, jobs::Context, workspace::Workspace};
use kontor_api::{
    chart::Chart,
    domain::{Date, Grain, Locale},
    product::{GetProduct, Product, StockPoint},
};
use kontor_charts::{Step, TimeSeries, Unit};

/// Height of the picture of stock, in pixels.
const HEIGHT: u32 = 140;
/// Days that the picture of stock shows at most.
const MOST_DAYS: usize = 730;

impl Handle<GetProduct> for Engine {
    fn handle(&self, request: GetProduct, context: &Context) -> Result<Product> {
        let workspace = self.workspace()?;
        let mut product = kontor_warehouse::product(&workspace.warehouse, request.sku.trim())?;
        (product.stock, product.stock_sql) =
            kontor_warehouse::stock_history(&workspace.warehouse, &product.sku)?;
        if request.width > 0 {
            product.stock_chart = chart(&workspace, &product.stock, request.width, context)?;
        }
        Ok(product)
    }
}

/// A picture of a product's stock, if it was counted on more than one day or sold since.
fn chart(
    workspace: &Workspace,
    points: &[StockPoint],
    width: u32,
    context: &Context,
) -> Result<Option<Chart>> {
    let until = workspace.facts()?.data.map(|data| data.to);
    let steps = steps(points, until);
    if steps.len() < 2 {
        return Ok(None);
    }
    Ok(Some(kontor_charts::time_series(&TimeSeries {
        title: context.say("In stock", "Bestand").to_owned(),
        unit: Unit::Quantity,
        grain: Grain::Day,
        steps,
        total: None,
        previous_total: None,
        locale: Locale { language: context.language, home: Some(workspace.settings().currency) },
        width,
        height: HEIGHT,
    })?))
}

/// The level of each day, from the last day on which it was not known up to `until` or the last point:
/// it stays as it was until something moves it.
fn steps(points: &[StockPoint], until: Option<Date>) -> Vec<Step> {
    let known = points.iter().rposition(|point| point.level.is_none()).map_or(0, |at| at + 1);
    let points = points.get(known..).unwrap_or_default();
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return Vec::new() };
    let end = until.map_or(last.day, |until| until.max(last.day));
    let mut steps = Vec::new();
    let (mut rest, mut value) = (points.iter().peekable(), 0.0);
    for day in first.day.series(jiff::Span::new().days(1)).take_while(|day| *day <= end) {
        while let Some(point) = rest.next_if(|point| point.day <= day) {
            value = point.level.map_or(value, |level| level.milli as f64 / 1000.0);
        }
        steps.push(Step { start: day, value, previous: None });
    }
    steps.split_off(steps.len().saturating_sub(MOST_DAYS))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kontor_api::{domain::Quantity, product::StockSource};

    #[test]
    fn stock_stays_until_something_moves_it_and_what_is_not_known_is_not_shown() {
        let point = |day: &str, level: Option<i64>| StockPoint {
            day: day.parse().unwrap(),
            level: level.map(|units| Quantity { milli: units * 1000 }),
            source: StockSource::Counted,
        };
        let points = [
            point("2026-03-01", Some(9)),
            point("2026-03-02", None),
            point("2026-03-05", Some(4)),
            point("2026-03-07", Some(1)),
        ];
        let values = |until: Option<Date>| -> Vec<f64> {
            steps(&points, until).into_iter().map(|step| step.value).collect()
        };
        assert_eq!(values(None), [4.0, 4.0, 1.0]);
        assert_eq!(values("2026-03-09".parse().ok()), [4.0, 4.0, 1.0, 1.0, 1.0]);
        assert!(steps(&points[..2], None).is_empty());
    }
}
