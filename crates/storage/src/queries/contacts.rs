use super::super::{Conn, native};
use super::tx::{Ask, Reader, Tx};
use crate::rows::{BriefRow, RelationRow};
use crate::schema::{chats, memberships, relations, users};
use diesel::QueryResult;
use diesel::dsl::exists;
use diesel::prelude::*;
use domain::contact::{Contact, ContactFilter, Relation};
use domain::port::{ContactRead, ContactWrite, StoreError};
use domain::{ChatKind, ContactId, Rev, UserId};

type Answer<T> = Result<T, StoreError>;
type Row = (RelationRow, BriefRow);

/// Relations of a person with the other of the two.
macro_rules! with_other {
    ($user:expr) => {
        relations::table
            .inner_join(
                users::table.on(users::id
                    .ne($user.0)
                    .and(users::id.eq(relations::lo).or(users::id.eq(relations::hi)))),
            )
            .select((RelationRow::as_select(), BriefRow::as_select()))
    };
}

fn contacts(user: UserId, rows: Vec<Row>) -> Vec<Contact> {
    let seen = |(row, other): Row| Relation::from(row).seen_by(user, other.into());
    rows.into_iter().map(seen).collect()
}

/// A person's contacts on one side of their relations.
macro_rules! listed {
    ($conn:expr, $user:expr, $filter:expr, $after:expr, $limit:expr,
     $side:ident, $blocked_at:ident) => {{
        let rows = with_other!($user)
            .filter(relations::$side.eq($user.0))
            .filter(relations::id.gt($after))
            .order(relations::id)
            .limit($limit)
            .into_boxed();
        match $filter {
            ContactFilter::Friends => rows.filter(relations::friends_since.is_not_null()),
            ContactFilter::Incoming => rows
                .filter(relations::request_from.ne($user.0))
                .filter(relations::$blocked_at.is_null()),
            ContactFilter::Outgoing => rows.filter(relations::request_from.eq($user.0)),
            ContactFilter::Blocked => rows.filter(relations::$blocked_at.is_not_null()),
            // Who blocks sees no request, but sees the block.
            ContactFilter::Any => rows.filter(
                relations::friends_since
                    .is_not_null()
                    .or(relations::request_from.is_not_null())
                    .or(relations::$blocked_at.is_not_null()),
            ),
        }
        .load::<Row>($conn)
    }};
}

/// The same, those that changed.
macro_rules! changed {
    ($conn:expr, $user:expr, $since:expr, $upto:expr, $limit:expr, $side:ident, $rev:ident) => {
        with_other!($user)
            .filter(relations::$side.eq($user.0))
            .filter(relations::$rev.gt($since.0))
            .filter(relations::$rev.le($upto.0))
            .order(relations::$rev)
            .limit($limit)
            .load::<Row>($conn)
    };
}

/// The others of relations in which a block stands, whosever.
fn blocked(conn: &mut Conn, user: UserId) -> QueryResult<Vec<UserId>> {
    let pairs: Vec<(i64, i64)> = relations::table
        .filter(relations::lo.eq(user.0).or(relations::hi.eq(user.0)))
        .filter(relations::lo_blocked_at.is_not_null().or(relations::hi_blocked_at.is_not_null()))
        .select((relations::lo, relations::hi))
        .load(conn)?;
    let other = |(lo, hi)| UserId(if lo == user.0 { hi } else { lo });
    Ok(pairs.into_iter().map(other).collect())
}

