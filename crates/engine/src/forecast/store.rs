//! Trained forecasts as files: a folder for each in the workspace's `models/`, with its card, its
//! products, and safetensors files of its numbers and of the networks' weights.

use crate::error::{Failure, Result};
use kontor_api::{
    Code,
    forecast::{Accuracy, DemandKind, Forecastable, ModelCard},
};
use safetensors::{Dtype, SafeTensors, tensor::TensorView};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, HashMap},
    path::{Path, PathBuf},
};

const CARD: &str = "card.json";
const PRODUCTS: &str = "products.json";
const NUMBERS: &str = "forecast.safetensors";
/// Trainings that are kept beside the one in use.
const KEPT: usize = 12;

/// A product of a trained forecast.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Product {
    /// Its code.
    pub sku: String,
    /// Its name.
    pub title: String,
    /// Whether it is forecast.
    pub forecastable: Forecastable,
    /// How it sells.
    pub kind: DemandKind,
    /// The number of its first week, of one that is forecast.
    pub start: i64,
    /// Weeks since its first sale.
    pub weeks: usize,
    /// How good the backtest was.
    pub accuracy: Accuracy,
}

/// The numbers of a trained forecast, of the products that are forecast, in their order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Numbers {
    /// Units of each product and week.
    pub point: Vec<f32>,
    /// Of each product, quantile and week.
    pub quantiles: Vec<f32>,
    /// What the baseline says of each product and week.
    pub baseline: Vec<f32>,
    /// Of each product, driver and week the share by which it lifts or lowers sales.
    pub drivers: Vec<f32>,
    /// What was sold, one product's weeks after another's; NaN where nobody knows.
    pub history: Vec<f32>,
    /// What is to be known of those weeks: 1 taken back, 2 bulk order.
    pub marks: Vec<u8>,
}

/// A trained forecast.
#[derive(Debug, Clone, PartialEq)]
pub struct Trained {
    /// Its card.
    pub card: ModelCard,
    /// Its products, those that are forecast first.
    pub products: Vec<Product>,
    /// Names of what moves forecasts.
    pub drivers: Vec<String>,
    /// The numbers.
    pub numbers: Numbers,
    /// Where each product's weeks begin in the history.
    starts: Vec<usize>,
    places: HashMap<String, usize>,
}

/// What stands in `products.json`.
#[derive(Serialize, Deserialize)]
struct ProductsFile {
    drivers: Vec<String>,
    products: Vec<Product>,
}

impl Trained {
    /// Puts the parts together.
    pub fn new(
        card: ModelCard,
        products: Vec<Product>,
        drivers: Vec<String>,
        numbers: Numbers,
    ) -> Trained {
        let starts = products.iter().scan(0, |sum, product| {
            let start = *sum;
            *sum += product.weeks;
            Some(start)
        });
        let starts = starts.collect();
        let places = products.iter().enumerate();
        let places = places.map(|(place, product)| (product.sku.clone(), place)).collect();
        Trained { card, products, drivers, numbers, starts, places }
    }

    /// The place of a product.
    pub fn place(&self, sku: &str) -> Option<usize> {
        self.places.get(sku).copied()
    }

    /// Weeks that are forecast.
    pub fn horizon(&self) -> usize {
        usize::from(self.card.horizon)
    }

