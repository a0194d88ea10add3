//! The full test run: what CI does, and what a person does before handing in.

use crate::Outcome;
use crate::cluster::{Cluster, Durability};
use crate::step::Steps;
use crate::{axe, packages, root, tidy};

/// The features that compile both backends into one binary.
const BOTH: &str = "--features tertulia/postgres,tertulia-storage/postgres";
/// What depends on the choice of a backend.
const BACKEND: &str = "-p tertulia -p tertulia-storage";
const POSTGRES_ONLY: &str = "--no-default-features --features postgres";

/// Runs everything; `quick` leaves out the variants with one backend, the examples and the docs.
pub(crate) fn run(quick: bool) -> Outcome {
    let mut steps = Steps::new();
    if std::env::var_os("CI").is_some() {
        // Incremental artefacts only pay when the same folder is built again.
        steps.set("CARGO_INCREMENTAL", "0");
    }
    let outcome = check(&mut steps, quick).and_then(|()| test(&mut steps, quick));
    steps.summary();
    outcome
}

fn check(steps: &mut Steps, quick: bool) -> Outcome {
    steps.step("system packages", |_| packages::ensure())?;
    steps.cargo("formatting", "fmt --all --check")?;
    steps.step("tidy", |_| tidy::run(&root()))?;
    if !quick {
        let deny = "--all-targets -- -D warnings";
        steps.cargo("clippy, SQLite", &format!("clippy {BACKEND} {deny}"))?;
        let postgres = format!("clippy {BACKEND} {POSTGRES_ONLY} {deny}");
        steps.cargo("clippy, PostgreSQL", &postgres)?;
    }
    let both = format!("clippy --workspace {BOTH} --all-targets -- -D warnings");
    steps.cargo("clippy, both backends", &both)
}

fn test(steps: &mut Steps, quick: bool) -> Outcome {
    let mut cluster = None;
    steps.step("a private PostgreSQL", |steps| {
        let started = Cluster::start(Durability::None)?;
        steps.set("TERTULIA_TEST_POSTGRES", started.url());
        cluster = Some(started);
        Ok(())
    })?;
    steps.step("axe-core", |steps| {
        steps.set("TERTULIA_TEST_AXE", axe::ensure()?.display().to_string());
        Ok(())
    })?;
    steps.cargo("tests, both backends", &format!("test --workspace {BOTH}"))?;
    steps.step("routes are documented", |_| tidy::routes(&root()))?;
    if quick {
        return Ok(());
    }
    steps.cargo("tests of storage, SQLite", "test -p tertulia-storage")?;
    steps.cargo("example: embed", "run -q -p tertulia-storage --example embed")?;
    let postgres = format!("test -p tertulia-storage {POSTGRES_ONLY}");
    steps.cargo("tests of storage, PostgreSQL", &postgres)?;
    steps.set("RUSTDOCFLAGS", "-Dwarnings");
    steps.cargo("documentation", &format!("doc --workspace --no-deps {BOTH}"))?;
    drop(cluster);
    Ok(())
}
