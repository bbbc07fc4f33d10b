//! What models learn from: many series with what is known about them.

use crate::numbers::{first, last, mean, median};

/// Series that are forecast together: the products of a shop.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Panel {
    /// The series.
    pub series: Vec<Series>,
    /// Periods of a season, such as 52 weeks; 1 where there is none.
    pub season: usize,
    /// What is known of the future too; each series has its values.
    pub inputs: Vec<Input>,
    /// Whether periods have the same number in all series, so that the place in the season says
    /// something.
    pub has_calendar: bool,
    /// Whether nothing can be below 0, as units sold.
    pub is_non_negative: bool,
}

/// An input whose future is known: a price, a promotion, a holiday.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// Its name.
    pub name: String,
    /// Which way it must move the forecast.
    pub direction: Direction,
    /// Whether nobody knows its future, so that it is taken to stay as it usually was lately: a
    /// price paid, which single weeks' promotions moved.
    pub is_carried: bool,
}

/// What a carried input is taken to stay at: the median of so many periods before.
const LATELY: usize = 8;

/// Which way an input moves a forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Whatever the data says.
    Either,
    /// More of it never sells less.
    Up,
    /// More of it never sells more: a price.
    Down,
}

/// One series: a product at a location.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Series {
    /// Its name.
    pub id: String,
    /// The number of its first period, counted alike for all series of the panel.
    pub start: i64,
    /// A value each period, the oldest first; NaN where it is not known: nothing was recorded, or
    /// the product was out of stock, so that what was sold is not what was wanted.
    pub values: Vec<f64>,
    /// For each input of the panel a value each period, the horizon's included; NaN if not known.
    pub inputs: Vec<Vec<f64>>,
    /// What kinds it is of, such as brand and store, by number.
    pub categories: Vec<u32>,
}

impl Series {
    /// Its values without gaps, from the first that is known: a gap is filled by a straight line,
    /// one at the end by the last value.
    pub fn filled(&self) -> Vec<f64> {
        let known = self.values.iter().position(|value| !value.is_nan());
        let mut filled =
            self.values.get(known.unwrap_or(self.values.len())..).unwrap_or_default().to_vec();
        let mut previous = 0;
        for place in 0..filled.len() {
            let value = crate::numbers::at(&filled, place);
            if value.is_nan() {
                continue;
            }
            let from = crate::numbers::at(&filled, previous);
            let step = (value - from) / (place - previous).max(1) as f64;
            for (number, gap) in filled.iter_mut().take(place).skip(previous + 1).enumerate() {
                *gap = from + step * (number + 1) as f64;
            }
            previous = place;
        }
        let end = crate::numbers::at(&filled, previous);
        for gap in filled.iter_mut().skip(previous + 1) {
            *gap = end;
        }
        filled
    }

    /// How many values are known.
    pub fn known(&self) -> usize {
        self.values.iter().filter(|value| !value.is_nan()).count()
    }

    /// The series as it was `back` periods before its end; its inputs still reach past it.
    pub fn cut(&self, back: usize) -> Series {
        let length = self.values.len().saturating_sub(back);
        Series { values: first(&self.values, length).to_vec(), ..self.clone() }
    }

    /// The mean absolute step over a season (1 for none): what errors are measured in
    /// (Hyndman and Koehler, 2006). NaN where there is none, or where nothing ever changed.
    pub fn step(&self, season: usize) -> f64 {
        let steps = self.values.iter().zip(self.values.iter().skip(season.max(1)));
        let step = mean(steps.map(|(before, after)| (after - before).abs()));
        if step > 0.0 { step } else { f64::NAN }
    }
}

impl Panel {
    /// The panel as it was `back` periods before its end.
    pub fn cut(&self, back: usize) -> Panel {
        let series = self.series.iter().map(|series| {
            let mut past = series.cut(back);
            let length = past.values.len();
            for (values, input) in past.inputs.iter_mut().zip(&self.inputs) {
                if input.is_carried {
                    carry(values, length);
                }
            }
            past
        });
        Panel { series: series.collect(), inputs: self.inputs.clone(), ..*self }
    }
}

/// Lets the values of a carried input from `known` on stay as they usually were before.
pub fn carry(values: &mut [f64], known: usize) {
    let usual = median(last(first(values, known), LATELY).iter().copied());
    for value in values.iter_mut().skip(known) {
        *value = usual;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(values: &[f64]) -> Series {
        Series { values: values.to_vec(), ..Series::default() }
    }

    #[test]
    fn gaps_are_filled() {
        let nan = f64::NAN;
        let gaps = series(&[nan, 1.0, nan, nan, 4.0, 5.0, nan]);
        assert_eq!(gaps.filled(), [1.0, 2.0, 3.0, 4.0, 5.0, 5.0]);
        assert_eq!(series(&[nan, nan]).filled(), [0.0; 0]);
        assert_eq!(gaps.known(), 3);
        assert_eq!(gaps.cut(3).filled(), [1.0, 1.0, 1.0]);
    }

    #[test]
    fn a_price_that_nobody_knew_stays_as_it_usually_was() {
        let inputs = vec![vec![2.0, 2.0, 1.0, 3.0, 3.0], vec![0.0, 1.0, 0.0, 1.0, 1.0]];
        let series = vec![Series { inputs, ..series(&[5.0; 4]) }];
        let input =
            |is_carried| Input { name: String::new(), direction: Direction::Either, is_carried };
        let panel = Panel { series, inputs: vec![input(true), input(false)], ..Panel::default() };
        let past = &panel.cut(1).series[0];
        assert_eq!(past.inputs[0], [2.0, 2.0, 1.0, 2.0, 2.0]);
        assert_eq!(past.inputs[1], panel.series[0].inputs[1]);
    }

    #[test]
    fn a_series_that_never_changes_has_no_step() {
        assert!(series(&[2.0, 2.0, 2.0]).step(1).is_nan());
        assert!(series(&[]).step(1).is_nan());
        assert_eq!(series(&[1.0, 2.0, 4.0, 8.0]).step(2), 4.5);
    }
}
