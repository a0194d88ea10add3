use super::tx::{Ask, Reader, Tx};
use crate::schema::{recovery_codes, two_factor};
use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel::upsert::excluded;
use domain::port::{SecondFactor, SecondFactorRead, SecondFactorWrite, StoreError};
use domain::{Timestamp, UserId};

type Answer<T> = Result<T, StoreError>;
type Row = (Vec<u8>, Option<i64>, i64);

macro_rules! reads {
    ($($on:ty),+) => {$(
        impl SecondFactorRead for $on {
            fn second_factor(&mut self, user: UserId) -> Answer<Option<SecondFactor>> {
                self.ask("second factor", |conn| {
                    let row = two_factor::table.find(user.0).select((
                        two_factor::salt,
                        two_factor::confirmed_at,
                        two_factor::last_step,
                    ));
                    let row: Option<Row> = row.get_result(conn).optional()?;
                    Ok(row.map(|(salt, confirmed_at, last_step)| SecondFactor {
                        salt,
                        confirmed_at: confirmed_at.map(Timestamp),
                        last_step,
                    }))
                })
            }

            fn recovery_codes(&mut self, user: UserId) -> Answer<usize> {
                self.ask("recovery codes", |conn| {
                    let left: i64 = recovery_codes::table
                        .filter(recovery_codes::user_id.eq(user.0))
                        .select(count_star())
                        .get_result(conn)?;
                    Ok(usize::try_from(left).unwrap_or(0))
                })
            }
        }
    )+};
}

reads!(Reader<'_>, Tx<'_>);

impl SecondFactorWrite for Tx<'_> {
    fn put_second_factor(&mut self, user: UserId, factor: &SecondFactor) -> Answer<()> {
        self.write("put second factor", |conn| {
            diesel::insert_into(two_factor::table)
                .values((
                    two_factor::user_id.eq(user.0),
                    two_factor::salt.eq(&factor.salt),
                    two_factor::confirmed_at.eq(factor.confirmed_at.map(|at| at.0)),
                    two_factor::last_step.eq(factor.last_step),
                ))
                .on_conflict(two_factor::user_id)
                .do_update()
                .set((
                    two_factor::salt.eq(excluded(two_factor::salt)),
                    two_factor::confirmed_at.eq(excluded(two_factor::confirmed_at)),
                    two_factor::last_step.eq(excluded(two_factor::last_step)),
                ))
                .execute(conn)
                .map(drop)
        })
    }

    fn drop_second_factor(&mut self, user: UserId) -> Answer<()> {
        self.write("drop second factor", |conn| {
            diesel::delete(recovery_codes::table.filter(recovery_codes::user_id.eq(user.0)))
                .execute(conn)?;
            diesel::delete(two_factor::table.find(user.0)).execute(conn).map(drop)
        })
    }

    fn put_recovery_codes(&mut self, user: UserId, hashes: &[Vec<u8>]) -> Answer<()> {
        self.write("put recovery codes", |conn| {
            diesel::delete(recovery_codes::table.filter(recovery_codes::user_id.eq(user.0)))
                .execute(conn)?;
            for hash in hashes {
                diesel::insert_into(recovery_codes::table)
                    .values((recovery_codes::user_id.eq(user.0), recovery_codes::hash.eq(hash)))
                    .execute(conn)?;
            }
            Ok(())
        })
    }

    fn use_recovery_code(&mut self, user: UserId, hash: &[u8]) -> Answer<bool> {
        self.write("use recovery code", |conn| {
            let one = recovery_codes::table.find((user.0, hash.to_vec()));
            Ok(diesel::delete(one).execute(conn)? == 1)
        })
    }
}
