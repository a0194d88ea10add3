use crate::Outcome;
use crate::backend::StoreBackend;
use crate::compose::{Composed, compose};
use crate::config::{Config, LogFormat};
use std::io::{IsTerminal, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

/// How long stopping may take before the process ends all the same.
const STOP_TIME: Duration = Duration::from_secs(9);

/// Serves until SIGTERM or SIGINT.
pub(crate) fn run(config: &Config) -> Outcome {
    log(config)?;
    let listener = TcpListener::bind(&config.server.bind)
        .map_err(|error| format!("can't listen on {}: {error}", config.server.bind))?;
    let address = listener.local_addr()?;
    let Composed { parts, store, worker, backlog, lookout, away, setup_token } =
        compose(config, address)?;
    actix_web::rt::System::new().block_on(async move {
        // Before anything is told to the world: a signal from here on stops in good order.
        let (mut term, mut int) =
            (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        let running = transport::start(parts, listener)?;
        let worker = notify::Worker::start(worker);
        let data = Arc::new(StoreBackend(store.clone()));
        let indexer = backlog.map(|backlog| notify::Indexer::start(data, backlog));
        let scout = lookout.map(crate::push::Lookout::start);
        let digests = away.map(crate::mail::Away::start);
        greet(config, address, setup_token.as_deref());
        tokio::select! {
            _ = term.recv() => {}
            _ = int.recv() => {}
        }
        tracing::info!("stopping");
        if tokio::time::timeout(STOP_TIME, running.stop()).await.is_err() {
            tracing::warn!("some connections did not end in time");
        }
        if let Some(indexer) = indexer {
            indexer.stop().await;
        }
        if let Some(scout) = scout {
            scout.stop().await;
        }
        if let Some(digests) = digests {
            digests.stop().await;
        }
        if tokio::time::timeout(STOP_TIME, worker.stop()).await.is_err() {
            tracing::warn!("jobs did not end in time");
        }
        let drained = tokio::task::spawn_blocking(move || store.shutdown());
        if tokio::time::timeout(STOP_TIME, drained).await.is_err() {
            tracing::error!("the database did not finish in time");
        }
        tracing::info!("stopped");
        Ok(())
    })
}

fn log(config: &Config) -> Outcome {
    let filter = EnvFilter::try_new(&config.log.filter)
        .map_err(|error| format!("configuration: log.filter: {error}"))?;
    let colours = std::io::stderr().is_terminal();
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(colours)
        .with_writer(std::io::stderr);
    match config.log.format {
        LogFormat::Text => lines.init(),
        LogFormat::Json => lines.json().init(),
    }
    Ok(())
}

/// The first words to whoever started the server. That nobody listens is no reason to stop.
fn greet(config: &Config, address: std::net::SocketAddr, setup_token: Option<&str>) {
    use std::fmt::Write as _;
    let mut words = format!("Tertulia is listening on http://{address}\n");
    if let Some(token) = setup_token {
        let base = crate::mail::base_url(config, &address);
        words.push_str(
            "There is no administrator yet. Become the first one here (until the next start):\n",
        );
        let _infallible = writeln!(words, "  {base}/setup?token={token}");
    }
    let mut out = std::io::stdout().lock();
    if let Err(error) = out.write_all(words.as_bytes()).and_then(|()| out.flush()) {
        tracing::debug!(%error, "nobody reads standard output");
    }
}
