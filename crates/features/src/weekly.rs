//! Weeks of what was sold of each article.

use crate::{FeaturesError, monday, week_of};
use polars::prelude::{DataFrame, SortMultipleOptions, df};
use std::collections::BTreeMap;

/// Weeks that must be known of an article before its own history says anything.
pub const FEWEST_WEEKS: usize = 8;
/// After so many weeks without a sale an article counts as no longer sold.
pub const ENDED_AFTER: usize = 52;
/// Without books of the stock, silence counts as being out of stock for so many days at most: a
/// season that ended is silent for longer.
const GUESSED_DAYS: i32 = 56;
/// Nor with them for longer: by then nobody waits for it.
const BOOKED_DAYS: i32 = 182;
/// Of weeks with more days without stock nobody knows what was wanted.
const MOST_OUT: f64 = 3.0;
/// What sells lately is that of so many weeks before and the week itself.
const LATELY: usize = 8;
const DAYS: f64 = 7.0;
/// The regular price is the median of the last so many weeks with sales.
const REGULAR: usize = 8;

/// A week is over when the days that are missing of it had at most this share of all sales in so many
/// weeks before, of which there must be some.
const LITTLE: f64 = 0.05;
const WEEKDAYS: i32 = 26;
const FEWEST_WEEKDAYS: i32 = 8;

/// What was sold, as columns: a row for each article and day, in any order and also several.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sales {
    /// The article's number.
    pub article: Vec<u32>,
    /// Days since 1970-01-01.
    pub day: Vec<i32>,
    /// Pieces sold less those taken back.
    pub units: Vec<f64>,
    /// Pieces beyond the usual on lines that were far larger than any other: bulk orders, typing
    /// errors.
    pub bulk: Vec<f64>,
    /// Pieces sold for something in the shop's currency.
    pub paid_units: Vec<f64>,
    /// What was paid for those, in units of the shop's currency, net.
    pub paid: Vec<f64>,
    /// What would have been paid for them without discounts.
    pub asked: Vec<f64>,
    /// Those of them that were sold at a discount.
    pub reduced_units: Vec<f64>,
}

/// Days on which an article was probably out of stock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Silence {
    /// The article's number.
    pub article: u32,
    /// The first day, since 1970-01-01.
    pub from: i32,
    /// The last day.
    pub to: i32,
    /// Whether books of the stock say so, and not only the silence.
    pub is_booked: bool,
}

/// A promotion of an article.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Promotion {
    /// The article's number.
    pub article: u32,
    /// The first day, since 1970-01-01.
    pub from: i32,
    /// The last day.
    pub to: i32,
    /// What was taken off the price, as a share; where it is not known, what is usual.
    pub share: f64,
}

/// What is to be known of a week.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Mark {
    /// More came back than was sold: counted as 0.
    pub taken_back: bool,
    /// A bulk order was taken out.
    pub bulk: bool,
    /// It was probably out of stock on some day, so that more was wanted than was sold.
    pub out_of_stock: bool,
}

/// Whether an article can be forecast by its own history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It can.
    Sold,
    /// It has been sold for too few weeks.
    New,
    /// It has not been sold for a year.
    Ended,
}

/// An article, week by week from its first sale to the newest complete week of the shop.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// The article's number.
    pub article: u32,
    /// The number of its first week.
    pub start: i64,
    /// Pieces wanted: those sold and, of days without stock, what usually sells; NaN where it was out of
    /// stock for most of the week.
    pub units: Vec<f64>,
    /// Pieces sold in each week, whatever was wanted.
    pub sold: Vec<f64>,
    /// Days of each week on which it was out of stock.
    pub out: Vec<f64>,
    /// Days of each week on which it was out of stock as far as its silence tells, and no books.
    pub guessed: Vec<f64>,
    /// The price of a piece that customers saw, net; in a week without a sale the last one; NaN if there
    /// is none.
    pub price: Vec<f64>,
    /// For each week of the history and the horizon, the share by which promotions lower the price.
    pub promotion: Vec<f64>,
    /// For each of those weeks, the share of its days with a promotion.
    pub promoted: Vec<f64>,
    /// What is to be known of each week.
    pub marks: Vec<Mark>,
    /// Whether it can be forecast.
    pub standing: Standing,
}

