//! The lab of prices: policies on two instances whose optimum is known.

mod score;

use crate::{
    Engine, Handle, clock,
    error::{Failure, Result},
    jobs::Context,
};
use kontor_api::{
    Code,
    lab::{LabPolicy, LabPricing, LabPricingReport, PricingInstance, PricingPolicy},
};
use kontor_simulator::replay::{Range, lab::Instance};
use score::{Pricer, Stopped, score, train};
use std::ops::ControlFlow;

/// The most periods: the optimum takes their square.
const LONGEST: u32 = 20_000;
/// The most paths.
const MOST_PATHS: u32 = 1_000_000;

impl Handle<LabPricing> for Engine {
    fn handle(&self, request: LabPricing, context: &Context) -> Result<LabPricingReport> {
        let refuse = |en: String, de: String, field| {
            Err(Failure::new(Code::BadRequest, en, de).field(field))
        };
        // Less leaves no stock: it is a quarter of the periods.
        if !(4..=LONGEST).contains(&request.periods) {
            return refuse(
                format!("Name 4 to {LONGEST} periods."),
                format!("Nennen Sie 4 bis {LONGEST} Zeiträume."),
                "periods",
            );
        }
        if !(2..=MOST_PATHS).contains(&request.paths) {
            return refuse(
                format!("Name 2 to {MOST_PATHS} paths."),
                format!("Nennen Sie 2 bis {MOST_PATHS} Verläufe."),
                "paths",
            );
        }
        let instance = match request.instance {
            PricingInstance::FourPrices => Instance::four_prices(request.periods),
            PricingInstance::ThreeProducts => Instance::three_products(request.periods),
        };
        let policies = match request.policy {
            PricingPolicy::All => PricingPolicy::ALL.to_vec(),
            one => vec![one],
        };
        context.stage("Finding the optimum", "Optimum wird bestimmt", 0.0, 0.02);
        let optimum = instance.optimum();
        let share = 0.98 / policies.len() as f64;
        let mut report = LabPricingReport {
            instance: request.instance,
            periods: request.periods,
            optimum,
            policies: Vec::new(),
        };
        for (policy, place) in policies.into_iter().zip(0_u32..) {
            context.cancel.check()?;
            let watch = |done: f64| {
                context.progress(done);
                match context.cancel.check() {
                    Ok(()) => ControlFlow::Continue(()),
                    Err(_) => ControlFlow::Break(()),
                }
            };
            let started = clock::start();
            let (from, half) = (0.02 + share * f64::from(place), 0.5 * share);
            let pricer = match policy {
                PricingPolicy::Dqn => {
                    context.stage("Training the agent", "Agent wird trainiert", from, half);
                    let agent = train(&watch).map_err(failed)?;
                    Pricer::gated(agent, instance).map_err(failed)?
                }
                plain => Pricer::Plain(plain),
            };
            context.stage("Playing policies", "Strategien werden gespielt", from + half, half);
            let earned =
                score(instance, &pricer, request.paths, self.threads(), &watch).map_err(failed)?;
            let percent = earned.iter().map(|earned| 100.0 * earned / optimum).collect();
            let Range { mean, standard_error, .. } = Range::of(percent);
            report.policies.push(LabPolicy {
                policy,
                percent_of_optimum: mean,
                standard_error,
                seconds: started.elapsed().as_secs_f64(),
            });
        }
        Ok(report)
    }
}

fn failed(why: Stopped) -> Failure {
    match why {
        Stopped::ByPerson => Failure::cancelled(),
        Stopped::Failed(why) => Failure::new(
            Code::Internal,
            format!("The agent could not be trained ({why})."),
            format!("Der Agent ließ sich nicht trainieren ({why})."),
        ),
    }
}
