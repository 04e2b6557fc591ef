//! The form that lets a project without items follow a procedure, with the one its circumstances propose.

use super::{migrating::Preview, returned::Returned};
use crate::approvals::named;
use qinghuo_domain::Date;
use qinghuo_locale::Locale;
use qinghuo_playbook::{Playbook, procedures::Template as Procedure};

/// The form that lets a project follow a procedure.
pub struct Assign {
    /// The procedures: key, name, whether chosen.
    pub options: Vec<(String, String, bool)>,
    /// What is proposed, in words.
    pub proposed: String,
    /// The day it begins.
    pub effective_on: String,
    /// What was wrong with the form as sent.
    pub troubles: Vec<String>,
    /// What it would bring, once that is asked for.
    pub preview: Option<Preview>,
}

/// The form, as proposed or as it came back.
pub fn assign(
    (locale, playbook): (&Locale, &Playbook),
    proposed: Option<&Procedure>,
    today: Date,
    preview: Option<Preview>,
    returned: Option<&Returned>,
) -> Assign {
    let back = |name: &str| returned.and_then(|returned| returned.said(name).map(str::to_owned));
    let chosen = preview.as_ref().map(|asked| asked.key.clone()).or_else(|| back("procedure"));
    let chosen = chosen.or_else(|| proposed.map(|template| template.procedure.key.to_string()));
    let option = |template: &Procedure| {
        let key = template.procedure.key.to_string();
        let is_on = chosen.as_deref() == Some(&*key);
        (key, named(locale, &template.name), is_on)
    };
    Assign {
        options: playbook.procedures.templates.iter().map(option).collect(),
        proposed: match proposed {
            Some(template) => {
                locale.text_with("page-approvals-proposed", &[("name", named(locale, &template.name))])
            }
            None => locale.text("page-approvals-unjudged").into_owned(),
        },
        effective_on: preview
            .as_ref()
            .map(|asked| asked.effective_on.clone())
            .or_else(|| back("effective_on"))
            .unwrap_or_else(|| today.to_string()),
        // A form that came back for a procedure there is is told in its preview.
        troubles: returned
            .filter(|_| preview.is_none())
            .map(|back| back.troubles.clone())
            .unwrap_or_default(),
        preview,
    }
}