/// All articles.
#[derive(Debug, Clone, PartialEq)]
pub struct Weekly {
    /// The number of the newest complete week; `None` if there is none.
    pub last: Option<i64>,
    /// The articles that were sold by then, in the order of their numbers.
    pub series: Vec<Series>,
    /// Rows that lie after the last day, and are left out.
    pub after: u64,
}

/// The last day of which all sales are known, of the days of all sales: the newest, or the end of its
/// week where the days after it seldom sell anything, such as Sundays.
pub fn known_until(days: &[i32]) -> Option<i32> {
    let newest = days.iter().max().copied()?;
    let begin = monday(week_of(newest));
    let before = || days.iter().filter(|day| (begin - 7 * WEEKDAYS..begin).contains(*day));
    let later = before().filter(|day| (*day - begin).rem_euclid(7) > newest - begin).count();
    let is_old = days.iter().any(|day| *day < begin - 7 * FEWEST_WEEKDAYS);
    let is_over = is_old && later as f64 <= LITTLE * before().count() as f64;
    Some(if is_over { begin + 6 } else { newest })
}

/// Weeks of sales up to the last complete one before or at `until`, the last day with data or
/// today, whichever is earlier; promotions reach `horizon` weeks beyond.
///
/// # Errors
/// [`FeaturesError::Sums`], for columns of different lengths.
pub fn weekly(
    sales: &Sales,
    silences: &[Silence],
    promotions: &[Promotion],
    until: i32,
    horizon: usize,
) -> Result<Weekly, FeaturesError> {
    // The week of the day after, if that is a Monday, has this one as its last complete one.
    let last = week_of(until.saturating_add(1)) - 1;
    let after = sales.day.iter().filter(|day| **day > until).count() as u64;
    let mut all = BTreeMap::<u32, Vec<Sum>>::new();
    for sum in sums(sales)?.into_iter().filter(|sum| sum.week <= last) {
        all.entry(sum.article).or_default().push(sum);
    }
    let mut series: Vec<Series> = all
        .into_iter()
        .filter_map(|(article, weeks)| Series::of(article, &weeks, last, horizon))
        .collect();
    let place = |series: &[Series], article: u32| {
        series.binary_search_by_key(&article, |series| series.article).ok()
    };
    for silence in silences {
        if let Some(series) =
            place(&series, silence.article).and_then(|place| series.get_mut(place))
        {
            series.mask(silence);
        }
    }
    series.iter_mut().for_each(Series::fill);
    for promotion in promotions {
        if let Some(series) =
            place(&series, promotion.article).and_then(|place| series.get_mut(place))
        {
            series.promote(promotion);
        }
    }
    let last = (!series.is_empty()).then_some(last);
    Ok(Weekly { last, series, after })
}

/// The sums of an article's week.
struct Sum {
    article: u32,
    week: i64,
    units: f64,
    bulk: f64,
    paid_units: f64,
    paid: f64,
    asked: f64,
    reduced_units: f64,
}

impl Sum {
    /// What customers saw as the price of a piece. A discount that most pieces had is one that everybody
    /// saw; one that few had is that of a code, which the others did not know: averaged in, it would
    /// move the price with every week's luck.
    fn price(&self) -> Option<f64> {
        let is_seen = 2.0 * self.reduced_units >= self.paid_units;
        let amount = if is_seen { self.paid } else { self.asked };
        (self.paid_units > 0.0 && amount > 0.0).then(|| amount / self.paid_units)
    }
}

