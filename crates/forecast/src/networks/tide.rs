//! A dense encoder and decoder (TiDE; Das et al., *Long-term Forecasting with TiDE*, TMLR 2023): the
//! whole window in one large product, and beside it a straight line from the past to the future.

use super::{Batch, Network, Shape};
use kontor_nn::{Embedding, Linear, Norm, Result, Schedule, Tensor, Weights};

/// Width of the hidden layers.
const WIDTH: usize = 128;
/// Numbers that the encoder gets of each period ahead.
const PROJECTED: usize = 4;
/// Numbers that the decoder gives for each period ahead.
const DECODED: usize = 8;
/// Residual blocks of the encoder.
const BLOCKS: usize = 2;

/// The network.
pub struct Tide {
    kinds: Vec<Embedding>,
    of_ahead: Linear,
    encoder: Linear,
    blocks: Vec<Block>,
    decoder: Linear,
    last: Linear,
    out: Linear,
    straight: Linear,
    straight_ahead: Linear,
    decoded: usize,
}

/// A residual block with layer normalisation.
struct Block {
    wide: Linear,
    back: Linear,
    norm: Norm,
}

impl Block {
    fn new(weights: &mut Weights, name: &str) -> Result<Block> {
        Ok(Block {
            wide: Linear::new(weights, &format!("{name}.wide"), WIDTH, WIDTH)?,
            back: Linear::new(weights, &format!("{name}.back"), WIDTH, WIDTH)?,
            norm: Norm::new(weights, &format!("{name}.norm"), WIDTH)?,
        })
    }

    fn forward(&self, x: &Tensor) -> Result<Tensor> {
        let more = self.back.forward(&self.wide.forward(x)?.relu()?)?;
        self.norm.forward(&(x + more)?)
    }
}

impl Network for Tide {
    const NAME: &'static str = "tide";
    const SCHEDULE: Schedule = Schedule { steps: 800, rate: 2e-3, decay: 1e-3, longest: 1.0 };
    const BATCH: usize = 256;

    fn new(weights: &mut Weights, shape: &Shape) -> Result<Tide> {
        let input = shape.window * shape.past + shape.horizon * PROJECTED + shape.still();
        let blocks = (0..BLOCKS).map(|number| Block::new(weights, &format!("block_{number}")));
        Ok(Tide {
            blocks: blocks.collect::<Result<Vec<_>>>()?,
            kinds: shape.embeddings(weights)?,
            of_ahead: Linear::new(weights, "of_ahead", shape.ahead, PROJECTED)?,
            encoder: Linear::new(weights, "encoder", input, WIDTH)?,
            decoder: Linear::new(weights, "decoder", WIDTH, shape.horizon * DECODED)?,
            last: Linear::new(weights, "last", DECODED + shape.ahead, 16)?,
            out: Linear::new(weights, "out", 16, 1)?,
            straight: Linear::new(weights, "straight", shape.window * shape.past, shape.horizon)?,
            straight_ahead: Linear::new(weights, "straight_ahead", shape.ahead, 1)?,
            decoded: DECODED,
        })
    }

    fn forward(&self, batch: &Batch) -> Result<Tensor> {
        let (count, horizon, _) = batch.ahead.dims3()?;
        let past = batch.past.flatten_from(1)?;
        let ahead = self.of_ahead.forward(&batch.ahead)?.relu()?.flatten_from(1)?;
        let still = batch.still(&self.kinds)?;
        let mut hidden =
            self.encoder.forward(&Tensor::cat(&[&past, &ahead, &still], 1)?)?.relu()?;
        for block in &self.blocks {
            hidden = block.forward(&hidden)?;
        }
        let decoded = self.decoder.forward(&hidden)?.relu()?;
        let decoded = decoded.reshape((count, horizon, self.decoded))?;
        let with_known = Tensor::cat(&[&decoded, &batch.ahead], 2)?;
        let curved = self.out.forward(&self.last.forward(&with_known)?.relu()?)?.squeeze(2)?;
        let straight = self.straight.forward(&past)?;
        let known = self.straight_ahead.forward(&batch.ahead)?.squeeze(2)?;
        Ok(((curved + straight)? + known)?)
    }
}
