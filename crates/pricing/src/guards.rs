//! What a new price must keep to: a floor over the cost, a minimum, a largest move, days
//! between two moves, a competitor's price, and the ending that the shop's prices have.
//!
//! Prices are whole minor units, and every guard is checked in whole numbers: shares to a millionth
//! and costs to a millionth of a minor unit, so that no rounding ever lets a price below its floor.

/// Parts of 1 in which shares are counted.
const PARTS: f64 = 1e6;
/// The days before a discount whose lowest price may stand beside it.
const WAS_DAYS: i32 = 30;

/// How the shop's prices end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// In any way.
    None,
    /// In 99 hundredths, such as 14.99; in currencies without minor units in 99, such as 1,499.
    Nines,
    /// In 95 hundredths, or in 95.
    NinetyFive,
    /// In a half or a whole, or in 50 or 00.
    Fifty,
    /// In a whole.
    Whole,
}

impl Ending {
    /// Prices that end so are a multiple of the first number and the second more.
    fn grid(self, minor_per_major: i64) -> (i64, i64) {
        let minor = minor_per_major.max(1);
        // Without minor units the last two digits are what customers see as the ending.
        let unit = if minor > 1 { minor } else { 100 };
        match self {
            Ending::None => (1, 0),
            Ending::Nines => (unit, unit * 99 / 100),
            Ending::NinetyFive => (unit, unit * 95 / 100),
            Ending::Fifty if unit % 2 == 0 => (unit / 2, 0),
            Ending::Fifty | Ending::Whole => (minor, 0),
        }
    }
}

/// What a new price must keep to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Guards {
    /// What the net price must leave over the unit's cost, as a share of the cost: 0.1 is 10 %.
    pub floor_margin: f64,
    /// The lowest price that may be advertised, as customers see it.
    pub minimum_price: Option<i64>,
    /// How far a price may move at once, as a share of today's.
    pub largest_move: f64,
    /// Days between two moves.
    pub least_days: u32,
    /// How prices end.
    pub ending: Ending,
    /// The competitors' lowest price, and the share of it by which the shop's may be higher.
    pub competitor: Option<(i64, f64)>,
}

impl Guards {
    /// Keeps to what another code says as well that has the same price: the higher of the lowest
    /// prices, the lower of the competitors'.
    pub fn tighten(&mut self, other: &Guards) {
        self.minimum_price = self.minimum_price.max(other.minimum_price);
        let competitors = self.competitor.into_iter().chain(other.competitor);
        self.competitor = competitors.min_by_key(|(price, _)| *price);
    }
}

/// Where a product stands. Amounts are minor units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    /// Today's price, as customers see it.
    pub price: i64,
    /// Tax within a price, as a share of the net amount.
    pub tax: f64,
    /// What a unit costs, if that is known.
    pub cost: Option<f64>,
    /// Days since the price last moved, if it ever did.
    pub days_since_move: Option<u32>,
    /// Minor units of a major one: 100 cents of a euro, 1 where there are none.
    pub minor_per_major: i64,
}

/// Why no price may be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// The price moved a short while ago.
    TooSoon {
        /// Days until it may move again.
        days: u32,
    },
    /// Nobody knows the cost, so that no floor can be kept.
    NoCost,
    /// The floor lies above the highest price that the other guards allow.
    BelowFloor,
    /// Guards contradict each other, or no price between them has the ending.
    NoPriceLeft,
}

/// A guard that a price breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// It leaves less over the cost than it must.
    Floor,
    /// It is below the lowest price that may be advertised.
    Minimum,
    /// It lies too far from today's price.
    Move,
    /// The price moved a short while ago.
    TooSoon,
    /// It lies too far above the competitors' lowest price.
    Competitor,
}

/// A number in millionths, rounded to the nearest: shares are typed with few digits, and binary noise
/// in the seventeenth must not move a price by a minor unit.
fn parts(value: f64) -> i128 {
    libm::round(value * PARTS) as i128
}

