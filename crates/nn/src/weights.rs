//! The weights of a network, by name.

use crate::{NnError, Result};
use candle_core::{DType, Device, Tensor, Var};
use std::collections::{BTreeMap, HashMap};

/// The entry of a file's metadata that holds its card, a line for each fact.
const CARD: &str = "card";

/// How weights start.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Init {
    /// All the same.
    Constant(f32),
    /// Uniform between this below and above 0.
    Uniform(f32),
}

/// The weights of a network. A layer asks for its own by name: it gets those that are there, or new
/// ones from the seed.
#[derive(Debug)]
pub struct Weights {
    vars: BTreeMap<String, Var>,
    seed: u64,
    device: Device,
    is_loaded: bool,
}

impl Weights {
    /// No weights yet; new ones will start from this seed.
    pub fn new(seed: u64, device: Device) -> Weights {
        Weights { vars: BTreeMap::new(), seed, device, is_loaded: false }
    }

    /// The weights of a name and shape.
    ///
    /// # Errors
    /// When they are there in another shape, or are missing from a saved file.
    pub fn get(&mut self, name: &str, shape: &[usize], init: Init) -> Result<Tensor> {
        if let Some(var) = self.vars.get(name) {
            if var.dims() != shape {
                let text = format!("{name} has the shape {:?}, not {shape:?}", var.dims());
                return Err(NnError::Other(text));
            }
            return Ok(var.as_tensor().clone());
        }
        if self.is_loaded {
            return Err(NnError::Other(format!("{name} is missing")));
        }
        let count = shape.iter().product();
        let values = match init {
            Init::Constant(value) => vec![value; count],
            Init::Uniform(bound) => {
                let mut random = Random::of(self.seed, name);
                (0..count).map(|_| bound * (2.0 * random.uniform() - 1.0)).collect()
            }
        };
        let var = Var::from_tensor(&Tensor::from_vec(values, shape, &self.device)?)?;
        let tensor = var.as_tensor().clone();
        self.vars.insert(name.to_owned(), var);
        Ok(tensor)
    }

    /// Every weight by name, in the order of names.
    pub fn vars(&self) -> impl Iterator<Item = (&str, &Var)> {
        self.vars.iter().map(|(name, var)| (name.as_str(), var))
    }

    /// How many numbers there are.
    pub fn count(&self) -> usize {
        self.vars.values().map(|var| var.elem_count()).sum()
    }

    /// Where tensors are kept.
    pub fn device(&self) -> &Device {
        &self.device
    }

    /// The bytes of a safetensors file with these weights; `card` says whatever is to be known,
    /// in values of one line.
    ///
    /// # Errors
    /// When a tensor cannot be read back.
    pub fn to_bytes(&self, card: &BTreeMap<String, String>) -> Result<Vec<u8>> {
        let tensors = self.vars.iter().map(|(name, var)| (name, var.as_tensor().clone()));
        // One entry: the format keeps several in the order of a hash table, and the same weights
        // must be the same bytes.
        let lines: Vec<String> = card.iter().map(|(key, value)| format!("{key}={value}")).collect();
        let card = HashMap::from([(CARD.to_owned(), lines.join("\n"))]);
        safetensors::serialize(tensors, Some(card))
            .map_err(|error| NnError::Damaged(error.to_string()))
    }

    /// The weights and card of a safetensors file.
    ///
    /// # Errors
    /// When the bytes are not such a file, whole.
    pub fn from_bytes(bytes: &[u8], device: Device) -> Result<(Weights, BTreeMap<String, String>)> {
        let damaged = |error: safetensors::SafeTensorError| NnError::Damaged(error.to_string());
        let (_, head) = safetensors::SafeTensors::read_metadata(bytes).map_err(damaged)?;
        let card = head.metadata().as_ref().and_then(|entries| entries.get(CARD));
        let lines = card.map(String::as_str).unwrap_or_default().lines();
        let card = lines.filter_map(|line| line.split_once('='));
        let card = card.map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
        safetensors::SafeTensors::deserialize(bytes).map_err(damaged)?;
        let mut vars = BTreeMap::new();
        for (name, tensor) in candle_core::safetensors::load_buffer(bytes, &device)? {
            vars.insert(name, Var::from_tensor(&tensor.to_dtype(DType::F32)?)?);
        }
        Ok((Weights { vars, seed: 0, device, is_loaded: true }, card))
    }
}

/// Random numbers of a name (SplitMix64), so that a layer's do not depend on those before it.
struct Random(u64);

impl Random {
    fn of(seed: u64, name: &str) -> Random {
        // FNV-1a of the name.
        let hash = name.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
        });
        Random(hash ^ seed.wrapping_mul(0xD134_2543_DE82_EF95))
    }

    fn uniform(&mut self) -> f32 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 40) as f32 / 16_777_216.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(weights: &mut Weights, name: &str) -> Vec<f32> {
        let tensor = weights.get(name, &[2, 3], Init::Uniform(0.5)).unwrap();
        tensor.flatten_all().unwrap().to_vec1().unwrap()
    }

    #[test]
    fn the_same_seed_gives_the_same_weights_in_any_order() {
        let mut one = Weights::new(1, Device::Cpu);
        let (a, b) = (values(&mut one, "a"), values(&mut one, "b"));
        let mut two = Weights::new(1, Device::Cpu);
        assert_eq!((values(&mut two, "b"), values(&mut two, "a")), (b.clone(), a.clone()));
        assert_ne!(a, b);
        assert_ne!(values(&mut Weights::new(2, Device::Cpu), "a"), a);
        assert!(a.iter().all(|value| value.abs() <= 0.5));
    }

    #[test]
    fn saved_weights_come_back_and_damaged_or_other_ones_are_refused() {
        let mut weights = Weights::new(1, Device::Cpu);
        let before = values(&mut weights, "a");
        let card = BTreeMap::from([("horizon".to_owned(), "13".to_owned())]);
        let bytes = weights.to_bytes(&card).unwrap();
        let (mut back, read) = Weights::from_bytes(&bytes, Device::Cpu).unwrap();
        assert_eq!((values(&mut back, "a"), read), (before, card));
        let missing = back.get("b", &[1], Init::Constant(0.0)).unwrap_err();
        assert!(matches!(missing, NnError::Other(_)), "{missing}");
        let other = back.get("a", &[3, 2], Init::Constant(0.0)).unwrap_err();
        assert!(matches!(other, NnError::Other(_)), "{other}");
        for length in [0, 7, 20, bytes.len() - 1] {
            let cut = Weights::from_bytes(&bytes[..length], Device::Cpu).unwrap_err();
            assert!(matches!(cut, NnError::Damaged(_)), "{length}: {cut}");
        }
    }
}
