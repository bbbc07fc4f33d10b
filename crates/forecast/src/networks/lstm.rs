//! A long short-term memory with attention (Bahdanau, Cho and Bengio, 2015, as a scaled product;
//! Vaswani et al., 2017): it reads the window period by period, and each period to be forecast then
//! asks which of those periods matter to it.

use super::{Batch, Network, Shape};
use kontor_nn::{D, Embedding, Linear, Lstm as Memory, Norm, Result, Schedule, Tensor, Weights};

/// Width of the memory's state.
const WIDTH: usize = 48;

/// The network.
pub struct Lstm {
    kinds: Vec<Embedding>,
    memory: Memory,
    question: Linear,
    key: Linear,
    value: Linear,
    norm: Norm,
    mix: Linear,
    out: Linear,
    straight_ahead: Linear,
}

impl Network for Lstm {
    const NAME: &'static str = "lstm_attention";
    const SCHEDULE: Schedule = Schedule { steps: 400, rate: 4e-3, decay: 1e-3, longest: 1.0 };
    // Step by step is slow: fewer windows, about as many steps.
    const BATCH: usize = 64;

    fn new(weights: &mut Weights, shape: &Shape) -> Result<Lstm> {
        let asked = WIDTH + shape.still() + shape.ahead;
        Ok(Lstm {
            kinds: shape.embeddings(weights)?,
            memory: Memory::new(weights, "memory", shape.past, WIDTH)?,
            question: Linear::new(weights, "question", asked, WIDTH)?,
            key: Linear::new(weights, "key", WIDTH, WIDTH)?,
            value: Linear::new(weights, "value", WIDTH, WIDTH)?,
            norm: Norm::new(weights, "norm", 2 * WIDTH)?,
            mix: Linear::new(weights, "mix", 2 * WIDTH, WIDTH)?,
            out: Linear::new(weights, "out", WIDTH, 1)?,
            straight_ahead: Linear::new(weights, "straight_ahead", shape.ahead, 1)?,
        })
    }

    fn forward(&self, batch: &Batch) -> Result<Tensor> {
        let (count, horizon, _) = batch.ahead.dims3()?;
        let states = self.memory.forward(&batch.past)?;
        let last = states.narrow(1, states.dim(1)? - 1, 1)?;
        let still = batch.still(&self.kinds)?.unsqueeze(1)?;
        let same = Tensor::cat(&[&last, &still], 2)?;
        let same = same.broadcast_as((count, horizon, same.dim(2)?))?.contiguous()?;
        let asked = self.question.forward(&Tensor::cat(&[&same, &batch.ahead], 2)?)?;
        let keys = self.key.forward(&states)?.transpose(1, 2)?.contiguous()?;
        let scores = (asked.matmul(&keys)? / (WIDTH as f64).sqrt())?;
        let found = softmax(&scores)?.matmul(&self.value.forward(&states)?)?;
        let both = self.norm.forward(&Tensor::cat(&[&asked, &found], 2)?)?;
        let curved = self.out.forward(&self.mix.forward(&both)?.relu()?)?.squeeze(2)?;
        let known = self.straight_ahead.forward(&batch.ahead)?.squeeze(2)?;
        Ok((curved + known)?)
    }
}

/// Over the last dimension, of operations that all have a gradient.
fn softmax(scores: &Tensor) -> Result<Tensor> {
    let highest = scores.max_keepdim(D::Minus1)?.detach();
    let shares = scores.broadcast_sub(&highest)?.exp()?;
    Ok(shares.broadcast_div(&shares.sum_keepdim(D::Minus1)?)?)
}
