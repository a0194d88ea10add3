use super::guest::origin_address;
use super::signed::Signed;
use crate::Failure;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use domain::admin::{self, AdminError, Authority};
use domain::port::{Lane, Read, Tx};
use domain::{Actor, Problem, port::StoreError};
use std::future::Future;
use std::net::IpAddr;
use std::pin::Pin;

/// Somebody who is signed in and administers the server.
///
/// Looked up before a body is read, so that everybody else gets the same answer to anything. Each
/// command asks again in its own transaction.
pub struct Administrator {
    signed: Signed,
    address: IpAddr,
}

impl Administrator {
    /// The person behind it, as anybody who is signed in.
    pub(crate) fn signed(&self) -> &Signed {
        &self.signed
    }

    /// Asks the database on behalf of the administrator.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        query: impl FnOnce(&mut dyn Read, &Actor) -> Result<T, AdminError> + Send + 'static,
    ) -> Result<T, Failure> {
        self.signed.read(query).await
    }

    /// Runs a command on the administrator's word; answers once it is on disk.
    pub(crate) async fn write<T, E>(
        &self,
        mut command: impl FnMut(&mut dyn Tx, &Authority) -> Result<T, E> + Send + 'static,
    ) -> Result<T, Failure>
    where
        T: Send + 'static,
        E: Problem + From<StoreError> + Send + 'static,
    {
        let at = self.signed.services().now();
        let (lane, address) = (Lane::User(self.signed.actor.user), Some(self.address));
        self.signed
            .write(lane, move |tx, actor| {
                command(tx, &Authority { actor: Some(*actor), address, at })
            })
            .await
    }
}

impl FromRequest for Administrator {
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Failure>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, signed) = (request.clone(), Signed::from_request(request, payload));
        Box::pin(async move {
            let signed = signed.await?;
            signed.read(admin::check).await?;
            let address = origin_address(&request, signed.services());
            Ok(Self { signed, address })
        })
    }
}

/// An administrator, and then what they sent: actix takes extractors side by side, and whoever is none
/// shall not learn from an error about the body what would have been taken.
pub struct AsAdmin<T>(pub Administrator, pub T);

impl<T: FromRequest<Error = Failure> + 'static> FromRequest for AsAdmin<T> {
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Failure>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let administrator = Administrator::from_request(request, &mut Payload::None);
        let (request, mut payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let administrator = administrator.await?;
            Ok(Self(administrator, T::from_request(&request, &mut payload).await?))
        })
    }
}
