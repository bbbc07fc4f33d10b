use super::*;
use crate::{Input, metrics::mae, naive::SeasonalNaive};
use kontor_nn::untrained;

/// Products whose sales depend on a promotion, on their kind and on what was ten periods ago.
fn panel() -> Panel {
    let series = (0..24)
        .map(|number| {
            let mut random = Random::new(5, number);
            let (length, horizon) = (120, 4);
            let promotion: Vec<f64> =
                (0..length + horizon).map(|_| f64::from(u8::from(random.chance(0.25)))).collect();
            let kind = (number % 2) as u32;
            let size = 50.0 + 10.0 * number as f64;
            let lift = if kind == 0 { 0.3 } else { 0.9 };
            let values = promotion
                .iter()
                .take(length)
                .map(|p| size * (1.0 + lift * p + 0.02 * (random.uniform() - 0.5)));
            Series {
                values: values.collect(),
                inputs: vec![promotion.clone()],
                categories: vec![kind],
                ..Series::default()
            }
        })
        .collect();
    let inputs =
        vec![Input { name: "promotion".into(), direction: Direction::Either, is_carried: false }];
    Panel { series, inputs, season: 1, is_non_negative: true, ..Panel::default() }
}

fn truth(series: &Series, number: usize) -> Vec<f64> {
    let size = 50.0 + 10.0 * number as f64;
    let lift = if number.is_multiple_of(2) { 0.3 } else { 0.9 };
    series.inputs[0][series.values.len()..].iter().map(|p| size * (1.0 + lift * p)).collect()
}

/// What holds for each network.
fn hold<N: Network + 'static>(steps: usize) {
    let (panel, run) = (panel(), Run::unwatched(1));
    let shape = Shape::of(&panel, 4);
    let mut weights = Weights::new(1, Device::Cpu);
    let network = N::new(&mut weights, &shape).unwrap();
    let scales = [Scale::of(&panel, 0)];
    let windows = Windows::of(&panel, &shape, &scales);
    // Every weight gets a gradient, every product's embedding too.
    let places: Vec<(usize, usize)> = (0..96).map(|n| (n % 24, 20 + n)).collect();
    let batch = windows.batch(&places, &Device::Cpu).unwrap();
    let (targets, counts) = windows.targets(&places, &importance(&panel), &Device::Cpu).unwrap();
    let loss =
        ((network.forward(&batch).unwrap() - targets).unwrap().abs().unwrap() * counts).unwrap();
    let loss = loss.mean_all().unwrap();
    assert_eq!(untrained(&weights, &loss).unwrap(), [""; 0]);
    // And moves.
    let model = Neural::<N> { schedule: Schedule { steps: 2, ..N::SCHEDULE }, ..Neural::default() };
    let moved = model.learn(&panel, 4, &run).unwrap();
    for ((name, before), (_, after)) in weights.vars().zip(moved.weights.vars()) {
        let difference = (before.as_tensor() - after.as_tensor()).unwrap().abs().unwrap();
        assert!(difference.max_all().unwrap().to_scalar::<f32>().unwrap() > 0.0, "{name} stays");
    }
    // It learns what the baseline cannot know: the promotion, and whom it moves how much.
    let model = Neural::<N> { schedule: Schedule { steps, ..N::SCHEDULE }, ..Neural::default() };
    let learnt = model.learn(&panel, 4, &run).unwrap();
    let forecast = learnt.predict(&panel, &run).unwrap();
    let baseline = SeasonalNaive.fit(&panel, 4, &run).unwrap().predict(&panel, &run).unwrap();
    let error = |forecast: &[Vec<f64>]| {
        mean(panel.series.iter().enumerate().map(|(number, series)| {
            mae(&truth(series, number), &forecast[number]) / (50.0 + 10.0 * number as f64)
        }))
    };
    let (own, naive) = (error(&forecast), error(&baseline));
    assert!(own < 0.35 * naive, "{}: {own}, the baseline {naive}; {}", N::NAME, learnt.describe());
    // The same seed gives the same weights, and a saved network the same forecast.
    let again = model.learn(&panel, 4, &run).unwrap();
    let is_same = again.to_bytes().unwrap() == learnt.to_bytes().unwrap();
    assert!(is_same, "the same seed gives the same bytes");
    let back = Learnt::<N>::from_bytes(&learnt.to_bytes().unwrap()).unwrap();
    assert_eq!(back.predict(&panel, &run).unwrap(), forecast);
    let mut damaged = learnt.to_bytes().unwrap();
    damaged.truncate(damaged.len() / 2);
    assert!(Learnt::<N>::from_bytes(&damaged).is_err());
}

#[test]
fn tide_holds() {
    hold::<Tide>(400);
}

#[test]
fn lstm_holds() {
    hold::<Lstm>(250);
}

#[test]
fn one_network_is_not_read_as_another() {
    let model =
        Neural::<Tide> { schedule: Schedule { steps: 1, ..Tide::SCHEDULE }, ..Neural::default() };
    let bytes = model.learn(&panel(), 4, &Run::unwatched(1)).unwrap().to_bytes().unwrap();
    assert!(matches!(Learnt::<Lstm>::from_bytes(&bytes), Err(NnError::Other(_))));
}
