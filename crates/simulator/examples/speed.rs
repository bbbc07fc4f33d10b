//! Temporary.
use kontor_simulator::{Random, daily::DailyMarket, regression, stores::*};
use std::{io::Write, time::Instant};
struct Count(u64);
impl Write for Count {
    fn write(&mut self, b: &[u8]) -> std::io::Result<usize> {
        self.0 += b.len() as u64;
        Ok(b.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
fn main() {
    let last = "2026-10-31".parse().unwrap();
    for store in Store::ALL {
        let m = store.settings(last, 1.0, 1).market;
        let mut d = DailyMarket::new(&m);
        let mut r = Random::new(1, 1);
        let (mut e, mut u) = (Vec::new(), Vec::new());
        let t = Instant::now();
        let mut n = 0u64;
        let mut days = 0u64;
        while t.elapsed().as_secs_f64() < 1.0 {
            for day in 0..m.days {
                if days < m.days as u64 {
                    d.follow_plan(day);
                }
                d.expected(day, &mut e);
                d.draw(&e, &mut r, &mut u);
                n += u.len() as u64;
                days += 1;
            }
        }
        println!("{}: {:.2} M SKU-days/s", store.id(), n as f64 / t.elapsed().as_secs_f64() / 1e6);
    }
    if std::env::args().nth(1).is_some() {
        let t = Instant::now();
        println!(
            "coverage 200: {:?} {:.4} in {:?}",
            regression::coverage(200, 1),
            regression::coverage(200, 1).share(),
            t.elapsed() / 2
        );
        for seed in 2..5 {
            println!("seed {seed}: {:.4}", regression::coverage(200, seed).share());
        }
        for (store, scale) in [(Store::HomeGoods, 410.0), (Store::CoffeeRoaster, 6100.0)] {
            let t = Instant::now();
            let s = store.settings(last, scale, 1);
            let (_, truth) =
                write_store(&s, Clicks::LastDays(3), &mut |_| Ok(Box::new(Count(0)))).unwrap();
            let mem = std::fs::read_to_string("/proc/self/status").unwrap();
            println!(
                "{}: {:?} in {:?}; {}",
                store.id(),
                truth.exported,
                t.elapsed(),
                mem.lines().find(|l| l.starts_with("VmHWM")).unwrap()
            );
        }
    }
}
