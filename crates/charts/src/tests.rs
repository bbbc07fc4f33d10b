//! What every chart must bear: no points, one, two, many, all zero, negative, spiky.

use super::*;
use kontor_domain::{Currency, Date, Grain, Language, Locale, Weekday};
use proptest::prelude::*;

fn gbp() -> Currency {
    "GBP".parse().unwrap()
}

fn locale(language: Language) -> Locale {
    Locale { language, home: Some(gbp()) }
}

fn series(grain: Grain, values: &[f64], previous: &[f64]) -> TimeSeries {
    let mut start: Date = "2026-11-02".parse().unwrap();
    let mut steps = Vec::new();
    for (index, value) in values.iter().enumerate() {
        steps.push(Step { start, value: *value, previous: previous.get(index).copied() });
        start = match grain {
            Grain::Day => start.tomorrow().unwrap(),
            Grain::Week => (0..7).fold(start, |day, _| day.tomorrow().unwrap()),
            Grain::Month => start.last_of_month().tomorrow().unwrap(),
        };
    }
    TimeSeries {
        title: "Net sales".to_owned(),
        unit: Unit::Money(gbp()),
        grain,
        total: Some(values.iter().sum()),
        previous_total: (!previous.is_empty()).then(|| previous.iter().sum()),
        steps,
        locale: locale(Language::En),
        width: 640,
        height: 240,
    }
}

fn days(values: &[f64]) -> TimeSeries {
    series(Grain::Day, values, &[])
}

fn countries(bars: &[(&str, f64, Option<f64>)]) -> Bars {
    let bar = |(title, value, previous): &(&str, f64, Option<f64>)| Bar {
        key: title.to_lowercase(),
        title: (*title).to_owned(),
        value: *value,
        previous: *previous,
    };
    Bars {
        title: "Net sales".to_owned(),
        heading: "Country".to_owned(),
        unit: Unit::Money(gbp()),
        bars: bars.iter().map(bar).collect(),
        rest: None,
        total: Some(bars.iter().map(|bar| bar.1).sum()),
        locale: locale(Language::En),
        width: 480,
    }
}

fn week(values: [[f64; 24]; 7], week_start: Weekday, language: Language) -> HeatMap {
    let title = "Orders".to_owned();
    HeatMap { title, unit: Unit::Count, values, week_start, locale: locale(language), width: 640 }
}

/// Left, right, top and bottom of every text of a picture, by the estimate that lays it out.
fn text_boxes(svg: &str) -> Vec<[f64; 4]> {
    let number = |tag: &str, name: &str| -> f64 {
        tag.split(&format!(" {name}=\""))
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .parse()
            .unwrap()
    };
    svg.split("<text")
        .skip(1)
        .map(|rest| {
            let (tag, after) = rest.split_once('>').unwrap();
            let width = text::width(&after.split('<').next().unwrap().replace("&amp;", "&"));
            let (x, y) = (number(tag, "x"), number(tag, "y"));
            let left = if tag.contains("\"end\"") {
                x - width
            } else if tag.contains("\"middle\"") {
                x - width / 2.0
            } else {
                x
            };
            [left, left + width, y - 9.0, y + 2.0]
        })
        .collect()
}

/// What holds of every chart.
fn assert_sound(chart: &Chart) {
    let (width, height) = (f64::from(chart.width), f64::from(chart.height));
    for banned in ["NaN", "inf", "style", "font", "rgb", "#", "script", "<text></text>"] {
        assert!(!chart.svg.contains(banned), "{banned} in {}", chart.svg);
    }
    assert!(chart.svg.starts_with("<svg ") && chart.svg.ends_with("</svg>"));
    assert!(chart.svg.contains(&format!("viewBox=\"0 0 {width} {height}\"")));
    for mark in &chart.marks {
        let [x, y] = mark.point.map_or([mark.x, mark.y], |point| [point.0, point.1]);
        assert!(mark.width >= 0.0 && mark.height > 0.0, "{mark:?}");
        assert!(mark.x >= 0.0 && mark.x + mark.width <= width + 0.01, "{mark:?}");
        assert!(mark.y >= 0.0 && mark.y + mark.height <= height + 0.01, "{mark:?}");
        assert!((0.0..=width).contains(&x) && (0.0..=height).contains(&y), "{mark:?}");
    }
    let boxes = text_boxes(&chart.svg);
    for (index, a) in boxes.iter().enumerate() {
        assert!(
            a[0] >= -0.1 && a[1] <= width + 0.1 && a[2] >= -0.1 && a[3] <= height + 0.1,
            "{a:?} in {width}×{height}"
        );
        for b in &boxes[..index] {
            assert!(
                a[1] <= b[0] || b[1] <= a[0] || a[3] <= b[2] || b[3] <= a[2],
                "{a:?} over {b:?}"
            );
        }
    }
    assert!(chart.table.rows.iter().all(|row| row.len() == chart.table.columns.len()));
    assert!(chart.summary.ends_with('.') && !chart.summary.contains(".."), "{}", chart.summary);
}

