//! The table of products.

use crate::{Engine, Handle, error::Result, jobs::Context, sales};
use kontor_api::products::{GetProducts, Products};
use kontor_domain::{Money, Quantity};

impl Handle<GetProducts> for Engine {
    fn handle(&self, request: GetProducts, context: &Context) -> Result<Products> {
        let workspace = self.workspace()?;
        let home = workspace.settings().currency;
        let Some(days) = sales::Compared::of(&workspace, request.period)? else {
            return Ok(Products {
                period: None,
                total: 0,
                net_sales: Money::new(0, home),
                units: Quantity::default(),
                rows: Vec::new(),
                sql: String::new(),
            });
        };
        Ok(kontor_warehouse::products(
            &workspace.warehouse,
            home,
            &request,
            days.period,
            days.previous,
            &context.cancel,
        )?)
    }
}
