use crate::clock;
use auth::Secret;
use std::fs::{self, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

/// Makes the data folder, for its owner only.
pub(crate) fn data_dir(path: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// The secret that every key is derived from: read, or made on the first start (0600).
pub(crate) fn load(dir: &Path) -> Result<Secret, Box<dyn std::error::Error>> {
    let path = dir.join("secret.key");
    let mut options = OpenOptions::new();
    match options.write(true).create_new(true).mode(0o600).open(&path) {
        Ok(mut file) => {
            let secret = Secret::generate(&mut clock::random());
            file.write_all(secret.expose())?;
            file.sync_all()?;
            Ok(secret)
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => read(&path),
        Err(error) => Err(format!("{}: {error}", path.display()).into()),
    }
}

fn read(path: &Path) -> Result<Secret, Box<dyn std::error::Error>> {
    let mut file = OpenOptions::new().read(true).open(path)?;
    let mode = file.metadata()?.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(format!(
            "{} can be read by others (mode {mode:o}); chmod 600 it",
            path.display()
        )
        .into());
    }
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Secret::new(&bytes).map_err(|error| format!("{}: {error}", path.display()).into())
}