#[test]
fn a_few_columns_beside_the_period_before() {
    let chart = time_series(&series(Grain::Week, &[120.0, 340.0, 80.5], &[100.0, 90.0])).unwrap();
    assert_sound(&chart);
    insta::assert_snapshot!(chart.svg.replace("><", ">\n<"));
    assert_eq!(chart.marks[1].key, "2026-11-09");
    assert_eq!(chart.marks[1].title, "week of 9 Nov 2026");
    let values = [("Net sales", "£340.00"), ("Period before", "£90.00")];
    assert_eq!(
        chart.marks[1].values,
        values.map(|(name, value)| (name.to_owned(), value.to_owned()))
    );
    assert_eq!(chart.table.rows[1], ["week of 9 Nov 2026", "£340.00", "£90.00", "+277.8\u{a0}%"]);
    assert_eq!(chart.table.rows[2][2..], ["–", "–"]);
}

#[test]
fn more_than_a_month_of_days_is_a_line() {
    let values: Vec<f64> = (0..40).map(|day| f64::from(day % 7) * 10.0).collect();
    let chart = time_series(&series(Grain::Day, &values, &values[..35])).unwrap();
    assert_sound(&chart);
    insta::assert_snapshot!(chart.svg.replace("><", ">\n<"));
}

#[test]
fn bars_with_names_and_values() {
    let spec =
        countries(&[("United Kingdom", 1200.0, Some(900.0)), ("Germany & more", -50.0, None)]);
    let chart = bars(&spec).unwrap();
    assert_sound(&chart);
    insta::assert_snapshot!(chart.svg.replace("><", ">\n<"));
}

#[test]
fn a_hundred_bars_show_the_first_and_list_all() {
    let names: Vec<String> = (0..100).map(|index| format!("Country {index}")).collect();
    let many: Vec<_> = names.iter().map(|name| (name.as_str(), 100.0, None)).collect();
    let chart = bars(&countries(&many)).unwrap();
    assert_sound(&chart);
    assert_eq!((chart.marks.len(), chart.table.rows.len()), (MOST_BARS, 100));
    assert!(
        chart.summary.ends_with("and 97 more. The picture shows the first 6, the table all 100."),
        "{}",
        chart.summary
    );
    let cut = bars(&Bars { rest: Some((1300, 42.0)), ..countries(&many) }).unwrap();
    assert_sound(&cut);
    assert_eq!(cut.table.rows.len(), 101);
    assert_eq!(cut.table.rows[100], ["1,300 others", "£42.00"]);
    assert!(
        cut.summary.ends_with(
            "and 1,397 more. The picture shows the first 6, the table 100 and the sum of the others."
        ),
        "{}",
        cut.summary
    );
    for few in [&many[..0], &many[..1], &many[..2]] {
        assert_sound(&bars(&countries(few)).unwrap());
    }
}

#[test]
fn the_week_starts_where_it_starts_for_the_shop() {
    let mut values = [[0.0; 24]; 7];
    values[3][13] = 12.0;
    values[6][20] = 3.0;
    for (start, day, first) in [
        (Weekday::Monday, "Mon", "1-0"),
        (Weekday::Sunday, "Sun", "7-0"),
        (Weekday::Saturday, "Sat", "6-0"),
    ] {
        let chart = heat_map(&week(values, start, Language::En)).unwrap();
        assert_sound(&chart);
        assert_eq!((chart.marks.len(), chart.table.rows.len()), (168, 7));
        assert_eq!((chart.table.rows[0][0].as_str(), chart.marks[0].key.as_str()), (day, first));
        let busiest = chart.marks.iter().find(|mark| mark.key == "4-13").unwrap();
        assert_eq!(
            (busiest.title.as_str(), busiest.values[0].1.as_str()),
            ("Thu 13:00 – 14:00", "12")
        );
        assert_eq!(chart.svg.matches("heat-8").count(), 2, "the busiest hour, and the key");
        assert_eq!(
            chart.summary,
            "Orders: highest 12, Thu 13:00 – 14:00; nothing in 166 of 168 hours."
        );
    }
    let empty = heat_map(&week([[0.0; 24]; 7], Weekday::Monday, Language::De)).unwrap();
    assert_sound(&empty);
    assert_eq!(empty.summary, "Orders: 0 in jeder Stunde der Woche.");
}

