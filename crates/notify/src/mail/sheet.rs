/// Something to press.
pub(super) struct Link {
    pub(super) label: String,
    pub(super) url: String,
}

/// What a letter says, before it is set as text and as HTML.
pub(super) struct Sheet {
    pub(super) server: String,
    pub(super) title: String,
    pub(super) greeting: String,
    pub(super) before: Vec<String>,
    pub(super) link: Option<Link>,
    pub(super) after: String,
    /// Short lines between what comes before and the link.
    pub(super) list: Vec<String>,
    /// Where to end letters of this kind.
    pub(super) stop: Option<Link>,
}

impl Sheet {
    /// One line for the header: whatever a server is called, it can't begin another.
    pub(super) fn subject(&self) -> String {
        let line = format!("{} · {}", self.title, self.server);
        line.chars().filter(|c| !c.is_control()).collect()
    }

    /// As plain text.
    pub(super) fn text(&self) -> String {
        let mut parts = vec![self.greeting.clone()];
        parts.extend(self.before.iter().cloned());
        let list: Vec<String> = self.list.iter().map(|line| format!("- {line}")).collect();
        parts.extend((!list.is_empty()).then(|| list.join("\n")));
        parts.extend(self.link.as_ref().map(|link| link.url.clone()));
        parts.push(self.after.clone());
        parts.extend(self.stop.as_ref().map(|stop| format!("{}:\n{}", stop.label, stop.url)));
        parts.push(format!("-- \n{}", self.server));
        let mut text = parts.join("\n\n");
        text.push('\n');
        text
    }

    /// As a page that loads nothing from anywhere.
    pub(super) fn html(&self) -> String {
        let paragraph =
            |text: &String| format!("<p style=\"margin:0 0 16px\">{}</p>\n", escaped(text));
        let before: String =
            [&self.greeting].into_iter().chain(&self.before).map(paragraph).collect();
        let list = if self.list.is_empty() {
            String::new()
        } else {
            let item = |text: &String| format!("<li>{}</li>\n", escaped(text));
            let items: String = self.list.iter().map(item).collect();
            format!("<ul style=\"margin:0 0 16px;padding:0 0 0 20px\">\n{items}</ul>\n")
        };
        let link = self.link.as_ref().map_or_else(String::new, |link| {
            let (url, label) = (escaped(&link.url), escaped(&link.label));
            format!(
                "<p style=\"margin:24px 0\"><a href=\"{url}\" style=\"{BUTTON}\">{label}</a></p>\n\
                 <p style=\"margin:0 0 16px;{SMALL};word-break:break-all\">{url}</p>\n"
            )
        });
        let (title, server, after) =
            (escaped(&self.title), escaped(&self.server), escaped(&self.after));
        let stop = self.stop.as_ref().map_or_else(String::new, |stop| {
            let (url, label) = (escaped(&stop.url), escaped(&stop.label));
            format!(
                "<p style=\"margin:12px 0 0;{SMALL}\"><a href=\"{url}\" style=\"color:#a34a2a\">{label}</a></p>\n"
            )
        });
        format!(
            "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <meta name=\"color-scheme\" content=\"light\">\
             <title>{title}</title></head>\n\
             <body style=\"margin:0;padding:32px 16px;background:#f4eee8;{FONT}\">\n\
             <div style=\"max-width:432px;margin:0 auto;padding:32px;border-radius:20px;\
             background:#fffdfb;color:#2a211d;font-size:16px;line-height:24px\">\n\
             <p style=\"margin:0 0 8px;font-weight:600;color:#a34a2a\">{server}</p>\n\
             <h1 style=\"margin:0 0 20px;font-size:24px;line-height:30px;font-weight:650\">{title}</h1>\n\
             {before}{list}{link}<p style=\"margin:0;{SMALL}\">{after}</p>\n{stop}</div>\n</body></html>\n"
        )
    }
}

const FONT: &str = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,sans-serif";
const BUTTON: &str = "display:inline-block;padding:12px 22px;border-radius:12px;\
    background:#a34a2a;color:#ffffff;text-decoration:none;font-weight:600";
const SMALL: &str = "font-size:14px;line-height:21px;color:#6b5d55";

/// Text between tags and in attributes.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_text_and_never_more() {
        let evil = "</p><script>alert(1)</script>\"'&\r\nBcc: eve@example.org";
        let sheet = Sheet {
            server: evil.to_owned(),
            title: "Hello".to_owned(),
            greeting: evil.to_owned(),
            before: vec![evil.to_owned()],
            link: Some(Link { label: evil.to_owned(), url: "https://a.example/#\"x".to_owned() }),
            after: evil.to_owned(),
            list: vec![evil.to_owned()],
            stop: Some(Link { label: evil.to_owned(), url: "https://a.example/#\"x".to_owned() }),
        };
        let html = sheet.html();
        assert!(!html.contains("<script") && !html.contains("#\"x"), "{html}");
        assert!(!sheet.subject().contains(['\r', '\n']), "{}", sheet.subject());
        assert!(sheet.text().contains("\n\nhttps://a.example/#\"x\n\n"));
    }
}
