//! Access tokens: short-lived, signed, checked without asking the store.

use crate::keys::{Keys, SigningKey};
use domain::{Actor, Class, Problem, SessionId, Timestamp, UserId};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

/// Who issues tokens to whom, and for how long.
#[derive(Clone, Debug)]
pub struct AccessOptions {
    /// `iss`: this server, best its base URL.
    pub issuer: String,
    /// `aud`: who may take the token.
    pub audience: String,
    /// Seconds that a token lives; held within 1..=86,400.
    pub ttl_s: i64,
}

impl Default for AccessOptions {
    fn default() -> Self {
        Self { issuer: "tertulia".to_owned(), audience: "tertulia".to_owned(), ttl_s: 600 }
    }
}

/// A token that proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Not one of ours, or changed on the way.
    #[error("the access token is not valid")]
    Invalid,
    /// One of ours, but over.
    #[error("the access token has expired")]
    Expired,
    /// It could not be signed: a fault of ours.
    #[error("the access token could not be signed")]
    Unsigned,
}

impl Problem for TokenError {
    fn class(&self) -> Class {
        match self {
            Self::Invalid | Self::Expired => Class::Unauthenticated,
            Self::Unsigned => Class::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Invalid => "invalid_token",
            Self::Expired => "token_expired",
            Self::Unsigned => "internal",
        }
    }
}

/// What a token says; times in seconds.
#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    sid: String,
    iat: i64,
    exp: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nbf: Option<i64>,
}

/// A header that is taken, with the key that goes with it.
struct Accepted {
    header: Header,
    key: DecodingKey,
}

/// Issues and verifies access tokens: JWT, HS256, `typ` `at+jwt` (RFC 9068).
pub struct AccessTokens {
    options: AccessOptions,
    header: Header,
    key: EncodingKey,
    accepted: Vec<Accepted>,
    validation: Validation,
}

impl AccessTokens {
    /// Longest token in bytes that is looked at.
    pub const MAX_BYTES: usize = 4096;
    /// How far clocks may differ, in seconds.
    pub const LEEWAY_S: i64 = 60;
    /// Longest life of a token in seconds, whatever the options say.
    pub const MAX_TTL_S: i64 = 86_400;

    /// Signs with the current key, and takes tokens of every accepted one.
    pub fn new(keys: &Keys, options: AccessOptions) -> Self {
        let mut validation = Validation::new(Algorithm::HS256);
        // Times are compared with the caller's `now`, and names with ours, in `judge`.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        validation.validate_aud = false;
        validation.required_spec_claims.clear();
        let accept = |signing: &SigningKey| Accepted {
            header: header(&signing.kid),
            key: DecodingKey::from_secret(signing.key.bytes()),
        };
        Self {
            options: AccessOptions { ttl_s: options.ttl_s.clamp(1, Self::MAX_TTL_S), ..options },
            header: header(&keys.signing.kid),
            key: EncodingKey::from_secret(keys.signing.key.bytes()),
            accepted: std::iter::once(&keys.signing).chain(&keys.accepted).map(accept).collect(),
            validation,
        }
    }

    /// Makes a token for `actor`; answers it with the seconds that it lives.
    ///
    /// # Errors
    /// Never in practice: [`TokenError::Unsigned`].
    pub fn issue(&self, actor: &Actor, now: Timestamp) -> Result<(String, i64), TokenError> {
        let iat = seconds(now);
        let claims = Claims {
            iss: self.options.issuer.clone(),
            aud: self.options.audience.clone(),
            sub: actor.user.to_string(),
            sid: actor.session.to_string(),
            iat,
            exp: iat.saturating_add(self.options.ttl_s),
            nbf: None,
        };
        jsonwebtoken::encode(&self.header, &claims, &self.key)
            .map(|token| (token, self.options.ttl_s))
            .map_err(|_| TokenError::Unsigned)
    }

    /// Who acts by this token; whether their session still lives is another question.
    ///
    /// # Errors
    /// When it is not one of ours in every respect, or over.
    pub fn verify(&self, token: &str, now: Timestamp) -> Result<Actor, TokenError> {
        if token.len() > Self::MAX_BYTES {
            return Err(TokenError::Invalid);
        }
        let header = jsonwebtoken::decode_header(token).map_err(|_| TokenError::Invalid)?;
        // The whole header is compared, so that `jku`, `jwk`, `crit` and their like never count.
        let accepted = self
            .accepted
            .iter()
            .find(|accepted| accepted.header == header)
            .ok_or(TokenError::Invalid)?;
        let claims = jsonwebtoken::decode::<Claims>(token, &accepted.key, &self.validation)
            .map_err(|_| TokenError::Invalid)?
            .claims;
        self.judge(&claims, seconds(now))
    }

    fn judge(&self, claims: &Claims, now: i64) -> Result<Actor, TokenError> {
        let soonest = now.saturating_add(Self::LEEWAY_S);
        let life = claims.exp.checked_sub(claims.iat).ok_or(TokenError::Invalid)?;
        let ours = claims.iss == self.options.issuer
            && claims.aud == self.options.audience
            && (1..=Self::MAX_TTL_S).contains(&life)
            && claims.iat <= soonest
            && claims.nbf.is_none_or(|nbf| nbf <= soonest);
        if !ours {
            return Err(TokenError::Invalid);
        }
        if claims.exp.saturating_add(Self::LEEWAY_S) <= now {
            return Err(TokenError::Expired);
        }
        let id = |text: &str| text.parse::<i64>().map_err(|_| TokenError::Invalid);
        Ok(Actor { user: UserId(id(&claims.sub)?), session: SessionId(id(&claims.sid)?) })
    }
}

impl std::fmt::Debug for AccessTokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AccessTokens").field("options", &self.options).finish_non_exhaustive()
    }
}

fn header(kid: &str) -> Header {
    Header {
        typ: Some("at+jwt".to_owned()),
        kid: Some(kid.to_owned()),
        ..Header::new(Algorithm::HS256)
    }
}

fn seconds(at: Timestamp) -> i64 {
    at.0.div_euclid(1000)
}

#[cfg(test)]
mod tests;
