//! One product.

use crate::{Engine, Handle, error::Result, jobs::Context};
use kontor_api::product::{GetProduct, Product};

impl Handle<GetProduct> for Engine {
    fn handle(&self, request: GetProduct, _: &Context) -> Result<Product> {
        Ok(kontor_warehouse::product(&self.workspace()?.warehouse, request.sku.trim())?)
    }
}