/// Adds days up to weeks, ordered by article and week.
fn sums(sales: &Sales) -> Result<Vec<Sum>, FeaturesError> {
    let weeks: Vec<i64> = sales.day.iter().map(|day| week_of(*day)).collect();
    let frame: DataFrame = df!(
        "article" => sales.article.as_slice(),
        "week" => weeks.as_slice(),
        "units" => sales.units.as_slice(),
        "bulk" => sales.bulk.as_slice(),
        "paid_units" => sales.paid_units.as_slice(),
        "paid" => sales.paid.as_slice(),
        "asked" => sales.asked.as_slice(),
        "reduced" => sales.reduced_units.as_slice(),
    )?;
    let groups = frame.group_by(["article", "week"])?;
    #[expect(deprecated, reason = "the lazy engine is a large crate for one sum")]
    let summed = groups.sum()?;
    let summed = summed.sort(["article", "week"], SortMultipleOptions::default())?;
    let (article, week) = (summed.column("article")?.u32()?, summed.column("week")?.i64()?);
    let column = |name: &str| -> Result<Vec<f64>, FeaturesError> {
        let column = summed.column(name)?.f64()?;
        Ok(column.iter().map(Option::unwrap_or_default).collect())
    };
    let (units, bulk) = (column("units_sum")?, column("bulk_sum")?);
    let paid = column("paid_units_sum")?.into_iter().zip(column("paid_sum")?);
    let asked = column("asked_sum")?.into_iter().zip(column("reduced_sum")?);
    let sums = article.iter().zip(week.iter()).zip(units.into_iter().zip(bulk));
    let sums = sums.zip(paid.zip(asked));
    Ok(sums
        .filter_map(|(((article, week), (units, bulk)), (paid, asked))| {
            let ((paid_units, paid), (asked, reduced_units)) = (paid, asked);
            let (article, week) = (article?, week?);
            Some(Sum { article, week, units, bulk, paid_units, paid, asked, reduced_units })
        })
        .collect())
}

impl Series {
    /// The series of an article from the sums of its weeks, in order.
    fn of(article: u32, weeks: &[Sum], last: i64, horizon: usize) -> Option<Series> {
        // What came back before anything was sold is no beginning.
        let start = weeks.iter().find(|sum| sum.units > 0.0)?.week;
        let length = usize::try_from(last - start + 1).ok()?;
        let mut series = Series {
            article,
            start,
            units: vec![0.0; length],
            sold: vec![0.0; length],
            out: vec![0.0; length],
            guessed: vec![0.0; length],
            price: vec![f64::NAN; length],
            promotion: vec![0.0; length + horizon],
            promoted: vec![0.0; length + horizon],
            marks: vec![Mark::default(); length],
            standing: Standing::Sold,
        };
        for sum in weeks {
            let Some(place) = usize::try_from(sum.week - start).ok().filter(|p| *p < length) else {
                continue;
            };
            let wanted = sum.units - sum.bulk.max(0.0);
            put(&mut series.units, place, wanted.max(0.0));
            put(&mut series.sold, place, wanted.max(0.0));
            if let Some(price) = sum.price() {
                put(&mut series.price, place, price);
            }
            let mark = Mark { taken_back: wanted < 0.0, bulk: sum.bulk > 0.0, out_of_stock: false };
            put(&mut series.marks, place, mark);
        }
        // A week without a sale had the price of the last one; the first weeks that of the next.
        let mut before = series.price.iter().copied().find(|price| !price.is_nan());
        for price in &mut series.price {
            match price.is_nan() {
                true => *price = before.unwrap_or(f64::NAN),
                false => before = Some(*price),
            }
        }
        let recent = series.units.iter().rev().take(ENDED_AFTER);
        series.standing = if length >= ENDED_AFTER && recent.clone().all(|units| *units == 0.0) {
            Standing::Ended
        } else if length < FEWEST_WEEKS {
            Standing::New
        } else {
            Standing::Sold
        };
        Some(series)
    }

    /// The share of a week in which it was in stock.
    pub fn in_stock(&self, place: usize) -> f64 {
        1.0 - self.out.get(place).map_or(0.0, |out| out / DAYS).min(1.0)
    }

    /// Says of these days that it was out of stock.
    fn mask(&mut self, silence: &Silence) {
        let longest = if silence.is_booked { BOOKED_DAYS } else { GUESSED_DAYS };
        let to = silence.to.min(silence.from.saturating_add(longest - 1));
        for (place, days) in self.weeks(silence.from, to) {
            if let Some(out) = self.out.get_mut(place) {
                *out += days;
            }
            if let Some(guessed) = self.guessed.get_mut(place)
                && !silence.is_booked
            {
                *guessed += days;
            }
            if let Some(mark) = self.marks.get_mut(place) {
                mark.out_of_stock = true;
            }
        }
    }