#[test]
fn ten_thousand_points_make_a_small_picture_with_every_spike() {
    let mut values: Vec<f64> = (0..10_000).map(|day| f64::from(day * 37 % 101)).collect();
    values[7_777] = 5_000.0;
    let chart = time_series(&series(Grain::Day, &values, &values)).unwrap();
    assert_sound(&chart);
    assert!(chart.svg.len() < 60_000, "{} bytes", chart.svg.len());
    assert_eq!((chart.marks.len(), chart.table.rows.len()), (10_000, 10_000));
    // The spike reaches the top tick.
    assert_eq!(chart.marks[7_777].point.unwrap().1, chart.marks[0].y);
    assert!(chart.svg.contains(&format!(",{}L", chart.marks[0].y)));
}

#[test]
fn a_value_that_no_axis_holds_is_refused() {
    for value in [f64::NAN, f64::INFINITY, -1e14] {
        let error = time_series(&days(&[1.0, value])).unwrap_err();
        assert!(
            error.to_string().contains("Net sales") && error.to_string().contains("3 Nov"),
            "{error}"
        );
    }
    assert!(bars(&countries(&[("France", f64::NAN, None)])).is_err());
    let mut values = [[0.0; 24]; 7];
    values[6][23] = f64::NAN;
    assert!(heat_map(&week(values, Weekday::Monday, Language::En)).is_err());
}

#[test]
fn what_is_said_over_time() {
    let say = |mut spec: TimeSeries, language| {
        spec.locale.language = language;
        let chart = time_series(&spec).unwrap();
        assert_sound(&chart);
        chart.summary
    };
    let cases = [
        (
            series(Grain::Day, &[9_800.0, 15_000.0, 120.5, 12_100.0], &[20_000.0, 15_000.0]),
            "Net sales rose from £9,800 on 2 Nov to £12,100 on 5 Nov; highest £15,000 on 3 Nov, \
             lowest £120.50 on 4 Nov. Over the whole period £37,021, +5.8\u{a0}% on the period before.",
            "Net sales: von 9.800\u{a0}£ am 2. Nov. auf 12.100\u{a0}£ am 5. Nov. gestiegen; am höchsten \
             mit 15.000\u{a0}£ am 3. Nov., am niedrigsten mit 120,50\u{a0}£ am 4. Nov. \
             Im ganzen Zeitraum 37.021\u{a0}£, +5,8\u{a0}% gegenüber dem Zeitraum davor.",
        ),
        (
            series(Grain::Week, &[20.0, 10.0], &[0.0, 0.0]),
            "Net sales fell from £20.00 in the week of 2 Nov to £10.00 in the week of 9 Nov. \
             Over the whole period £30.00, £0 in the period before.",
            "Net sales: von 20,00\u{a0}£ in der Woche ab 2. Nov. auf 10,00\u{a0}£ in der Woche ab 9. Nov. \
             gefallen. Im ganzen Zeitraum 30,00\u{a0}£, im Zeitraum davor 0\u{a0}£.",
        ),
        (
            TimeSeries { total: None, ..series(Grain::Month, &[-5.0, 3.0, -5.0], &[]) },
            "Net sales stood at −£5.00 in Nov 2026 and again in Jan 2027; highest £3.00 in Dec 2026, \
             lowest −£5.00 in Nov 2026.",
            "Net sales: −5,00\u{a0}£ im Nov. 2026 und wieder im Jan. 2027; am höchsten mit 3,00\u{a0}£ \
             im Dez. 2026, am niedrigsten mit −5,00\u{a0}£ im Nov. 2026.",
        ),
        (
            TimeSeries { total: None, ..days(&[0.0; 28]) },
            "Net sales stayed at £0, 2 Nov to 29 Nov.",
            "Net sales: unverändert 0\u{a0}£, 2. Nov. bis 29. Nov.",
        ),
        (
            TimeSeries { total: None, ..days(&[7.0]) },
            "Net sales on 2 Nov: £7.00.",
            "Net sales am 2. Nov.: 7,00\u{a0}£.",
        ),
        (
            days(&[]),
            "Net sales: nothing to show for this period.",
            "Net sales: nichts zu zeigen für diesen Zeitraum.",
        ),
    ];
    for (spec, english, german) in cases {
        assert_eq!(say(spec.clone(), Language::En), english);
        assert_eq!(say(spec, Language::De), german);
    }
}

