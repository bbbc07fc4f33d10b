//! On which terms measures are counted: the currency, and what orders cost the shop.

use kontor_api::settings::Settings;
use kontor_domain::{Currency, Decimal};

/// What is counted, and what an order costs the shop: nothing of it is stored with the sums, so
/// that it can change at any time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// The currency whose amounts are added up.
    pub currency: Currency,
    /// What payment services keep of an amount, in ten-thousandths of a percent.
    fee_rate: i64,
    /// What they take for each order besides, in minor units.
    fee_fixed: i64,
    /// What packing and sending an order costs, in minor units.
    fulfilment: i64,
}

impl From<&Settings> for Terms {
    fn from(settings: &Settings) -> Self {
        let minor = |decimal: Decimal| decimal.minor(settings.currency.minor_digits());
        Terms {
            currency: settings.currency,
            fee_rate: settings.payment_fee_percent.ten_thousandths,
            fee_fixed: minor(settings.payment_fee_fixed),
            fulfilment: minor(settings.fulfilment_cost)
                .saturating_add(minor(settings.shipping_cost)),
        }
    }
}

/// Orders that cost nothing besides their goods.
impl From<Currency> for Terms {
    fn from(currency: Currency) -> Self {
        Terms { currency, fee_rate: 0, fee_fixed: 0, fulfilment: 0 }
    }
}

impl Terms {
    /// An expression of `measures` with these in the place of their names.
    pub(crate) fn filled(&self, sql: &str) -> String {
        sql.replace("{fee_rate}", &self.fee_rate.to_string())
            .replace("{fee_fixed}", &self.fee_fixed.to_string())
            .replace("{fulfilment}", &self.fulfilment.to_string())
    }
}