    /// Says what was wanted in weeks with days without stock. On those days as much is taken to be wanted
    /// as was sold on days with stock lately: what the week itself sold a day is too much, since a shelf
    /// is emptied by a good day, and leaving the week out would leave out good ones. A sum of what is
    /// sold until luck ends it and of what is expected after it is right in the mean (Wald's identity).
    fn fill(&mut self) {
        for place in 0..self.out.len() {
            let lately = place.saturating_sub(LATELY)..=place;
            let out = self.out.get(lately.clone()).unwrap_or_default();
            let days: f64 = out.iter().map(|out| DAYS - out.min(DAYS)).sum();
            let sold: f64 = self.sold.get(lately).unwrap_or_default().iter().sum();
            let Some(out) = out.last().copied().filter(|out| *out > 0.0) else { continue };
            let is_known = out <= MOST_OUT && days > 0.0;
            let wanted = self.sold.get(place).map(|own| own + out * sold / days);
            put(&mut self.units, place, wanted.filter(|_| is_known).unwrap_or(f64::NAN));
        }
    }

    fn promote(&mut self, promotion: &Promotion) {
        for (place, days) in self.weeks(promotion.from, promotion.to) {
            if let Some(share) = self.promotion.get_mut(place) {
                *share = (*share + promotion.share.clamp(0.0, 1.0) * days / DAYS).min(1.0);
            }
            if let Some(share) = self.promoted.get_mut(place) {
                *share = (*share + days / DAYS).min(1.0);
            }
        }
    }

    /// The places of the weeks that these days touch, horizon included, and how many days of each.
    fn weeks(&self, from: i32, to: i32) -> Vec<(usize, f64)> {
        let all = self.promotion.len() as i64;
        let (first, last) = (week_of(from).max(self.start), week_of(to).min(self.start + all - 1));
        let days = |week: i64| {
            let (begin, end) = (monday(week).max(from), (monday(week) + 6).min(to));
            f64::from((end - begin + 1).max(0))
        };
        (first..=last)
            .filter_map(|week| Some((usize::try_from(week - self.start).ok()?, days(week))))
            .collect()
    }

    /// The price without promotions: the median of those paid lately; NaN if none is known.
    pub fn regular_price(&self) -> f64 {
        let paid = self.price.iter().rev().copied().filter(|price| !price.is_nan());
        let mut lately: Vec<f64> = paid.take(REGULAR).collect();
        lately.sort_by(f64::total_cmp);
        lately.get(lately.len() / 2).copied().unwrap_or(f64::NAN)
    }
}