    fn row<'a>(&self, values: &'a [f32], place: usize, of: usize, row: usize) -> &'a [f32] {
        let from = (place * of + row) * self.horizon();
        values.get(from..from + self.horizon()).unwrap_or_default()
    }

    /// The forecast of a product; empty if there is none.
    pub fn point(&self, place: usize) -> &[f32] {
        self.row(&self.numbers.point, place, 1, 0)
    }

    /// A quantile of a product.
    pub fn quantile(&self, place: usize, quantile: usize) -> &[f32] {
        let of = kontor_forecast::metrics::PROBABILITIES.len();
        self.row(&self.numbers.quantiles, place, of, quantile)
    }

    /// What the baseline says of a product.
    pub fn baseline(&self, place: usize) -> &[f32] {
        self.row(&self.numbers.baseline, place, 1, 0)
    }

    /// What a driver does to a product.
    pub fn driver(&self, place: usize, driver: usize) -> &[f32] {
        self.row(&self.numbers.drivers, place, self.drivers.len(), driver)
    }

    /// What was sold of a product, and marks of its weeks.
    pub fn history(&self, place: usize) -> (&[f32], &[u8]) {
        let range = self.starts.get(place).zip(self.products.get(place));
        let Some((start, product)) = range else { return (&[], &[]) };
        let weeks = *start..*start + product.weeks;
        (
            self.numbers.history.get(weeks.clone()).unwrap_or_default(),
            self.numbers.marks.get(weeks).unwrap_or_default(),
        )
    }

    /// Whether every tensor has the size that card and products say.
    fn is_whole(&self) -> bool {
        let (of, horizon) = (kontor_forecast::metrics::PROBABILITIES.len(), self.horizon());
        let is_forecast = |product: &&Product| product.forecastable == Forecastable::Yes;
        let count = self.products.iter().filter(is_forecast).count();
        let weeks: usize =
            self.products.iter().filter(is_forecast).map(|product| product.weeks).sum();
        let numbers = &self.numbers;
        numbers.point.len() == count * horizon
            && numbers.quantiles.len() == count * of * horizon
            && numbers.baseline.len() == count * horizon
            && numbers.drivers.len() == count * self.drivers.len() * horizon
            && numbers.history.len() == weeks
            && numbers.marks.len() == weeks
    }
}

/// The folder of a training.
fn folder(models: &Path, id: &str) -> PathBuf {
    models.join(id)
}

/// The names of all trainings, the newest first.
///
/// # Errors
/// When the folder cannot be read.
pub fn list(models: &Path) -> Result<Vec<String>> {
    if !models.exists() {
        return Ok(Vec::new());
    }
    let mut names = Vec::new();
    for entry in fs_err::read_dir(models)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        // What was being written when the program was killed has another name.
        if number(&name).is_some() {
            names.push(name);
        }
    }
    names.sort_by_key(|name| std::cmp::Reverse(number(name)));
    Ok(names)
}

fn number(id: &str) -> Option<u32> {
    id.strip_prefix("forecast-")?.parse().ok()
}

/// A name for the next training.
///
/// # Errors
/// When the folder cannot be read.
pub fn next(models: &Path) -> Result<String> {
    let newest = list(models)?.first().and_then(|id| number(id)).unwrap_or_default();
    Ok(format!("forecast-{:04}", newest + 1))
}

/// Writes a training and the weights of its networks: all files or none. Its card's `files` get the
/// hashes.
///
/// # Errors
/// When the disk is full or cannot be written.
pub fn save(
    models: &Path,
    trained: &mut Trained,
    networks: BTreeMap<String, Vec<u8>>,
) -> Result<()> {
    fs_err::create_dir_all(models)?;
    let draft = models.join(format!("writing-{}", trained.card.id));
    if draft.exists() {
        fs_err::remove_dir_all(&draft)?;
    }
    fs_err::create_dir(&draft)?;
    let write = || -> Result<()> {
        let products =
            ProductsFile { drivers: trained.drivers.clone(), products: trained.products.clone() };
        let mut files = networks;
        files.insert(PRODUCTS.to_owned(), json(&products)?);
        files.insert(NUMBERS.to_owned(), tensors(&trained.numbers)?);
        for (name, bytes) in &files {
            fs_err::write(draft.join(name), bytes)?;
            let hash = blake3::hash(bytes).to_hex().to_string();
            trained.card.files.insert(name.clone(), hash);
        }
        fs_err::write(draft.join(CARD), json(&trained.card)?)?;
        fs_err::rename(&draft, folder(models, &trained.card.id))?;
        Ok(())
    };
    let written = write();
    if written.is_err() && draft.exists() {
        fs_err::remove_dir_all(&draft)?;
    }
    written
}

/// Removes the oldest trainings beyond those that are kept; never the one in use.
///
/// # Errors
/// When a folder cannot be removed.
pub fn prune(models: &Path, in_use: Option<&str>) -> Result<()> {
    for id in list(models)?.into_iter().skip(KEPT).filter(|id| Some(id.as_str()) != in_use) {
        fs_err::remove_dir_all(folder(models, &id))?;
    }
    Ok(())
}

fn json(value: &impl Serialize) -> Result<Vec<u8>> {
    Ok(serde_json::to_vec(value).map_err(std::io::Error::other)?)
}