/// Values of every temper: plain, zero, negative, with spikes, tiny.
fn values() -> impl Strategy<Value = Vec<f64>> {
    let value = prop_oneof![
        4 => 0.0_f64..1000.0,
        2 => Just(0.0),
        1 => -1000.0_f64..0.0,
        1 => -1e13_f64..1e13,
        1 => 0.0_f64..0.001,
    ];
    proptest::collection::vec(value, 0..120)
}

proptest! {
    #[test]
    fn any_series_makes_a_sound_picture(
        values in values(),
        previous in values(),
        grain in prop_oneof![Just(Grain::Day), Just(Grain::Week), Just(Grain::Month)],
        unit in prop_oneof![Just(Unit::Money(gbp())), Just(Unit::Count), Just(Unit::Quantity)],
        language in prop_oneof![Just(Language::En), Just(Language::De)],
        (width, height) in (0_u32..1600, 0_u32..500),
    ) {
        let spec = TimeSeries { unit, locale: locale(language), width, height, ..series(grain, &values, &previous) };
        let chart = time_series(&spec).unwrap();
        assert_sound(&chart);
        prop_assert_eq!(chart.marks.len(), values.len());
        prop_assert_eq!(chart.table.rows.len(), values.len());
    }

    #[test]
    fn any_bars_make_a_sound_picture(
        values in values(),
        name in "[ -~äß€\u{1F33F}]{0,40}",
        width in 0_u32..1600,
    ) {
        let bars_of: Vec<_> = values.iter().map(|value| (name.as_str(), *value, Some(-value))).collect();
        let chart = bars(&Bars { width, ..countries(&bars_of) }).unwrap();
        prop_assert_eq!(chart.marks.len(), values.len().min(MOST_BARS));
        let name_free = Chart { svg: chart.svg.replace(&text::escape(&name), ""), ..chart };
        prop_assert!(!name_free.svg.contains("NaN"));
    }

    #[test]
    fn any_week_makes_a_sound_picture(value in -1e13_f64..1e13, hour in 0_usize..168, width in 0_u32..1600) {
        let mut values = [[0.5; 24]; 7];
        values[hour / 24][hour % 24] = value;
        let spec = HeatMap { width, ..week(values, Weekday::Monday, Language::De) };
        assert_sound(&heat_map(&spec).unwrap());
    }
}

fn forecast(sold: &[Option<f64>], ahead: usize) -> Band {
    let weeks = series(Grain::Week, &vec![0.0; sold.len() + ahead], &[]);
    let steps = weeks.steps.iter().enumerate().map(|(index, step)| match sold.get(index) {
        Some(sold) => BandStep { start: step.start, sold: *sold, ..BandStep::default() },
        None => BandStep {
            start: step.start,
            sold: None,
            forecast: Some(12.5),
            range: Some((4.0, 30.0)),
            baseline: Some(11.0),
        },
    });
    Band {
        title: "Units a week".to_owned(),
        steps: steps.collect(),
        locale: locale(Language::En),
        width: 640,
        height: 240,
    }
}