fn put<T>(values: &mut [T], place: usize, value: T) {
    if let Some(to) = values.get_mut(place) {
        *to = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A Monday.
    const MONDAY: i32 = 19_996;

    /// Rows of (article, day after the Monday, units), each piece at 2.50.
    fn sales(rows: &[(u32, i32, f64)]) -> Sales {
        Sales {
            article: rows.iter().map(|row| row.0).collect(),
            day: rows.iter().map(|row| MONDAY + row.1).collect(),
            units: rows.iter().map(|row| row.2).collect(),
            bulk: vec![0.0; rows.len()],
            paid_units: rows.iter().map(|row| row.2).collect(),
            paid: rows.iter().map(|row| row.2 * 2.5).collect(),
            asked: rows.iter().map(|row| row.2 * 2.5).collect(),
            reduced_units: vec![0.0; rows.len()],
        }
    }

    fn made(sales: &Sales, silences: &[Silence], until: i32) -> Weekly {
        weekly(sales, silences, &[], MONDAY + until, 4).unwrap()
    }

    #[test]
    fn days_become_weeks_up_to_the_newest_complete_one() {
        assert_eq!(week_of(MONDAY - 1), week_of(MONDAY) - 1);
        let rows = [(7, 0, 1.0), (7, 6, 2.0), (7, 21, 4.0), (3, 8, 5.0), (3, 29, 9.0)];
        // The last day is a Saturday: its week is not over.
        let weekly = made(&sales(&rows), &[], 33);
        assert_eq!(weekly.last, Some(week_of(MONDAY) + 3));
        assert_eq!(weekly.series.len(), 2);
        assert_eq!(weekly.series[0].units, [5.0, 0.0, 0.0]);
        assert_eq!(weekly.series[1].units, [3.0, 0.0, 0.0, 4.0]);
        assert_eq!(weekly.series[1].price, [2.5; 4]);
        assert_eq!(weekly.series[1].regular_price(), 2.5);
        assert_eq!(weekly.series[1].standing, Standing::New);
        // A Sunday ends one.
        assert_eq!(made(&sales(&rows), &[], 34).series[0].units, [5.0, 0.0, 0.0, 9.0]);
        assert_eq!(made(&sales(&rows), &[], 28).after, 1, "sold after the last day");
    }

    #[test]
    fn a_week_ends_with_its_last_day_of_business() {
        // Mondays to Fridays, and once on a Saturday.
        let shop: Vec<i32> =
            (0..12).flat_map(|week| (0..5).map(move |day| 7 * week + day)).collect();
        let known = |days: &[i32]| {
            let days: Vec<i32> = days.iter().map(|day| MONDAY + day).collect();
            known_until(&days).map(|day| day - MONDAY)
        };
        assert_eq!(known(&shop), Some(83));
        assert_eq!(known(&[shop.as_slice(), &[5]].concat()), Some(83));
        let saturdays: Vec<i32> = (0..11).map(|week| 7 * week + 5).collect();
        assert_eq!(known(&[shop.as_slice(), &saturdays].concat()), Some(81), "open on Saturdays");
        assert_eq!(known(&shop[..59]), Some(80), "the Friday is not over");
        assert_eq!(known(&shop[..25]), Some(32), "too early to tell");
        assert_eq!(known(&[]), None);
    }

    #[test]
    fn what_came_back_is_netted_and_bulk_orders_are_taken_out() {
        let mut rows =
            sales(&[(1, -7, -2.0), (1, 0, 3.0), (1, 7, 2.0), (1, 8, -4.0), (1, 14, 90.0)]);
        rows.bulk[4] = 80.0;
        let series = &made(&rows, &[], 20).series[0];
        assert_eq!(series.units, [3.0, 0.0, 10.0]);
        assert!(series.marks[1].taken_back && !series.marks[0].taken_back);
        assert!(series.marks[2].bulk && !series.marks[1].bulk);
    }

    #[test]
    fn a_code_of_few_is_no_price_and_a_discount_of_most_is() {
        let rows = [(1, 0, 10.0), (1, 7, 10.0), (1, 14, 10.0)];
        let mut rows = sales(&rows);
        rows.paid = vec![25.0, 24.0, 20.0];
        rows.reduced_units = vec![0.0, 2.0, 9.0];
        assert_eq!(made(&rows, &[], 20).series[0].price, [2.5, 2.5, 2.0]);
    }

    #[test]
    fn weeks_without_stock_are_not_known_but_not_for_ever() {
        let rows: Vec<_> = (0..20).map(|week| (1, 7 * week, 5.0)).collect();
        let out = |from, to, is_booked| Silence {
            article: 1,
            from: MONDAY + from,
            to: MONDAY + to,
            is_booked,
        };
        let known = |silence| -> Vec<bool> {
            let series = &made(&sales(&rows), &[silence], 139).series[0];
            assert_eq!(series.sold, vec![5.0; 20]);
            let is_out = series.out.iter().map(|out| *out > 0.0);
            assert!(is_out.eq(series.marks.iter().map(|mark| mark.out_of_stock)));
            let guessed = if silence.is_booked { &vec![0.0; 20] } else { &series.out };
            assert_eq!(&series.guessed, guessed);
            series.units.iter().map(|units| !units.is_nan()).collect()
        };
        let unknown = |silence| known(silence).iter().filter(|known| !**known).count();
        assert_eq!(known(out(8, 18, false))[..4], [true, false, false, true]);
        assert_eq!(unknown(out(14, 1000, false)), 8);
        assert_eq!(unknown(out(14, 1000, true)), 18);
        // Another article's, or one before the first sale, changes nothing.
        assert_eq!(unknown(Silence { article: 9, ..out(8, 15, false) }), 0);
        assert_eq!(unknown(out(-30, -10, true)), 0);
    }

    /// Two days without stock in a week that sold 4, after weeks of 7.
    #[test]
    fn days_without_stock_wanted_what_was_sold_lately() {
        let rows: Vec<_> =
            (0..20).map(|week| (1, 7 * week, if week == 19 { 4.0 } else { 7.0 })).collect();
        let silence = Silence {
            article: 1,
            from: MONDAY + 19 * 7 + 5,
            to: MONDAY + 19 * 7 + 6,
            is_booked: true,
        };
        let series = &made(&sales(&rows), &[silence], 139).series[0];
        assert_eq!((series.out[19], series.sold[19], series.units[18]), (2.0, 4.0, 7.0));
        let wanted = 4.0 + 2.0 * (8.0 * 7.0 + 4.0) / (8.0 * 7.0 + 5.0);
        assert!((series.units[19] - wanted).abs() < 1e-12, "{:?}", series.units);
    }

    #[test]
    fn promotions_reach_into_the_horizon() {
        let promotion = Promotion { article: 1, from: MONDAY + 4, to: MONDAY + 20, share: 0.2 };
        let weekly = weekly(&sales(&[(1, 0, 1.0)]), &[], &[promotion], MONDAY + 6, 2).unwrap();
        let share = &weekly.series[0].promotion;
        assert_eq!(share.len(), 3);
        assert!((share[0] - 0.2 * 3.0 / 7.0).abs() < 1e-12 && share[1..] == [0.2, 0.2]);
        assert_eq!(weekly.series[0].promoted, [3.0 / 7.0, 1.0, 1.0]);
    }

    #[test]
    fn an_article_not_sold_for_a_year_has_ended() {
        let weekly = made(&sales(&[(1, 0, 1.0), (2, 0, 1.0), (2, 7, 2.0)]), &[], 7 * 53 - 1);
        assert_eq!(weekly.series[0].standing, Standing::Ended);
        assert_eq!(weekly.series[1].standing, Standing::Sold);
    }

    #[test]
    fn nothing_and_prices_of_nothing_are_no_error() {
        assert_eq!(made(&Sales::default(), &[], 6).last, None);
        assert_eq!(made(&sales(&[(1, 0, -1.0)]), &[], 6).series, []);
        let mut free = sales(&[(1, 0, 1.0), (1, 7, 1.0)]);
        (free.paid, free.asked) = (vec![0.0; 2], vec![0.0; 2]);
        let series = &made(&free, &[], 13).series[0];
        assert!(series.price.iter().all(|price| price.is_nan()) && series.regular_price().is_nan());
        let bad = Sales { units: vec![1.0], ..Sales::default() };
        assert!(weekly(&bad, &[], &[], MONDAY, 1).is_err());
    }

    proptest! {
        /// Whatever was sold, weeks hold all of it: nothing is lost, counted twice or negative.
        #[test]
        fn weeks_hold_what_days_held(
            rows in proptest::collection::vec((0_u32..5, 0_i32..300, 0_u32..50), 0..200),
            until in 0_i32..320,
        ) {
            let rows: Vec<_> =
                rows.into_iter().map(|(article, day, units)| (article, day, f64::from(units))).collect();
            let weekly = made(&sales(&rows), &[], until);
            let complete = week_of(MONDAY + until + 1) - 1;
            for series in &weekly.series {
                let of = rows.iter().filter(|row| row.0 == series.article);
                let of = of.filter(|row| week_of(MONDAY + row.1) <= complete);
                let sold: f64 = of.map(|row| row.2).sum();
                prop_assert_eq!(series.units.iter().sum::<f64>(), sold);
                prop_assert_eq!(series.start + series.units.len() as i64 - 1, complete);
                prop_assert!(series.units[0] > 0.0);
                prop_assert_eq!(series.price.len(), series.units.len());
                prop_assert_eq!(series.marks.len(), series.units.len());
                prop_assert_eq!(series.promotion.len(), series.units.len() + 4);
                prop_assert!(series.price.iter().all(|price| *price == 2.5));
            }
            prop_assert!(weekly.series.is_sorted_by_key(|series| series.article));
        }

        /// Rows may come in any order.
        #[test]
        fn the_order_of_rows_says_nothing(
            rows in proptest::collection::vec((0_u32..5, 0_i32..100, -5_i32..50), 0..60),
        ) {
            let mut rows: Vec<_> =
                rows.into_iter().map(|(article, day, units)| (article, day, f64::from(units))).collect();
            let one = made(&sales(&rows), &[], 100);
            rows.reverse();
            let other = made(&sales(&rows), &[], 100);
            prop_assert_eq!(format!("{one:?}"), format!("{other:?}"));
        }
    }
}
