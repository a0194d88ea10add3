use crate::Failure;
use bytes::Bytes;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};
use zip::result::ZipError;
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipWriter};

/// What was packed and not yet handed out.
#[derive(Clone, Default)]
struct Tray(Arc<Mutex<Vec<u8>>>);

impl Tray {
    fn take(&self) -> Bytes {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner)).into()
    }
}

impl Write for Tray {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A zip that is written while it is read: sizes come after each file (APPNOTE 4.4.4, bit 3).
pub(super) struct Archive {
    zip: ZipWriter<StreamWriter<Tray>>,
    tray: Tray,
    file: &'static str,
}

impl Archive {
    pub(super) fn new() -> Self {
        let tray = Tray::default();
        Self { zip: ZipWriter::new_stream(tray.clone()), tray, file: "" }
    }

    /// Adds to a file, beginning it if it isn't the one that was added to last; answers what is packed.
    pub(super) fn add(
        mut self,
        file: &'static str,
        bytes: &[u8],
    ) -> Result<(Self, Bytes), Failure> {
        if self.file != file {
            let options = SimpleFileOptions::default()
                .compression_method(CompressionMethod::Deflated)
                .large_file(true);
            self.zip.start_file(file, options).map_err(broken)?;
            self.file = file;
        }
        self.zip.write_all(bytes).map_err(|error| Failure::broken("export", &error))?;
        let packed = self.tray.take();
        Ok((self, packed))
    }

    /// Ends the archive.
    pub(super) fn finish(self) -> Result<Bytes, Failure> {
        self.zip.finish().map_err(broken)?;
        Ok(self.tray.take())
    }
}

#[expect(clippy::needless_pass_by_value, reason = "map_err gives it away")]
fn broken(error: ZipError) -> Failure {
    Failure::broken("export", &error)
}