macro_rules! reads {
    ($($on:ty),+) => {$(
        impl ContactRead for $on {
            fn relation(&mut self, a: UserId, b: UserId) -> Answer<Option<Relation>> {
                self.ask("relation", |conn| {
                    let row = relations::table
                        .filter(relations::lo.eq(a.0.min(b.0)))
                        .filter(relations::hi.eq(a.0.max(b.0)))
                        .select(RelationRow::as_select());
                    Ok(row.get_result(conn).optional()?.map(Into::into))
                })
            }

            fn relation_pair(&mut self, id: ContactId) -> Answer<Option<(UserId, UserId)>> {
                self.ask("relation by id", |conn| {
                    let pair = relations::table.find(id.0).select((relations::lo, relations::hi));
                    let pair = pair.get_result::<(i64, i64)>(conn).optional()?;
                    Ok(pair.map(|(lo, hi)| (UserId(lo), UserId(hi))))
                })
            }

            fn contacts(
                &mut self,
                user: UserId,
                filter: ContactFilter,
                after: Option<ContactId>,
                limit: usize,
            ) -> Answer<Vec<Contact>> {
                let (after, most) = (after.map_or(0, |id| id.0), crate::limit(limit));
                self.ask("contacts", |conn| {
                    let mut rows = listed!(conn, user, filter, after, most, lo, lo_blocked_at)?;
                    rows.extend(listed!(conn, user, filter, after, most, hi, hi_blocked_at)?);
                    let mut all = contacts(user, rows);
                    all.sort_unstable_by_key(|contact| contact.id);
                    all.truncate(limit);
                    Ok(all)
                })
            }

            fn changed_contacts(
                &mut self,
                user: UserId,
                since: Rev,
                upto: Rev,
                limit: usize,
            ) -> Answer<Vec<Contact>> {
                let most = crate::limit(limit);
                self.ask("changed contacts", |conn| {
                    let mut rows = changed!(conn, user, since, upto, most, lo, lo_rev)?;
                    rows.extend(changed!(conn, user, since, upto, most, hi, hi_rev)?);
                    let mut all = contacts(user, rows);
                    all.sort_unstable_by_key(|contact| contact.rev);
                    all.truncate(limit);
                    Ok(all)
                })
            }

            fn share_group(&mut self, a: UserId, b: UserId) -> Answer<bool> {
                let theirs = diesel::alias!(memberships as theirs);
                self.ask("share group", |conn| {
                    let both = memberships::table
                        .inner_join(chats::table)
                        .inner_join(theirs.on(theirs
                            .field(memberships::chat_id)
                            .eq(memberships::chat_id)))
                        .filter(memberships::user_id.eq(a.0))
                        .filter(memberships::left_at.is_null())
                        .filter(theirs.field(memberships::user_id).eq(b.0))
                        .filter(theirs.field(memberships::left_at).is_null())
                        .filter(chats::kind.eq(crate::rows::kind_number(ChatKind::Group)));
                    diesel::select(exists(both)).get_result(conn)
                })
            }

            fn veiled_from(&mut self, user: UserId) -> Answer<Vec<UserId>> {
                self.ask("veiled from", |conn| blocked(conn, user))
            }
        }
    )+};
}

reads!(Reader<'_>, Tx<'_>);

impl ContactWrite for Tx<'_> {
    fn lock_relation(&mut self, a: UserId, b: UserId) -> Answer<Relation> {
        let (lo, hi) = (a.0.min(b.0), a.0.max(b.0));
        let there = self.ask("lock relation", |conn| native::lock_relation(conn, lo, hi))?;
        if let Some(row) = there {
            return Ok(row.into());
        }
        self.write("make relation", |conn| {
            diesel::insert_into(relations::table)
                .values((
                    relations::lo.eq(lo),
                    relations::hi.eq(hi),
                    relations::lo_rev.eq(0),
                    relations::hi_rev.eq(0),
                ))
                .on_conflict_do_nothing()
                .execute(conn)
        })?;
        let row = self.ask("lock relation", |conn| native::lock_relation(conn, lo, hi))?;
        row.map(Into::into).ok_or_else(|| StoreError::lost("lock relation"))
    }

    fn put_relation(&mut self, relation: &Relation) -> Answer<()> {
        self.write("put relation", |conn| {
            let row = RelationRow::from(relation);
            diesel::update(relations::table.find(relation.id.0)).set(row).execute(conn).map(drop)
        })
    }
}
