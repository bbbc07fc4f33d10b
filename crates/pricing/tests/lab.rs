//! Elasticities on real benchmark data, where the lab's files are at hand: figures that least
//! squares gives anybody on the same rows.

#![expect(clippy::unwrap_used, reason = "tests")]

use flate2::read::GzDecoder;
use kontor_api::lab::{ElasticityErrors, LabElasticity};
use kontor_pricing::lab::{read, run};
use std::{fs::File, io::Read as _, path::PathBuf};

/// A text of the lab's folder: `KONTOR_LAB`, or `../shared/data` beside the checkout.
fn lab(file: &str) -> Option<String> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let path = std::env::var_os("KONTOR_LAB").map_or_else(beside, PathBuf::from).join(file);
    let Ok(file) = File::open(&path) else {
        println!("SKIPPED: {} is not in the lab", path.display());
        return None;
    };
    let mut text = String::new();
    GzDecoder::new(file).read_to_string(&mut text).unwrap();
    Some(text)
}

fn plan(condition: &str, controls: &[&str]) -> LabElasticity {
    LabElasticity {
        units: "logmove".into(),
        is_log: true,
        price: "price{brand}".into(),
        group: vec!["store".into(), "brand".into()],
        controls: controls.iter().map(|control| (*control).to_owned()).collect(),
        condition: condition.into(),
        ..LabElasticity::default()
    }
}

/// Least squares with additive dummies of store and brand, to six decimals.
#[test]
fn pooled_elasticities_of_orange_juice_are_exact() {
    let Some(text) = lab("pricing/orange_juice.csv.gz") else { return };
    for (condition, controls, elasticity) in [
        ("week<=136", &[] as &[&str], -3.002_010),
        ("week<=136", &["deal", "feat"], -2.411_412),
        ("", &[], -3.063_897),
        ("", &["deal", "feat"], -2.486_738),
    ] {
        let plan = plan(condition, controls);
        let report = run(&read(&text, &plan).unwrap(), &plan).unwrap();
        let own = report.pooled.estimate.elasticity;
        println!("{condition} {controls:?}: {:?}, {:?}", report.pooled, report.double_ml);
        assert!((own - elasticity).abs() < 5e-7, "{own}, not {elasticity}");
    }
}

/// 913 regressions give what they give others; shrinking beats them and one elasticity for all, most
/// where histories are short.
#[test]
fn shrunk_elasticities_expect_most_of_the_weeks_kept_back() {
    let Some(text) = lab("pricing/orange_juice.csv.gz") else { return };
    let plan = LabElasticity { history: vec![8, 16, 32], ..plan("week<=136", &["deal", "feat"]) };
    let report = run(&read(&text, &plan).unwrap(), &plan).unwrap();
    println!("{report:#?}");
    let by_group = &report.by_group;
    assert_eq!(by_group.count, 913);
    assert!((by_group.mean.unwrap() + 2.205).abs() < 5e-4, "{by_group:?}");
    assert!((by_group.sd.unwrap() - 0.916).abs() < 5e-4, "{by_group:?}");
    assert!((by_group.holdout_log_rmse.unwrap() - 0.579_10).abs() < 5e-6, "{by_group:?}");
    assert!(report.hierarchical.holdout_log_rmse < by_group.holdout_log_rmse);
    for errors in &report.history {
        beats(errors);
        // The hardest to beat: with eight weeks of a chain of shops one elasticity is all that can
        // be told.
        let shrunk = errors.hierarchical.unwrap();
        assert!(shrunk < errors.pooled_own_level.unwrap() + 0.002, "{errors:?}");
        assert!(errors.weeks == 8 || shrunk < errors.pooled_own_level.unwrap(), "{errors:?}");
    }
}

fn beats(errors: &ElasticityErrors) {
    for other in [errors.pooled, errors.by_group] {
        assert!(errors.hierarchical < other, "{errors:?}");
    }
}

/// Wherever the past is cut off.
#[test]
fn shrunk_elasticities_beat_others_after_other_weeks_too() {
    let Some(text) = lab("pricing/orange_juice.csv.gz") else { return };
    for cut in [72, 88, 104, 120] {
        let plan = LabElasticity {
            history: vec![8, 16, 32],
            ..plan(&format!("week<={cut}"), &["deal", "feat"])
        };
        let report = run(&read(&text, &plan).unwrap(), &plan).unwrap();
        for errors in &report.history {
            println!("until {cut}: {errors:?}");
            beats(errors);
        }
    }
}
