//! The dueling network: what a state is worth, and by how much each action is better than the
//! average one (Wang et al., *Dueling Network Architectures*, ICML 2016, equation 9).

use super::FEATURES;
use kontor_nn::{Init, Linear, Result, Tensor, Weights};

/// Width of the hidden layers.
const WIDTH: usize = 64;

pub(super) struct Network {
    first: Linear,
    second: Linear,
    state: Linear,
    value: Linear,
    /// Without a constant: it would cancel out.
    advantage: Tensor,
}

impl Network {
    pub(super) fn new(weights: &mut Weights) -> Result<Network> {
        let bound = 0.1 / (WIDTH as f32).sqrt();
        Ok(Network {
            first: Linear::new(weights, "first", FEATURES, WIDTH)?,
            second: Linear::new(weights, "second", WIDTH, WIDTH)?,
            state: Linear::new(weights, "state", WIDTH, WIDTH)?,
            value: Linear::new(weights, "value", WIDTH, 1)?,
            advantage: weights.get("advantage.weight", &[WIDTH, 1], Init::Uniform(bound))?,
        })
    }

    /// What comes after each action of each state: (states, actions) for (states, actions, features).
    pub(super) fn forward(&self, x: &Tensor) -> Result<Tensor> {
        let (states, actions, _) = x.dims3()?;
        let hidden = self.second.forward(&self.first.forward(x)?.relu()?)?.relu()?;
        // The state is what its actions have in common.
        let state = self.state.forward(&hidden.mean(1)?)?.relu()?;
        let value = self.value.forward(&state)?;
        let flat = hidden.reshape((states * actions, WIDTH))?;
        let advantage = flat.matmul(&self.advantage)?.reshape((states, actions))?;
        let above = advantage.broadcast_sub(&advantage.mean_keepdim(1)?)?;
        Ok(above.broadcast_add(&value)?)
    }
}
