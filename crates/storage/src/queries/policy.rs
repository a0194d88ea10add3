use super::super::native;
use super::tx::{Ask, Reader, Tx};
use crate::rows::InvitationRow;
use crate::schema::{invitations, settings};
use diesel::prelude::*;
use domain::invitation::{Invitation, InvitationId, NewInvitation};
use domain::port::{PolicyRead, PolicyWrite, StoreError};
use domain::{Timestamp, UserId};

type Answer<T> = Result<T, StoreError>;

macro_rules! reads {
    ($($on:ty),+) => {$(
        impl PolicyRead for $on {
            fn settings(&mut self) -> Answer<Vec<(String, String)>> {
                self.ask("settings", |conn| settings::table.order(settings::name).load(conn))
            }

            fn invitations(
                &mut self,
                made_by: Option<UserId>,
                before: Option<InvitationId>,
                limit: usize,
            ) -> Answer<Vec<Invitation>> {
                let mut found = invitations::table
                    .filter(invitations::id.lt(before.unwrap_or(i64::MAX)))
                    .order(invitations::id.desc())
                    .limit(crate::limit(limit))
                    .select(InvitationRow::as_select())
                    .into_boxed();
                if let Some(user) = made_by {
                    found = found.filter(invitations::made_by.eq(user.0));
                }
                self.ask("invitations", |conn| {
                    Ok(found.load(conn)?.into_iter().map(Invitation::from).collect())
                })
            }

            fn invitation(&mut self, code_hash: &[u8]) -> Answer<Option<Invitation>> {
                self.ask("invitation", |conn| {
                    let row = invitations::table
                        .filter(invitations::code_hash.eq(code_hash))
                        .select(InvitationRow::as_select());
                    Ok(row.get_result(conn).optional()?.map(Into::into))
                })
            }
        }
    )+};
}

reads!(Reader<'_>, Tx<'_>);

impl PolicyWrite for Tx<'_> {
    fn hold_settings(&mut self) -> Answer<Vec<(String, String)>> {
        self.ask("hold settings", native::hold_settings)
    }

    fn lock_settings(&mut self) -> Answer<Vec<(String, String)>> {
        self.ask("lock settings", native::lock_settings)
    }

    fn put_setting(&mut self, name: &str, value: &str) -> Answer<()> {
        self.write("put setting", |conn| {
            diesel::update(settings::table.find(name))
                .set(settings::value.eq(value))
                .execute(conn)?;
            Ok(())
        })
    }

    fn insert_invitation(
        &mut self,
        new: &NewInvitation,
        made_by: Option<UserId>,
        at: Timestamp,
    ) -> Answer<Invitation> {
        self.write("insert invitation", |conn| {
            diesel::insert_into(invitations::table)
                .values((
                    invitations::code_hash.eq(&new.code_hash),
                    invitations::made_by.eq(made_by.map(|user| user.0)),
                    invitations::note.eq(new.note.as_ref().map_or("", domain::Note::as_str)),
                    invitations::made_at.eq(at.0),
                    invitations::expires_at.eq(new.expires_at.0),
                    invitations::max_uses.eq(new.max_uses),
                    invitations::uses.eq(0),
                ))
                .returning(InvitationRow::as_returning())
                .get_result(conn)
                .map(Into::into)
        })
    }

    fn lock_invitation(&mut self, id: InvitationId) -> Answer<Option<Invitation>> {
        self.ask("lock invitation", |conn| Ok(native::lock_invitation(conn, id)?.map(Into::into)))
    }

    fn revoke_invitation(&mut self, id: InvitationId, at: Timestamp) -> Answer<()> {
        self.write("revoke invitation", |conn| {
            diesel::update(invitations::table.find(id))
                .set(invitations::revoked_at.eq(at.0))
                .execute(conn)?;
            Ok(())
        })
    }

    fn use_invitation(&mut self, code_hash: &[u8], at: Timestamp) -> Answer<bool> {
        self.write("use invitation", |conn| {
            // The condition is looked at once more after waiting for another use: never one too many.
            let open = invitations::table
                .filter(invitations::code_hash.eq(code_hash))
                .filter(invitations::revoked_at.is_null())
                .filter(invitations::expires_at.gt(at.0))
                .filter(invitations::uses.lt(invitations::max_uses));
            let used = diesel::update(open)
                .set(invitations::uses.eq(invitations::uses + 1))
                .execute(conn)?;
            Ok(used == 1)
        })
    }
}