/// 1 and a share more, or less, in millionths; never below 0.
fn one_and(share: f64) -> i128 {
    (parts(1.0) + parts(share)).max(0)
}

/// The quotient rounded up; `b` is above 0.
fn up(a: i128, b: i128) -> i128 {
    a.div_euclid(b) + i128::from(a.rem_euclid(b) > 0)
}

/// A price that fits where prices are kept.
fn price(value: i128) -> i64 {
    i64::try_from(value.min(i128::from(i64::MAX / 4))).unwrap_or_default()
}

impl Standing {
    /// The lowest price whose net leaves this share over the cost: the smallest whole `p` with
    /// `p / (1 + tax) >= cost × (1 + share)`.
    fn floor(&self, share: f64) -> Option<i64> {
        let cost = self.cost.filter(|cost| (0.0..1e12).contains(cost))?;
        let needed = parts(cost).checked_mul(one_and(share))?.checked_mul(one_and(self.tax))?;
        Some(price(up(needed, 1_000_000_000_000_000_000)))
    }

    /// Days until the price may move again.
    fn wait(&self, guards: &Guards) -> u32 {
        self.days_since_move.map_or(0, |days| guards.least_days.saturating_sub(days))
    }

    /// The lowest and highest price that a share is from today's.
    fn reach(&self, share: f64) -> (i64, i64) {
        let today = i128::from(self.price);
        let share = share.max(0.0);
        let lowest = up(today * one_and(-share), parts(1.0));
        (price(lowest), price((today * one_and(share)).div_euclid(parts(1.0))))
    }
}

/// The highest price that competitors allow.
fn ceiling(competitor: (i64, f64)) -> i64 {
    price((i128::from(competitor.0) * one_and(competitor.1)).div_euclid(parts(1.0)))
}

/// The lowest and highest price that all guards but the ending allow.
///
/// # Errors
/// Why the price is held instead.
pub fn allowed(standing: &Standing, guards: &Guards) -> Result<(i64, i64), Held> {
    let days = standing.wait(guards);
    if days > 0 {
        return Err(Held::TooSoon { days });
    }
    let floor = standing.floor(guards.floor_margin).ok_or(Held::NoCost)?;
    let (nearest, farthest) = standing.reach(guards.largest_move);
    let lowest = nearest.max(guards.minimum_price.unwrap_or(1)).max(1);
    let highest = farthest.min(guards.competitor.map_or(i64::MAX, ceiling));
    match (lowest <= highest, floor <= highest) {
        (true, true) => Ok((lowest.max(floor), highest)),
        (true, false) => Err(Held::BelowFloor),
        (false, _) => Err(Held::NoPriceLeft),
    }
}

/// The prices with the ending between two: the first, the distance, and how many.
fn endings(lowest: i64, highest: i64, standing: &Standing, guards: &Guards) -> (i64, i64, i64) {
    let (step, more) = guards.ending.grid(standing.minor_per_major);
    let first = price(up(i128::from(lowest) - i128::from(more), i128::from(step))) * step + more;
    let count = if first > highest { 0 } else { (highest - first) / step + 1 };
    (first, step, count)
}

