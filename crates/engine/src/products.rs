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
                cost_of_goods: None,
                gross_profit: None,
                gross_margin: None,
                conversion: None,
                rows: Vec::new(),
                sql: String::new(),
            });
        };
        let found = kontor_warehouse::products(
            &workspace.warehouse,
            home,
            &request,
            days.period,
            days.previous,
            &context.cancel,
        )?;
        let conversion = kontor_warehouse::conversion(
            &workspace.warehouse,
            home,
            &request.filter,
            days.period,
            &context.cancel,
        )?;
        Ok(Products { conversion, ..found })
    }
}
