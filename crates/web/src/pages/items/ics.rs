//! The items as a calendar to subscribe to (RFC 5545): an all-day event on the last day of each limit, and on each promised date.

use super::asked;
use crate::{
    Served,
    approvals::{item_name, unit_name},
    inbox::Selected,
    pages::page,
    visit::Visit,
};
use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use qinghuo_domain::Date;

/// Octets of a line of a calendar, its end left out (RFC 5545 section 3.1).
const LINE: usize = 75;

/// The calendar.
pub async fn show(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| {
        let asked = asked(served, visit)?;
        // A calendar of more than was asked for would fill somebody's days.
        let asked = asked.understood()?;
        let (locale, playbook) = (visit.locale, &served.app.playbook);
        let approvals = asked.view.desk.of(&asked.view.board, playbook);
        let mut text = String::new();
        let mut put = |line: &str| fold(&mut text, line);
        for line in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Qinghuo//Items//ZH", "CALSCALE:GREGORIAN"] {
            put(line);
        }
        put(&format!("X-WR-CALNAME:{}", escaped(&locale.text("page-items"))));
        for Selected { course, open, .. } in asked.filter.select(&approvals) {
            let said = [
                ("project", course.name(asked.view.board.at).to_owned()),
                ("code", open.item.to_string()),
                (
                    "item",
                    item_name(locale, playbook, &course.procedure, open.index, open.own_name.as_deref()),
                ),
            ];
            let days = [
                ("due", "page-items-event-due", open.due_on),
                ("promise", "page-items-event-promise", open.promised_on),
            ];
            for (kind, key, on) in days {
                let Some(on) = on else { continue };
                put("BEGIN:VEVENT");
                put(&format!("UID:{}-{}-{kind}@qinghuo", open.project, open.item));
                // What the event says has been true since the item's last record, so that it is the same whenever it is asked for.
                put(&format!("DTSTAMP:{}T000000Z", compact(open.since.unwrap_or(on))));
                put(&format!("DTSTART;VALUE=DATE:{}", compact(on)));
                put(&format!("SUMMARY:{}", escaped(&locale.text_with(key, &said))));
                put(&format!("CATEGORIES:{}", escaped(&unit_name(locale, playbook, &open.unit))));
                put(&format!("DESCRIPTION:{}", escaped(&locale.named("state", open.state.key()))));
                put("TRANSP:TRANSPARENT");
                put("END:VEVENT");
            }
        }
        put("END:VCALENDAR");
        let kind = (header::CONTENT_TYPE, "text/calendar; charset=utf-8");
        Ok(([kind], text).into_response())
    })
    .await
}

fn compact(date: Date) -> String {
    date.strftime("%Y%m%d").to_string()
}

/// Text as a calendar carries it (RFC 5545 section 3.3.11).
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => escaped.extend(['\\', c]),
            '\n' => escaped.push_str("\\n"),
            c if c.is_control() => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

/// Adds a line, folded between characters so that none is longer than 75 octets (RFC 5545 section 3.1).
fn fold(text: &mut String, line: &str) {
    let mut octets = 0;
    for c in line.chars() {
        if octets + c.len_utf8() > LINE {
            text.push_str("\r\n ");
            octets = 1;
        }
        text.push(c);
        octets += c.len_utf8();
    }
    text.push_str("\r\n");
}
