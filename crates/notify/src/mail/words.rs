use super::sheet::{Link, Sheet};
use domain::Email;

/// Who writes to whom.
pub(super) struct Between<'a> {
    /// The server's name.
    pub(super) server: &'a str,
    /// The person's display name.
    pub(super) name: &'a str,
}

impl Between<'_> {
    pub(super) fn sheet(
        &self,
        title: String,
        before: Vec<String>,
        link: Option<Link>,
        after: &str,
    ) -> Sheet {
        let server = self.server.to_owned();
        let greeting = format!("Hello {},", self.name);
        let (after, list) = (after.to_owned(), Vec::new());
        Sheet { server, title, greeting, before, link, after, list, stop: None }
    }

    pub(super) fn reset(&self, url: String) -> Sheet {
        let before = format!(
            "Somebody, hopefully you, asked for a new password for your account on {}. \
             Choose one here:",
            self.server
        );
        let link = Link { label: "Choose a new password".to_owned(), url };
        let after = "The link works once, for 15 minutes. Choosing a new password logs you out \
             everywhere. If it wasn't you who asked, nothing has changed and you can delete this.";
        self.sheet("Choose a new password".to_owned(), vec![before], Some(link), after)
    }

    pub(super) fn confirm(&self, url: String) -> Sheet {
        let before = format!(
            "Welcome to {}. Please confirm that this is your address, so that you can log in and \
             can get back in should you forget your password:",
            self.server
        );
        let link = Link { label: "Confirm my address".to_owned(), url };
        let after = "The link works once, for a day. If you have no account there, somebody \
             mistyped their address; delete this and nothing happens.";
        self.sheet("Confirm your address".to_owned(), vec![before], Some(link), after)
    }

    pub(super) fn confirm_new(&self, url: String) -> Sheet {
        let before =
            format!("You asked for this address to be that of your account on {}.", self.server);
        let link = Link { label: "Use this address".to_owned(), url };
        let after = "The link works once, for a day. Until you open it your address stays what \
             it was.";
        self.sheet("Confirm your new address".to_owned(), vec![before], Some(link), after)
    }

    pub(super) fn taken(&self, username: &str) -> Sheet {
        let before = format!(
            "Somebody, perhaps you, tried to make an account on {} with this address. It has one \
             already: yours, with the username {username}. Nothing has changed.",
            self.server
        );
        let after = "If it was you, log in with that username, or choose a new password with \
             \u{201c}Forgot your password?\u{201d} on the login page. If it wasn't, there is nothing \
             that you have to do.";
        self.sheet("You have an account already".to_owned(), vec![before], None, after)
    }

    pub(super) fn password_changed(&self) -> Sheet {
        let before = format!(
            "The password of your account on {} was changed just now, and your other devices \
             were logged out.",
            self.server
        );
        let after = "If it wasn't you, choose another one at once with \u{201c}Forgot your \
             password?\u{201d} on the login page, and tell whoever runs the server.";
        self.sheet("Your password was changed".to_owned(), vec![before], None, after)
    }

    pub(super) fn email_asked(&self, other: &Email) -> Sheet {
        let before = format!(
            "Somebody who knows your password asked for the address of your account on {} to \
             become {}. It changes once that is confirmed there.",
            self.server,
            other.as_str()
        );
        let after = "If it wasn't you, change your password at once and tell whoever runs the \
             server.";
        self.sheet("Your address is about to change".to_owned(), vec![before], None, after)
    }

    pub(super) fn email_changed(&self, other: &Email) -> Sheet {
        let before = format!(
            "The address of your account on {} is {} from now on. No more letters come here.",
            self.server,
            other.as_str()
        );
        let after = "If it wasn't you, tell whoever runs the server at once.";
        self.sheet("Your address was changed".to_owned(), vec![before], None, after)
    }
}
