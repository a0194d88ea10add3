use super::super::Db;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Nullable, Text, Untyped};

/// A statement of the hot path in SQL of its own, which diesel then keeps prepared: it never keeps an
/// UPDATE that it made itself, and SQLite takes longer to prepare one than to run it.
pub(in super::super) struct Kept<'a> {
    /// Each `?` stands for the next value.
    pub(in super::super) sql: &'a str,
    pub(in super::super) values: &'a [Value<'a>],
}

/// A value for a [`Kept`] statement.
pub(in super::super) enum Value<'a> {
    Int(i64),
    MaybeInt(Option<i64>),
    Text(&'a str),
}

impl QueryId for Kept<'_> {
    type QueryId = ();
    /// Its text is its identity.
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl RunQueryDsl<super::super::Conn> for Kept<'_> {}

/// What it answers is looked up by name.
impl Query for Kept<'_> {
    type SqlType = Untyped;
}

impl QueryFragment<Db> for Kept<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Db>) -> QueryResult<()> {
        let mut values = self.values.iter();
        for (number, text) in self.sql.split('?').enumerate() {
            if number > 0 {
                match values.next() {
                    Some(Value::Int(value)) => out.push_bind_param::<BigInt, _>(value)?,
                    Some(Value::MaybeInt(value)) => {
                        out.push_bind_param::<Nullable<BigInt>, _>(value)?;
                    }
                    Some(Value::Text(value)) => out.push_bind_param::<Text, str>(value)?,
                    None => {
                        return Err(diesel::result::Error::QueryBuilderError(
                            "too few values".into(),
                        ));
                    }
                }
            }
            out.push_sql(text);
        }
        Ok(())
    }
}