/// Prices to choose from, rising: those with the ending that every guard allows, at most `most` of them
/// (at least one), evenly chosen with both ends. Today's price is among them if it keeps the guards,
/// whatever its ending: to stay is no move.
///
/// # Errors
/// Why the price is held instead.
pub fn candidates(standing: &Standing, guards: &Guards, most: usize) -> Result<Vec<i64>, Held> {
    let (lowest, highest) = allowed(standing, guards)?;
    let (first, step, count) = endings(lowest, highest, standing, guards);
    let today = (lowest..=highest).contains(&standing.price).then_some(standing.price);
    let has_ending = today.is_some_and(|today| count > 0 && (today - first).rem_euclid(step) == 0);
    // Room for today's price, if it is none of them.
    let room = most.max(1) as i64 - i64::from(today.is_some() && !has_ending);
    let chosen = count.min(room).max(0);
    let spaces = i128::from(chosen - 1).max(1);
    let at = |place: i64| {
        let twice = 2 * i128::from(place) * i128::from(count - 1) + spaces;
        first + step * price(twice.div_euclid(2 * spaces))
    };
    let mut prices: Vec<i64> = (0..chosen).map(at).collect();
    if let Some(today) = today.filter(|today| !prices.contains(today)) {
        // The ends stay where there is one between them.
        let ends = usize::from(prices.len() > 2);
        let between = prices.len() - 2 * ends;
        let nearest =
            prices.iter_mut().skip(ends).take(between).min_by_key(|price| price.abs_diff(today));
        match nearest.filter(|_| has_ending) {
            Some(nearest) => *nearest = today,
            None => prices.push(today),
        }
        prices.sort_unstable();
    }
    if prices.is_empty() { Err(Held::NoPriceLeft) } else { Ok(prices) }
}

/// The highest price with the ending that is no higher than another and keeps every guard.
pub fn at_most(price: f64, standing: &Standing, guards: &Guards) -> Option<i64> {
    let (lowest, highest) = allowed(standing, guards).ok()?;
    let (first, step, count) = endings(lowest, highest.min(price as i64), standing, guards);
    (count > 0).then(|| first + step * (count - 1))
}

/// The lowest price with the ending that is no lower than another and keeps every guard.
pub fn at_least(price: f64, standing: &Standing, guards: &Guards) -> Option<i64> {
    let (lowest, highest) = allowed(standing, guards).ok()?;
    let (first, _, count) = endings(lowest.max(price.ceil() as i64), highest, standing, guards);
    (count > 0).then_some(first)
}

/// The price with the ending that is nearest to another, whatever else the guards say; of two equally
/// near ones the lower. None below the lowest such price above 0.
pub fn with_ending(price: f64, standing: &Standing, guards: &Guards) -> i64 {
    let (first, step, _) = endings(1, i64::MAX / 4, standing, guards);
    let places = libm::ceil((price - first as f64) / step as f64 - 0.5).clamp(0.0, 1e15);
    first + step * places as i64
}

/// Which guards a price would break; none if it may be set. The price of today breaks no guard of
/// moves, and a floor without a cost is none that can be checked.
pub fn broken(price: i64, standing: &Standing, guards: &Guards) -> Vec<Broken> {
    let moves = price != standing.price;
    let (nearest, farthest) = standing.reach(guards.largest_move);
    let checks = [
        (Broken::Floor, standing.floor(guards.floor_margin).is_some_and(|floor| price < floor)),
        (Broken::Minimum, guards.minimum_price.is_some_and(|least| price < least)),
        (Broken::Move, moves && !(nearest..=farthest).contains(&price)),
        (Broken::TooSoon, moves && standing.wait(guards) > 0),
        (Broken::Competitor, guards.competitor.is_some_and(|of| price > ceiling(of))),
    ];
    checks.into_iter().filter_map(|(guard, is_broken)| is_broken.then_some(guard)).collect()
}

