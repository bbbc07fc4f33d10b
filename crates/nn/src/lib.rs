//! # kontor-nn: what networks are made of
//!
//! Weights that start from a seed ([`Weights`]), a few layers ([`layers`]) and the loop that trains
//! them ([`train`]), on candle. The sciences build their own networks of these and use candle's
//! tensors only through here.
//!
//! It must not know what a network is for, nor open files: weights go out and come in as the bytes
//! of a safetensors file. Nothing here takes randomness but from a seed: same seed, same weights.
//!
//! candle's fused layers (`LayerNorm`, `softmax_last_dim`, `rms_norm`, `sdpa`, `rope`) have no
//! backward pass and raise no error: everything below them stays untrained. They are not
//! used here, and [`untrained`] tells whatever a loss does not reach; keep a test with it for
//! every network.
//!
//! Start reading at [`Weights`].

mod layers;
mod train;
mod weights;

pub use candle_core::{D, Device, Tensor};
pub use layers::{Embedding, Linear, Lstm, Norm, sigmoid};
pub use train::{Schedule, Trained, train, untrained};
pub use weights::{Init, Weights};

/// What goes wrong with networks.
#[derive(Debug, thiserror::Error)]
pub enum NnError {
    /// A tensor operation failed: a defect, or no memory.
    #[error("the network's arithmetic failed: {0}")]
    Tensor(#[from] candle_core::Error),
    /// The bytes are no safetensors file, or a damaged one.
    #[error("the saved weights cannot be read: {0}")]
    Damaged(String),
    /// The weights are those of another network.
    #[error("the saved weights belong to another network: {0}")]
    Other(String),
}

/// Result of networks.
pub type Result<T> = std::result::Result<T, NnError>;
