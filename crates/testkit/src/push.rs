//! A push service and a browser that subscribes there, as tests need them.

use aes_gcm::aead::{Aead, KeyInit};
use aes_gcm::{Aes128Gcm, Nonce};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac};
use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{Signature, VerifyingKey};
use p256::elliptic_curve::sec1::ToEncodedPoint;
use p256::{PublicKey, SecretKey, ecdh};
use serde_json::{Value, json};
use sha2::Sha256;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Mutex, mpsc};

/// A push service on a port of its own, until it is dropped.
pub struct PushService {
    base: String,
    status: Arc<AtomicU16>,
    came: Mutex<mpsc::UnboundedReceiver<Pushed>>,
}

/// What somebody pushed.
#[derive(Clone, Debug)]
pub struct Pushed {
    /// Where to.
    pub path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl PushService {
    /// Starts one that takes everything.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let status = Arc::new(AtomicU16::new(201));
        let (tell, came) = mpsc::unbounded_channel();
        let answers = Arc::clone(&status);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, tell.clone(), Arc::clone(&answers)));
            }
        });
        Self { base, status, came: Mutex::new(came) }
    }

    /// Its origin.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Answers with this status from here on; a redirect leads back to itself.
    pub fn answer(&self, status: u16) {
        self.status.store(status, Ordering::SeqCst);
    }

    /// The next that comes within a time.
    pub async fn next(&self, patience: Duration) -> Option<Pushed> {
        let mut came = self.came.lock().await;
        tokio::time::timeout(patience, came.recv()).await.ok().flatten()
    }
}

async fn serve(
    mut stream: TcpStream,
    tell: mpsc::UnboundedSender<Pushed>,
    status: Arc<AtomicU16>,
) -> Option<()> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(at) = bytes.windows(4).position(|part| part == b"\r\n\r\n") {
            break at;
        }
        (stream.read_buf(&mut bytes).await.ok()? > 0).then_some(())?;
    };
    let head = String::from_utf8_lossy(bytes.get(..end)?).into_owned();
    let mut lines = head.lines();
    let path = lines.next()?.split(' ').nth(1)?.to_owned();
    let header = |line: &str| {
        let (name, value) = line.split_once(':')?;
        Some((name.to_ascii_lowercase(), value.trim().to_owned()))
    };
    let headers: Vec<(String, String)> = lines.filter_map(header).collect();
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length: usize = length.and_then(|(_, value)| value.parse().ok()).unwrap_or(0);
    let mut body = bytes.split_off(end + 4);
    while body.len() < length {
        (stream.read_buf(&mut body).await.ok()? > 0).then_some(())?;
    }
    tell.send(Pushed { path, headers, body }).ok()?;
    let status = status.load(Ordering::SeqCst);
    let answer = format!(
        "HTTP/1.1 {status} X\r\nLocation: /elsewhere\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(answer.as_bytes()).await.ok()
}

impl Pushed {
    /// A header; empty when it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// The claims of the proof of who sent it, if it is signed with this public key (RFC 8292).
    pub fn proof(&self, public_key: &str) -> Option<Value> {
        let proof = self.header("authorization").strip_prefix("vapid t=")?;
        let (token, key) = proof.split_once(", k=")?;
        let (signed, signature) = token.rsplit_once('.')?;
        let verifying = VerifyingKey::from_sec1_bytes(&decode(key)?).ok()?;
        let signature = Signature::from_slice(&decode(signature)?).ok()?;
        verifying.verify(signed.as_bytes(), &signature).ok()?;
        let (head, claims) = signed.split_once('.')?;
        let head: Value = serde_json::from_slice(&decode(head)?).ok()?;
        let right = key == public_key && head == json!({"typ": "JWT", "alg": "ES256"});
        right.then_some(serde_json::from_slice(&decode(claims)?).ok()?)
    }
}

/// A browser's half of a subscription.
pub struct PushBrowser {
    key: SecretKey,
    secret: [u8; 16],
}

impl PushBrowser {
    /// One with keys of its own, made of this number.
    pub fn new(number: u8) -> Self {
        let key = SecretKey::from_slice(&[number.max(1); 32]).expect("a key");
        Self { key, secret: [number; 16] }
    }

    /// What it tells the server.
    pub fn subscription(&self, endpoint: &str) -> Value {
        let point = self.key.public_key().to_encoded_point(false);
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        json!({"endpoint": endpoint,
            "keys": {"p256dh": text(point.as_bytes()), "auth": text(&self.secret)}})
    }

    /// Decrypts what was pushed (RFC 8291, RFC 8188); `None` when it isn't for this browser.
    pub fn open(&self, pushed: &Pushed) -> Option<Value> {
        let (salt, rest) = pushed.body.split_at_checked(16)?;
        let (size, rest) = rest.split_at_checked(4)?;
        let (length, rest) = rest.split_first()?;
        let (theirs, sealed) = rest.split_at_checked(usize::from(*length))?;
        let whole =
            usize::try_from(u32::from_be_bytes(size.try_into().ok()?)).ok()? >= sealed.len();
        let point = PublicKey::from_sec1_bytes(theirs).ok()?;
        let shared = ecdh::diffie_hellman(self.key.to_nonzero_scalar(), point.as_affine());
        let own = self.key.public_key().to_encoded_point(false);
        let mixed = mac(&self.secret, &[shared.raw_secret_bytes()]);
        let input = mac(&mixed, &[b"WebPush: info\0", own.as_bytes(), theirs, &[1]]);
        let base = mac(salt, &[&input]);
        let key = mac(&base, &[b"Content-Encoding: aes128gcm\0", &[1]]);
        let nonce = mac(&base, &[b"Content-Encoding: nonce\0", &[1]]);
        let cipher = Aes128Gcm::new(key.first_chunk::<16>()?.into());
        let nonce = Nonce::from(*nonce.first_chunk::<12>()?);
        let mut text = cipher.decrypt(&nonce, sealed).ok()?;
        while text.last() == Some(&0) {
            text.pop();
        }
        (text.pop() == Some(2) && whole).then_some(())?;
        serde_json::from_slice(&text).ok()
    }
}

fn mac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("any key");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}
