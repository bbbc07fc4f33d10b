//! Random numbers from a seed (SplitMix64 of Steele, Lea and Flood, 2014): the same everywhere.

pub struct Random(u64);

impl Random {
    /// The stream of a seed with this number.
    pub fn new(seed: u64, stream: u64) -> Random {
        Random(
            seed.wrapping_mul(0xD134_2543_DE82_EF95) ^ stream.wrapping_mul(0xA24B_AED4_963E_E407),
        )
    }

    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Puts the values into any order (Fisher and Yates).
    pub fn shuffle<T>(&mut self, values: &mut [T]) {
        for last in (1..values.len()).rev() {
            let other = (u128::from(self.bits()) * (last as u128 + 1)) >> 64;
            values.swap(last, other as usize);
        }
    }
}
