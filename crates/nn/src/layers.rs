//! Layers whose gradients reach everything below them.

use crate::{Init, Result, Weights};
use candle_core::{D, Tensor};

/// `x · W + b` over the last dimension.
#[derive(Debug, Clone)]
pub struct Linear {
    weight: Tensor,
    bias: Tensor,
    out: usize,
}

impl Linear {
    /// From `input` features to `out`.
    ///
    /// # Errors
    /// As [`Weights::get`].
    pub fn new(weights: &mut Weights, name: &str, input: usize, out: usize) -> Result<Linear> {
        let bound = 1.0 / (input.max(1) as f32).sqrt();
        Ok(Linear {
            weight: weights.get(&format!("{name}.weight"), &[input, out], Init::Uniform(bound))?,
            bias: weights.get(&format!("{name}.bias"), &[out], Init::Constant(0.0))?,
            out,
        })
    }

    /// The output for `x` of any number of dimensions.
    ///
    /// # Errors
    /// When shapes do not fit.
    pub fn forward(&self, x: &Tensor) -> Result<Tensor> {
        // One large product is much quicker than many small ones.
        let (mut dims, input) = (x.dims().to_vec(), x.dim(D::Minus1)?);
        let flat = x.reshape(((), input))?.matmul(&self.weight)?.broadcast_add(&self.bias)?;
        if let Some(last) = dims.last_mut() {
            *last = self.out;
        }
        Ok(flat.reshape(dims)?)
    }
}

/// A vector for each number.
#[derive(Debug, Clone)]
pub struct Embedding {
    table: Tensor,
}

impl Embedding {
    /// `count` vectors of `width`.
    ///
    /// # Errors
    /// As [`Weights::get`].
    pub fn new(weights: &mut Weights, name: &str, count: usize, width: usize) -> Result<Embedding> {
        let table = weights.get(&format!("{name}.table"), &[count, width], Init::Uniform(0.1))?;
        Ok(Embedding { table })
    }

    /// The vectors of these numbers (one dimension, `u32`).
    ///
    /// # Errors
    /// When there are too many.
    pub fn forward(&self, numbers: &Tensor) -> Result<Tensor> {
        Ok(self.table.index_select(numbers, 0)?)
    }
}

/// Layer normalisation over the last dimension, of operations that all have a gradient.
#[derive(Debug, Clone)]
pub struct Norm {
    scale: Tensor,
    shift: Tensor,
}

impl Norm {
    /// Over `width` features.
    ///
    /// # Errors
    /// As [`Weights::get`].
    pub fn new(weights: &mut Weights, name: &str, width: usize) -> Result<Norm> {
        Ok(Norm {
            scale: weights.get(&format!("{name}.scale"), &[width], Init::Constant(1.0))?,
            shift: weights.get(&format!("{name}.shift"), &[width], Init::Constant(0.0))?,
        })
    }

    /// The normalised `x`.
    ///
    /// # Errors
    /// When shapes do not fit.
    pub fn forward(&self, x: &Tensor) -> Result<Tensor> {
        let centred = x.broadcast_sub(&x.mean_keepdim(D::Minus1)?)?;
        let variance = centred.sqr()?.mean_keepdim(D::Minus1)?;
        let even = centred.broadcast_div(&(variance + 1e-5)?.sqrt()?)?;
        Ok(even.broadcast_mul(&self.scale)?.broadcast_add(&self.shift)?)
    }
}

/// A long short-term memory (Hochreiter and Schmidhuber, 1997; with the forget gate of Gers,
/// Schmidhuber and Cummins, 2000).
#[derive(Debug, Clone)]
pub struct Lstm {
    /// Of all gates: what each makes of the input, of a constant, and of the state.
    weight: Tensor,
    width: usize,
}

impl Lstm {
    /// From `input` features a step to a state of `width`.
    ///
    /// # Errors
    /// As [`Weights::get`].
    pub fn new(weights: &mut Weights, name: &str, input: usize, width: usize) -> Result<Lstm> {
        let bound = 1.0 / (width.max(1) as f32).sqrt();
        let shape = [4 * width, input + 1 + width];
        let weight = weights.get(&format!("{name}.weight"), &shape, Init::Uniform(bound))?;
        Ok(Lstm { weight, width })
    }

    /// The states after each step of `x` (batch, steps, input): (batch, steps, width). Meant for
    /// data: where `x` itself needs a gradient, that of each step is as large as all of it.
    ///
    /// # Errors
    /// When shapes do not fit.
    pub fn forward(&self, x: &Tensor) -> Result<Tensor> {
        let (batch, steps, _) = x.dims3()?;
        let width = self.width;
        // The batch comes last, so that gates lie beside each other in memory: candle is several
        // times slower where they do not.
        let by_step = x.permute((1, 2, 0))?.contiguous()?;
        let one = Tensor::ones((1, batch), x.dtype(), x.device())?;
        let mut state = Tensor::zeros((width, batch), x.dtype(), x.device())?;
        let mut cell = state.clone();
        let mut states = Vec::with_capacity(steps);
        for step in 0..steps {
            let all = Tensor::cat(&[&by_step.get(step)?, &one, &state], 0)?;
            let gates = self.weight.matmul(&all)?;
            let open = sigmoid(&gates.narrow(0, 0, 2 * width)?)?;
            let (input, output) = (open.narrow(0, 0, width)?, open.narrow(0, width, width)?);
            // It begins by remembering.
            let forget = sigmoid(&(gates.narrow(0, 2 * width, width)? + 1.0)?)?;
            let new = gates.narrow(0, 3 * width, width)?.tanh()?;
            cell = ((forget * cell)? + (input * new)?)?;
            state = (output * cell.tanh()?)?;
            states.push(state.clone());
        }
        Ok(Tensor::stack(&states, 0)?.permute((2, 0, 1))?.contiguous()?)
    }
}

/// Between 0 and 1.
///
/// # Errors
/// Those of the tensor's device.
pub fn sigmoid(x: &Tensor) -> Result<Tensor> {
    Ok((x * 0.5)?.tanh()?.affine(0.5, 0.5)?)
}
