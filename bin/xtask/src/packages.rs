//! What the tests need from the system, installed where that is possible.

use crate::Outcome;
use std::path::Path;
use std::process::Command;

/// A Debian package and what shows that it is there.
struct Need {
    package: &'static str,
    proof: Proof,
}

enum Proof {
    /// One of these programs is on the path.
    Program(&'static [&'static str]),
    /// `initdb` of some version of PostgreSQL.
    Postgres,
    /// A library that `pkg-config` or the linker finds.
    Library(&'static str),
}

const NEEDS: [Need; 5] = [
    Need { package: "postgresql", proof: Proof::Postgres },
    Need { package: "libpq-dev", proof: Proof::Library("libpq.so") },
    Need { package: "chromium", proof: Proof::Program(&["chromium", "chromium-browser"]) },
    Need { package: "chromium-driver", proof: Proof::Program(&["chromedriver"]) },
    Need { package: "curl", proof: Proof::Program(&["curl"]) },
];

/// Installs what is missing; without root or apt, says what to install.
pub(crate) fn ensure() -> Outcome {
    let missing = missing();
    if missing.is_empty() {
        println!("everything that the tests need is there");
        return Ok(());
    }
    let list = missing.join(" ");
    if !is_root() || !on_path("apt-get") {
        return Err(format!(
            "the tests need these packages: {list}\n\
             on Debian or Ubuntu: sudo apt-get update && sudo apt-get install {list}"
        )
        .into());
    }
    println!("installing {list}");
    apt(&["update", "-q"])?;
    let mut args = vec!["install", "-q", "-y", "--no-install-recommends"];
    args.extend(&missing);
    apt(&args)?;
    match self::missing().as_slice() {
        [] => Ok(()),
        still => Err(format!("installed, but not found: {}", still.join(" ")).into()),
    }
}

fn missing() -> Vec<&'static str> {
    NEEDS.iter().filter(|need| !need.proof.holds()).map(|need| need.package).collect()
}

impl Proof {
    fn holds(&self) -> bool {
        match self {
            Self::Program(names) => names.iter().any(|name| on_path(name)),
            Self::Postgres => crate::cluster::find("initdb").is_some(),
            Self::Library(name) => has_library(name),
        }
    }
}

fn apt(args: &[&str]) -> Outcome {
    let status =
        Command::new("apt-get").args(args).env("DEBIAN_FRONTEND", "noninteractive").status()?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("apt-get {}: {status}", args.join(" ")).into())
    }
}

/// Whether this process may install packages and must not run PostgreSQL as itself.
pub(crate) fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|id| id.stdout.starts_with(b"0\n"))
}

fn on_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

fn has_library(name: &str) -> bool {
    let usual = ["/usr/lib", "/usr/local/lib", "/usr/lib64", "/opt/homebrew/lib"];
    let nested = std::fs::read_dir("/usr/lib").into_iter().flatten().flatten();
    let nested = nested.map(|entry| entry.path());
    usual.iter().map(Into::into).chain(nested).any(|folder| Path::new(&folder).join(name).exists())
}
