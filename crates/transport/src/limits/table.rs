use std::time::Duration;

/// A rate limit by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Requests of somebody who is signed in.
    Api,
    /// Requests of nobody in particular.
    Guest,
    /// Tries to sign in, from one address.
    Login,
    /// Wrong passwords of one account.
    WrongPassword,
    /// New accounts, from one address.
    Register,
    /// Messages of one person.
    Messages,
    /// Messages of one person in one chat.
    ChatMessages,
    /// Reactions put and taken back.
    Reactions,
    /// Looking for people.
    PeopleSearch,
    /// Looking for messages.
    Search,
    /// New groups.
    Groups,
    /// Direct chats opened.
    DirectChats,
    /// People brought into groups.
    Adds,
    /// Friend requests.
    FriendRequests,
    /// Changes of one's own account.
    Account,
    /// Downloads of one's own data.
    Exports,
    /// Exports of conversations.
    ChatExports,
    /// Reports to the administrators.
    Reports,
    /// Letters that nobody signed in asks for, from one address.
    Letters,
    /// Links out of letters, from one address.
    Links,
    /// Codes of invitations tried, from one address.
    Join,
    /// New invitations.
    Invitations,
    /// Wrong codes of groups, of one person.
    WrongCode,
    /// Wrong codes of groups, from one address.
    WrongCodeFrom,
    /// Envelopes on one socket.
    Socket,
}

/// What a limit counts by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The address of the other end, IPv6 by its /64.
    Address,
    /// The name that somebody signs in with.
    Account,
    /// The person who is signed in.
    Person,
    /// The person, in each chat apart.
    PersonInChat,
    /// The connection.
    Connection,
}

/// What happens to keys that the table of a limit has no room to remember.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fails {
    /// They begin afresh: nobody is kept from their work.
    Open,
    /// They share one bucket until there is room: nobody gets more tries by crowding others out.
    Closed,
}

/// How often: so many at once, then one more each time so long has passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// How many at once; 0 for no limit.
    pub burst: u32,
    /// After how many milliseconds there is one more.
    pub every_ms: u64,
}

impl Rate {
    /// In how much time a bucket that was emptied is full again.
    pub(crate) fn window(self) -> Duration {
        Duration::from_millis(self.every_ms.saturating_mul(u64::from(self.burst)))
    }
}

/// A limit as it is declared.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Which one.
    pub limit: Limit,
    /// Its name in configuration and headers.
    pub name: &'static str,
    /// What it counts by.
    pub by: By,
    /// How often, unless configured otherwise.
    pub rate: Rate,
    /// What happens when there is no room.
    pub fails: Fails,
    /// What it counts.
    pub unit: &'static str,
}

const fn rule(
    (limit, name): (Limit, &'static str),
    by: By,
    (burst, every_ms): (u32, u64),
    fails: Fails,
    unit: &'static str,
) -> Rule {
    Rule { limit, name, by, rate: Rate { burst, every_ms }, fails, unit }
}

use By::{Account, Address, Connection, Person, PersonInChat};
use Fails::{Closed, Open};

/// Every limit.
pub const RULES: [Rule; 25] = [
    rule((Limit::Api, "api"), Person, (200, 300), Open, "requests"),
    rule((Limit::Guest, "guest"), Address, (100, 600), Open, "requests without a session"),
    rule((Limit::Login, "login"), Address, (20, 30_000), Closed, "tries to sign in"),
    rule(
        (Limit::WrongPassword, "wrong_password"),
        Account,
        (5, 360_000),
        Closed,
        "wrong passwords, all forgotten together after burst x every_ms",
    ),
    rule((Limit::Register, "register"), Address, (3, 6_000), Closed, "new accounts"),
    rule((Limit::Messages, "messages"), Person, (60, 1_000), Open, "messages"),
    rule((Limit::ChatMessages, "chat_messages"), PersonInChat, (10, 200), Open, "messages"),
    rule((Limit::Reactions, "reactions"), Person, (60, 500), Open, "reactions"),
    rule((Limit::PeopleSearch, "people_search"), Person, (30, 2_000), Open, "searches"),
    rule((Limit::Search, "search"), Person, (10, 6_000), Open, "searches for messages"),
    rule((Limit::Groups, "groups"), Person, (10, 360_000), Open, "new groups"),
    rule((Limit::DirectChats, "direct_chats"), Person, (60, 60_000), Open, "direct chats opened"),
    rule((Limit::Adds, "adds"), Person, (50, 1_200), Open, "people brought into groups"),
    rule(
        (Limit::FriendRequests, "friend_requests"),
        Person,
        (20, 180_000),
        Open,
        "friend requests",
    ),
    rule((Limit::Account, "account"), Person, (30, 10_000), Open, "changes of one's account"),
    rule((Limit::Exports, "exports"), Person, (5, 18_000_000), Open, "downloads of one's data"),
    rule(
        (Limit::ChatExports, "chat_exports"),
        Person,
        (5, 17_280_000),
        Open,
        "exports of conversations",
    ),
    rule((Limit::Reports, "reports"), Person, (10, 360_000), Open, "reports"),
    rule((Limit::Letters, "letters"), Address, (5, 60_000), Closed, "letters asked for"),
    rule((Limit::Links, "links"), Address, (20, 6_000), Closed, "links out of letters"),
    rule((Limit::Join, "join"), Address, (50, 12_000), Closed, "codes of invitations tried"),
    rule((Limit::Invitations, "invitations"), Person, (20, 180_000), Open, "new invitations"),
    rule(
        (Limit::WrongCode, "wrong_code"),
        Person,
        (10, 60_000),
        Closed,
        "wrong codes of groups, all forgotten together after burst x every_ms",
    ),
    rule(
        (Limit::WrongCodeFrom, "wrong_code_from"),
        Address,
        (50, 12_000),
        Closed,
        "wrong codes of groups, all forgotten together after burst x every_ms",
    ),
    rule((Limit::Socket, "socket"), Connection, (400, 50), Open, "envelopes"),
];