#[test]
fn a_forecast_stands_in_its_range_behind_what_was_sold() {
    let chart = band(&forecast(&[Some(10.0), None, Some(14.0)], 2)).unwrap();
    assert_eq!(chart.svg.matches(r#"class="band""#).count(), 1);
    assert_eq!(chart.svg.matches(r#"class="line-current""#).count(), 2, "a gap splits the line");
    assert_eq!(chart.svg.matches(r#"class="line-forecast""#).count(), 1);
    assert!(!chart.svg.contains("style=") && !chart.svg.contains("#000"));
    assert_eq!(chart.marks.len(), 5);
    assert_eq!(chart.marks[1].values, []);
    let values = &chart.marks[3].values;
    assert_eq!(values[0], ("Forecast".to_owned(), "12.5".to_owned()));
    assert_eq!(values[1], ("95 % range".to_owned(), "4 – 30".to_owned()));
    assert!(chart.summary.contains("25 in 2 weeks"), "{}", chart.summary);
    assert!(chart.summary.contains(": 13 in the week of"), "no false precision: {}", chart.summary);
    assert!(chart.table.rows[1][1..].iter().all(|cell| cell == "–"), "{:?}", chart.table.rows[1]);
}

#[test]
fn a_forecast_of_nothing_is_drawn() {
    let chart = band(&forecast(&[], 0)).unwrap();
    assert_eq!(chart.summary, "Units a week: no forecast.");
    assert!(band(&forecast(&[Some(0.0)], 0)).is_ok());
    let mut endless = forecast(&[], 1);
    endless.steps[0].range = Some((0.0, f64::INFINITY));
    assert!(matches!(band(&endless), Err(ChartError::Value { .. })));
}

/// Demand at prices, steps of 2 from 24.
fn demand(prices: usize) -> Curve {
    let point = |index: usize| {
        let (price, units) = (24.0 + 2.0 * index as f64, 38.0 - 2.5 * index as f64);
        CurvePoint {
            price,
            units,
            low: units - 2.0,
            high: units + 2.5,
            low95: units - 4.0,
            high95: units + 5.0,
        }
    };
    Curve {
        title: "Units a week".to_owned(),
        points: (0..prices).map(point).collect(),
        dots: vec![(28.0, 33.0), (26.0, 31.0), (28.0, 30.0)],
        now: 28.0,
        chosen: Some(29.5),
        currency: gbp(),
        locale: locale(Language::En),
        width: 640,
        height: 240,
    }
}

#[test]
fn demand_falls_as_the_price_rises() {
    let chart = curve(&demand(6)).unwrap();
    assert_sound(&chart);
    insta::assert_snapshot!(chart.svg.replace("><", ">\n<"));
    for (class, count) in
        [("band", 1), ("band-wide", 1), ("line-current", 1), ("dot-past", 3), ("dot", 1)]
    {
        assert_eq!(chart.svg.matches(&format!("class=\"{class}\"")).count(), count, "{class}");
    }
    assert_eq!((chart.marks.len(), chart.table.rows.len()), (6, 6));
    assert_eq!(
        (chart.marks[2].key.as_str(), chart.marks[2].title.as_str()),
        ("28.00", "£28.00 (now)")
    );
    assert_eq!(chart.table.rows[0], ["£24.00", "38", "36 – 41", "34 – 43"]);
    assert_eq!(
        chart.summary,
        "Units a week: 33 at £28.00, the price of now; 31 at £29.50, probably between 29 and 34; \
         from 38 at £24.00 to 26 at £34.00."
    );
    let german =
        Curve { locale: locale(Language::De), title: "Stück je Woche".to_owned(), ..demand(6) };
    assert_eq!(
        curve(&german).unwrap().summary,
        "Stück je Woche: 33 bei 28,00\u{a0}£, dem jetzigen Preis; 31 bei 29,50\u{a0}£, wahrscheinlich \
         29 bis 34; von 38 bei 24,00\u{a0}£ bis 26 bei 34,00\u{a0}£."
    );
}

#[test]
fn demand_by_price_is_drawn_of_few_points_and_of_none() {
    for prices in [0, 1, 2, 100] {
        let chart = curve(&demand(prices)).unwrap();
        assert_sound(&chart);
        assert_eq!(chart.marks.len(), prices);
    }
    let nothing = Curve { dots: Vec::new(), chosen: None, ..demand(0) };
    let chart = curve(&nothing).unwrap();
    assert_sound(&chart);
    assert_eq!(chart.summary, "Units a week: nobody can tell what another price does.");
    let mut endless = demand(2);
    endless.points[1].high95 = f64::INFINITY;
    assert!(matches!(curve(&endless), Err(ChartError::Value { .. })));
}

proptest! {
    #[test]
    fn any_demand_makes_a_sound_picture(
        prices in proptest::collection::vec(0.01_f64..100_000.0, 0..60),
        dots in proptest::collection::vec((0.01_f64..1000.0, 0.0_f64..1e6), 0..60),
        (now, chosen) in (0.01_f64..500.0, proptest::option::of(0.01_f64..500.0)),
        language in prop_oneof![Just(Language::En), Just(Language::De)],
        (width, height) in (0_u32..1600, 0_u32..500),
    ) {
        let points: Vec<_> = prices
            .iter()
            .map(|price| CurvePoint { price: *price, units: 10.0, high: 20.0, high95: 40.0, ..CurvePoint::default() })
            .collect();
        let spec = Curve { points, dots, now, chosen, locale: locale(language), width, height, ..demand(0) };
        let chart = curve(&spec).unwrap();
        assert_sound(&chart);
        prop_assert_eq!(chart.marks.len(), prices.len());
    }
}
