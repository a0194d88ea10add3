//! axe-core, which judges how accessible the pages are: fetched from the npm registry for the tests,
//! never part of Tertulia.

use crate::{Outcome, root};
use std::path::PathBuf;
use std::process::Command;

const VERSION: &str = "4.14.1";
/// The archive's SHA-512: the registry's `dist.integrity` of this version, in hex.
const SHA512: &str = "1477dafa598d8d065f273d6af302aa203c02e83131707b7fa648cd41bd3d6b73\
                      4f8c22a0dab86ee6a6f64b8afbe804b214d36db85a2826965edfb3a0b9d546b5";

/// Where the script lies, fetched when it isn't there yet.
///
/// # Errors
/// When the registry can't be reached, or what came isn't what was published.
pub(crate) fn ensure() -> Outcome<PathBuf> {
    let folder = root().join("target").join(format!("axe-core-{VERSION}"));
    let script = folder.join("package/axe.min.js");
    if script.is_file() {
        return Ok(script);
    }
    std::fs::create_dir_all(&folder)?;
    let archive = folder.join("axe-core.tgz");
    let url = format!("https://registry.npmjs.org/axe-core/-/axe-core-{VERSION}.tgz");
    let mut curl = Command::new("curl");
    curl.args(["-sSfL", "--retry", "5", "--retry-all-errors", "--max-time", "120", "-o"]);
    run(curl.arg(&archive).arg(&url))
        .map_err(|e| format!("{e}\nthe browser tests need axe-core {VERSION} from {url}"))?;
    let sum = Command::new("sha512sum").arg(&archive).output()?;
    if !sum.stdout.starts_with(SHA512.as_bytes()) {
        return Err(format!("{url} is not the archive that was published").into());
    }
    run(Command::new("tar").arg("-xzf").arg(&archive).arg("-C").arg(&folder))?;
    Ok(script)
}

fn run(command: &mut Command) -> Outcome {
    let status = command.status().map_err(|e| format!("{command:?} did not start: {e}"))?;
    if status.success() { Ok(()) } else { Err(format!("{command:?}: {status}").into()) }
}