/// The highest "was" price that may stand beside a discount that begins on a day: the lowest price asked
/// in the 30 days before it (Directive 98/6/EC, article 6a). `history` is the day from which each price
/// was asked, and the price, by day; of days not told nothing is known. `None` where the price of the first
/// of them is not.
pub fn was_price(history: &[(i32, i64)], begins: i32) -> Option<i64> {
    let from = begins.saturating_sub(WAS_DAYS);
    let before = history.iter().rfind(|(day, _)| *day <= from)?;
    let within = history.iter().filter(|(day, _)| (from..begins).contains(day));
    within.chain([before]).map(|(_, price)| *price).min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Random;

    fn guards(ending: Ending) -> Guards {
        Guards {
            floor_margin: 0.1,
            minimum_price: None,
            largest_move: 0.2,
            least_days: 7,
            ending,
            competitor: None,
        }
    }

    fn standing(price: i64, cost: f64) -> Standing {
        Standing { price, tax: 0.19, cost: Some(cost), days_since_move: None, minor_per_major: 100 }
    }

    #[test]
    fn codes_of_one_price_keep_to_the_guards_of_each() {
        let mut all = Guards { competitor: Some((1400, 0.05)), ..guards(Ending::None) };
        let other = Guards { minimum_price: Some(900), competitor: Some((1300, 0.05)), ..all };
        all.tighten(&other);
        assert_eq!(all, other);
        all.tighten(&guards(Ending::None));
        assert_eq!(all, other);
        all.tighten(&Guards { minimum_price: Some(950), ..other });
        assert_eq!(all.minimum_price, Some(950));
    }

    #[test]
    fn every_guard_narrows_the_range() {
        let (at, free) = (standing(1499, 500.0), guards(Ending::None));
        assert_eq!(allowed(&at, &free), Ok((1200, 1798)));
        // 1200 × 1.1 × 1.19 is 1570.8.
        assert_eq!(allowed(&standing(1499, 1200.0), &free), Ok((1571, 1798)));
        let with = |change: fn(&mut Guards)| {
            let mut guards = free;
            change(&mut guards);
            allowed(&at, &guards)
        };
        assert_eq!(with(|guards| guards.minimum_price = Some(1300)), Ok((1300, 1798)));
        assert_eq!(with(|guards| guards.competitor = Some((1400, 0.05))), Ok((1200, 1470)));
        assert_eq!(with(|guards| guards.competitor = Some((1000, 0.1))), Err(Held::NoPriceLeft));
        assert_eq!(allowed(&standing(1499, 1500.0), &free), Err(Held::BelowFloor));
        assert_eq!(allowed(&Standing { cost: None, ..at }, &free), Err(Held::NoCost));
        assert_eq!(allowed(&standing(1499, f64::NAN), &free), Err(Held::NoCost));
        let soon = Standing { days_since_move: Some(3), ..at };
        assert_eq!(allowed(&soon, &free), Err(Held::TooSoon { days: 4 }));
        assert!(allowed(&Standing { days_since_move: Some(7), ..at }, &free).is_ok());
    }

    #[test]
    fn prices_beside_another_keep_the_guards_and_the_ending() {
        // From 12.00 to 17.98.
        let (at, nines) = (standing(1499, 500.0), guards(Ending::Nines));
        assert_eq!(at_most(1650.4, &at, &nines), Some(1599));
        assert_eq!(at_most(5000.0, &at, &nines), Some(1699));
        assert_eq!(at_most(1250.0, &at, &nines), None);
        assert_eq!(at_least(1599.0, &at, &nines), Some(1599));
        assert_eq!(at_least(1599.2, &at, &nines), Some(1699));
        assert_eq!(at_least(100.0, &at, &nines), Some(1299));
        assert_eq!(at_least(1750.0, &at, &nines), None);
        assert_eq!(with_ending(1649.0, &at, &nines), 1599);
        assert_eq!(with_ending(1650.0, &at, &nines), 1699);
        assert_eq!(with_ending(3.0, &at, &nines), 99);
        assert_eq!(with_ending(123.4, &at, &guards(Ending::None)), 123);
        assert_eq!(at_most(100.0, &standing(105, 10.0), &guards(Ending::Whole)), Some(100));
        assert_eq!(at_least(100.0, &standing(150, 10.0), &guards(Ending::Whole)), None);
        assert_eq!(at_least(f64::NAN, &at, &nines), Some(1299));
    }

    #[test]
    fn floors_are_free_of_binary_noise() {
        // As floating numbers 100 × 1.1 is above 110, and 1.1 × 1.1 above 1.21.
        let floor = |cost, tax, share| Standing { tax, ..standing(1, cost) }.floor(share);
        assert_eq!(floor(100.0, 0.0, 0.1), Some(110));
        assert_eq!(floor(100.0, 0.1, 0.1), Some(121));
        assert_eq!(floor(100.01, 0.1, 0.1), Some(122));
        assert_eq!(floor(0.0, 0.19, 0.1), Some(0));
        assert_eq!(floor(-1.0, 0.19, 0.1), None);
    }

    #[test]
    fn candidates_have_the_ending_and_todays_price() {
        let at = standing(1450, 500.0);
        let of = |ending, most| candidates(&at, &guards(ending), most).unwrap();
        assert_eq!(of(Ending::Nines, 9), [1199, 1299, 1399, 1450, 1499, 1599, 1699]);
        assert_eq!(of(Ending::NinetyFive, 3), [1195, 1450, 1695]);
        assert_eq!(of(Ending::Fifty, 4), [1200, 1450, 1550, 1700]);
        assert_eq!(of(Ending::Fifty, 20).len(), 11);
        assert_eq!(of(Ending::Whole, 1), [1450]);
        assert_eq!(of(Ending::None, 3), [1160, 1450, 1740]);
        // Yen have no minor units.
        let yen = Standing { minor_per_major: 1, ..at };
        let of = |ending| candidates(&yen, &guards(ending), 9).unwrap();
        assert_eq!(of(Ending::Nines), [1199, 1299, 1399, 1450, 1499, 1599, 1699]);
        assert_eq!(of(Ending::Whole), of(Ending::None));
        // A price below its floor is no candidate; nor is there another if no ending fits.
        let dear = standing(499, 370.0);
        assert_eq!(candidates(&dear, &guards(Ending::None), 3), Ok(vec![485, 499, 598]));
        let dear = standing(499, 390.0);
        assert_eq!(candidates(&dear, &guards(Ending::None), 2), Ok(vec![511, 598]));
        assert_eq!(candidates(&dear, &guards(Ending::Nines), 3), Err(Held::NoPriceLeft));
    }

    #[test]
    fn what_a_typed_price_breaks_is_told() {
        let at = Standing { days_since_move: Some(1), ..standing(1499, 1000.0) };
        let mut guards = guards(Ending::Nines);
        guards.minimum_price = Some(1400);
        guards.competitor = Some((1500, 0.0));
        assert_eq!(broken(1499, &at, &guards), []);
        let low = [Broken::Floor, Broken::Minimum, Broken::Move, Broken::TooSoon];
        assert_eq!(broken(1000, &at, &guards), low);
        let high = [Broken::Move, Broken::TooSoon, Broken::Competitor];
        assert_eq!(broken(2000, &at, &guards), high);
        assert!(!broken(1, &Standing { cost: None, ..at }, &guards).contains(&Broken::Floor));
    }

    /// Checks a price against the guards without the code above, in whole numbers.
    fn keeps(price: i64, at: &Standing, guards: &Guards, case: &Case) -> bool {
        let wide = i128::from;
        // Cost in hundredths of a minor unit, shares in ten-thousandths.
        let net_leaves = wide(price) * 100 * 10_000 * 10_000
            >= wide(case.cost) * wide(10_000 + case.floor) * wide(10_000 + case.tax);
        let is_near =
            (wide(price) - wide(at.price)).abs() * 10_000 <= wide(case.largest) * wide(at.price);
        let is_like_rivals = case.rival.is_none_or(|(rival, above)| {
            wide(price) * 10_000 <= wide(rival) * wide(10_000 + above)
        });
        let waits = at.days_since_move.is_some_and(|days| days < guards.least_days);
        net_leaves
            && is_near
            && is_like_rivals
            && !waits
            && guards.minimum_price.is_none_or(|least| price >= least)
    }

    /// The whole numbers that a case is made of.
    struct Case {
        cost: i64,
        floor: i64,
        tax: i64,
        largest: i64,
        rival: Option<(i64, i64)>,
    }

    #[test]
    fn no_price_breaks_a_guard_in_a_hundred_thousand_cases() {
        let mut luck = Random::new(7, 0);
        let (mut prices, mut floors, mut held) = (0, 0, 0);
        for _ in 0..100_000 {
            let today = 50 + luck.below(20_000) as i64;
            let mut one_in = |count: usize| luck.below(count) == 0;
            let (has_minimum, has_rival, moved) = (one_in(4), one_in(4), one_in(8));
            let near = |luck: &mut Random| (today as f64 * luck.between(0.8, 1.3)) as i64;
            let case = Case {
                cost: (today as f64 * luck.between(20.0, 95.0)) as i64,
                floor: luck.below(5000) as i64,
                tax: [0, 700, 1900, 2000, 810, 2550][luck.below(6)],
                largest: luck.below(4000) as i64,
                rival: has_rival.then(|| (near(&mut luck), luck.below(1500) as i64)),
            };
            let share = |parts: i64| parts as f64 / 10_000.0;
            let endings =
                [Ending::None, Ending::Nines, Ending::NinetyFive, Ending::Fifty, Ending::Whole];
            let guards = Guards {
                floor_margin: share(case.floor),
                minimum_price: has_minimum.then(|| near(&mut luck)),
                largest_move: share(case.largest),
                least_days: 7,
                ending: endings[luck.below(5)],
                competitor: case.rival.map(|(rival, above)| (rival, share(above))),
            };
            let at = Standing {
                price: today,
                tax: share(case.tax),
                cost: Some(case.cost as f64 / 100.0),
                days_since_move: moved.then(|| luck.below(14) as u32),
                minor_per_major: [1, 100, 1000][luck.below(3)],
            };
            let most = 1 + luck.below(15);
            let (step, more) = guards.ending.grid(at.minor_per_major);
            let check = |price: i64| {
                assert!(keeps(price, &at, &guards, &case), "{price} {at:?} {guards:?}");
                assert_eq!(broken(price, &at, &guards), []);
                assert!(price == today || (price - more) % step == 0);
            };
            match candidates(&at, &guards, most) {
                Ok(found) => {
                    assert!((1..=most).contains(&found.len()));
                    assert!(found.iter().zip(&found[1..]).all(|(a, b)| a < b));
                    assert_eq!(found.contains(&today), keeps(today, &at, &guards, &case));
                    found.iter().copied().for_each(check);
                    prices += found.len();
                }
                Err(_) => held += 1,
            }
            let near = today as f64 * luck.between(0.5, 1.5);
            let beside = [at_most(near, &at, &guards), at_least(near, &at, &guards)];
            for found in beside.into_iter().flatten() {
                assert!(keeps(found, &at, &guards, &case) && (found - more) % step == 0);
            }
            // The range is not a minor unit too narrow either.
            if let Ok((lowest, highest)) = allowed(&at, &guards) {
                assert!(!keeps(lowest - 1, &at, &guards, &case) || lowest == 1);
                assert!(!keeps(highest + 1, &at, &guards, &case));
                floors += usize::from(at.floor(guards.floor_margin) == Some(lowest));
            }
        }
        assert!(prices > 200_000 && floors > 10_000 && held > 10_000, "{prices} {floors} {held}");
    }

    #[test]
    fn the_was_price_is_the_lowest_of_thirty_days() {
        let history = [(0, 2000), (50, 1500), (60, 1900), (100, 1200)];
        // The discount itself does not count.
        assert_eq!(was_price(&history, 100), Some(1900));
        assert_eq!(was_price(&history, 90), Some(1900));
        // 1500 stood until the day before day 60.
        assert_eq!(was_price(&history, 89), Some(1500));
        assert_eq!(was_price(&history, 50), Some(2000));
        assert_eq!(was_price(&history, 0), None);
        assert_eq!(was_price(&[], 9), None);
        // Nobody knows what was asked on the first of the thirty days.
        assert_eq!(was_price(&history, 29), None);
        // Of two prices of a day both were asked; a long time ago only the last one stood.
        assert_eq!(was_price(&[(0, 900), (0, 1000)], 30), Some(900));
        assert_eq!(was_price(&[(0, 900), (0, 1000)], 31), Some(1000));
    }
}
