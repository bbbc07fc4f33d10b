//! The loop that trains a network.

use crate::{Result, Weights};
use candle_core::{Tensor, Var, backprop::GradStore};
use candle_nn::{AdamW, Optimizer as _, ParamsAdamW};
use std::ops::ControlFlow;

/// How a network is trained: AdamW (Loshchilov and Hutter, 2019), a short warm-up, then a cosine
/// down to nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Schedule {
    /// Steps.
    pub steps: usize,
    /// The highest learning rate.
    pub rate: f64,
    /// How much weights shrink in each step, times the rate.
    pub decay: f64,
    /// Gradients longer than this are shortened.
    pub longest: f64,
}

/// How training went.
#[derive(Debug, Clone, PartialEq)]
pub struct Trained {
    /// The loss of each step.
    pub losses: Vec<f64>,
    /// Whether it was stopped before its end.
    pub is_stopped: bool,
}

/// Trains. `loss` makes the loss of a step's batch; `watch` hears each step's and may stop.
///
/// # Errors
/// Those of tensors.
pub fn train(
    weights: &Weights,
    schedule: Schedule,
    mut loss: impl FnMut(usize) -> Result<Tensor>,
    mut watch: impl FnMut(usize, f64) -> ControlFlow<()>,
) -> Result<Trained> {
    let vars: Vec<Var> = weights.vars().map(|(_, var)| var.clone()).collect();
    let parameters =
        ParamsAdamW { lr: schedule.rate, weight_decay: schedule.decay, ..ParamsAdamW::default() };
    let mut optimiser = AdamW::new(vars.clone(), parameters)?;
    let mut losses = Vec::with_capacity(schedule.steps);
    let warm_up = (schedule.steps / 20).max(1) as f64;
    for step in 0..schedule.steps {
        let now = step as f64 + 1.0;
        let along = now / (schedule.steps as f64 + 1.0);
        let share = (now / warm_up).min(1.0) * 0.5 * (1.0 + (std::f64::consts::PI * along).cos());
        optimiser.set_learning_rate(schedule.rate * share);
        let loss = loss(step)?;
        let value = f64::from(loss.to_scalar::<f32>()?);
        losses.push(value);
        if watch(step, value).is_break() {
            return Ok(Trained { losses, is_stopped: true });
        }
        let mut gradients = loss.backward()?;
        // A batch that blew up teaches nothing.
        if shorten(&vars, &mut gradients, schedule.longest)?.is_finite() {
            optimiser.step(&gradients)?;
        }
    }
    Ok(Trained { losses, is_stopped: false })
}

/// Shortens all gradients together to a length; gives the one they had.
fn shorten(vars: &[Var], gradients: &mut GradStore, longest: f64) -> Result<f64> {
    let mut squares = 0.0;
    for var in vars {
        if let Some(gradient) = gradients.get(var) {
            squares += f64::from(gradient.sqr()?.sum_all()?.to_scalar::<f32>()?);
        }
    }
    let length = squares.sqrt();
    if length > longest {
        for var in vars {
            if let Some(gradient) = gradients.remove(var) {
                gradients.insert(var, (gradient * (longest / length))?);
            }
        }
    }
    Ok(length)
}

/// The names of weights that a loss does not reach: no gradient, or one of 0.
///
/// # Errors
/// Those of tensors.
pub fn untrained(weights: &Weights, loss: &Tensor) -> Result<Vec<String>> {
    let gradients = loss.backward()?;
    let mut names = Vec::new();
    for (name, var) in weights.vars() {
        let size = match gradients.get(var) {
            Some(gradient) => gradient.abs()?.max_all()?.to_scalar::<f32>()?,
            None => 0.0,
        };
        // Not a number is no gradient either.
        if size.is_nan() || size == 0.0 {
            names.push(name.to_owned());
        }
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Device, Init, Linear, Lstm, Norm};

    const SCHEDULE: Schedule = Schedule { steps: 300, rate: 0.02, decay: 0.0, longest: 1.0 };

    fn series(count: usize, steps: usize) -> (Tensor, Tensor) {
        // Whether the first value was high: only a memory knows it at the end.
        let value = |row: usize, step: usize| match step {
            0 => {
                if row.is_multiple_of(2) {
                    1.0
                } else {
                    -1.0
                }
            }
            _ => ((row * 31 + step * 17) % 13) as f32 / 13.0 - 0.5,
        };
        let x: Vec<f32> =
            (0..count).flat_map(|row| (0..steps).map(move |step| value(row, step))).collect();
        let y: Vec<f32> = (0..count).map(|row| value(row, 0)).collect();
        let x = Tensor::from_vec(x, (count, steps, 1), &Device::Cpu).unwrap();
        (x, Tensor::from_vec(y, (count, 1), &Device::Cpu).unwrap())
    }

    struct Memory {
        lstm: Lstm,
        norm: Norm,
        out: Linear,
    }

    impl Memory {
        fn new(weights: &mut Weights) -> Memory {
            Memory {
                lstm: Lstm::new(weights, "lstm", 1, 8).unwrap(),
                norm: Norm::new(weights, "norm", 8).unwrap(),
                out: Linear::new(weights, "out", 8, 1).unwrap(),
            }
        }

        fn loss(&self, x: &Tensor, y: &Tensor) -> Tensor {
            let states = self.lstm.forward(x).unwrap();
            let last = states.narrow(1, states.dim(1).unwrap() - 1, 1).unwrap().squeeze(1).unwrap();
            let said = self.out.forward(&self.norm.forward(&last).unwrap()).unwrap();
            (said - y).unwrap().sqr().unwrap().mean_all().unwrap()
        }
    }

    #[test]
    fn a_memory_learns_what_was_long_ago_and_the_same_from_the_same_seed() {
        let (x, y) = series(64, 12);
        let learn = |seed: u64| {
            let mut weights = Weights::new(seed, Device::Cpu);
            let network = Memory::new(&mut weights);
            assert_eq!(untrained(&weights, &network.loss(&x, &y)).unwrap(), [""; 0]);
            let trained = train(
                &weights,
                SCHEDULE,
                |_| Ok(network.loss(&x, &y)),
                |_, _| ControlFlow::Continue(()),
            );
            trained.unwrap().losses
        };
        let losses = learn(1);
        assert!(losses[0] > 0.5 && losses[299] < 0.05, "{} to {}", losses[0], losses[299]);
        assert_eq!(learn(1), losses);
        assert_ne!(learn(2), losses);
    }

    #[test]
    fn what_a_loss_does_not_reach_is_named_and_a_stop_is_heard() {
        let mut weights = Weights::new(1, Device::Cpu);
        let used = weights.get("used", &[1], Init::Constant(1.0)).unwrap();
        weights.get("unused", &[1], Init::Constant(1.0)).unwrap();
        let loss = used.sqr().unwrap().sum_all().unwrap();
        assert_eq!(untrained(&weights, &loss).unwrap(), ["unused"]);
        let trained = train(
            &weights,
            SCHEDULE,
            |_| Ok(used.sqr()?.sum_all()?),
            |step, _| if step == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) },
        );
        assert!(trained.as_ref().unwrap().is_stopped && trained.unwrap().losses.len() == 4);
    }
}