/// The bytes of a safetensors file of these numbers.
fn tensors(numbers: &Numbers) -> Result<Vec<u8>> {
    let bytes =
        |values: &[f32]| -> Vec<u8> { values.iter().flat_map(|v| v.to_le_bytes()).collect() };
    let floats = [
        ("point", bytes(&numbers.point)),
        ("quantiles", bytes(&numbers.quantiles)),
        ("baseline", bytes(&numbers.baseline)),
        ("drivers", bytes(&numbers.drivers)),
        ("history", bytes(&numbers.history)),
    ];
    let other = |error: safetensors::SafeTensorError| Failure::from(std::io::Error::other(error));
    let mut views = Vec::new();
    for (name, bytes) in &floats {
        let view = TensorView::new(Dtype::F32, vec![bytes.len() / 4], bytes);
        views.push((*name, view.map_err(other)?));
    }
    let marks = TensorView::new(Dtype::U8, vec![numbers.marks.len()], &numbers.marks);
    views.push(("marks", marks.map_err(other)?));
    safetensors::serialize(views, None).map_err(other)
}

/// Reads a training's card.
///
/// # Errors
/// [`Code::NotFound`] if there is none of that name, [`Code::WorkspaceDamaged`] if it cannot be read.
pub fn card(models: &Path, id: &str) -> Result<ModelCard> {
    let file = folder(models, id).join(CARD);
    if number(id).is_none() || !file.is_file() {
        return Err(missing(id));
    }
    let bytes = fs_err::read(file)?;
    serde_json::from_slice(&bytes).map_err(|error| damaged(id, CARD, &error.to_string()))
}

/// Reads a training, and checks it against the hashes of its card.
///
/// # Errors
/// [`Code::NotFound`] if there is none of that name, [`Code::WorkspaceDamaged`] if any file is not as it was
/// written.
pub fn load(models: &Path, id: &str) -> Result<Trained> {
    let card = card(models, id)?;
    let mut read = BTreeMap::new();
    for (name, hash) in &card.files {
        let bytes = fs_err::read(folder(models, id).join(name))
            .map_err(|error| damaged(id, name, &error.to_string()))?;
        if blake3::hash(&bytes).to_hex().as_str() != hash {
            return Err(damaged(id, name, "its hash is not the one of its card"));
        }
        read.insert(name.as_str(), bytes);
    }
    let file = |name: &str| read.get(name).ok_or_else(|| damaged(id, name, "it is missing"));
    let products: ProductsFile = serde_json::from_slice(file(PRODUCTS)?)
        .map_err(|error| damaged(id, PRODUCTS, &error.to_string()))?;
    let bad = |error: safetensors::SafeTensorError| damaged(id, NUMBERS, &error.to_string());
    let tensors = SafeTensors::deserialize(file(NUMBERS)?).map_err(bad)?;
    let floats = |name: &str| -> Result<Vec<f32>> {
        let tensor = tensors.tensor(name).map_err(bad)?;
        let floats = tensor.data().as_chunks::<4>().0.iter();
        Ok(floats.map(|bytes| f32::from_le_bytes(*bytes)).collect())
    };
    let numbers = Numbers {
        point: floats("point")?,
        quantiles: floats("quantiles")?,
        baseline: floats("baseline")?,
        drivers: floats("drivers")?,
        history: floats("history")?,
        marks: tensors.tensor("marks").map_err(bad)?.data().to_vec(),
    };
    let trained = Trained::new(card.clone(), products.products, products.drivers, numbers);
    match trained.is_whole() {
        true => Ok(trained),
        false => Err(damaged(id, NUMBERS, "its tensors have other sizes than its card says")),
    }
}

fn missing(id: &str) -> Failure {
    Failure::new(
        Code::NotFound,
        format!("There is no training “{id}” (any more)."),
        format!("Ein Training „{id}“ gibt es nicht (mehr)."),
    )
    .hint(
        "Choose another on the page Models, or train anew.",
        "Wählen Sie auf der Seite Modelle ein anderes, oder trainieren Sie neu.",
    )
    .field("id")
}

fn damaged(id: &str, file: &str, why: &str) -> Failure {
    Failure::new(
        Code::WorkspaceDamaged,
        format!("The training “{id}” is damaged: {file} cannot be used ({why})."),
        format!("Das Training „{id}“ ist beschädigt: {file} ist nicht verwendbar ({why})."),
    )
    .hint(
        "Train anew, or go back to another training on the page Models. Sales are not affected.",
        "Trainieren Sie neu, oder kehren Sie auf der Seite Modelle zu einem anderen Training zurück. Die Verkäufe sind nicht betroffen.",
    )
}
