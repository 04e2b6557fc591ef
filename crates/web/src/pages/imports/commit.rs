//! Taking an intake into the book: one order with the file beside it, and then what is to be remembered of its columns. Pages and API alike.

use crate::{Served, visit::Visit};
use qinghuo_domain::{Refusal, command::Context, decide::decide, refusal::Cause};
use qinghuo_intake::Intake;
use qinghuo_office::{Receipt, Rejection};

/// Takes it in. Blocks.
///
/// # Errors
/// See [`Rejection`].
pub fn commit(
    served: &Served,
    visit: &Visit,
    intake: &Intake,
    bytes: &[u8],
    key: &str,
) -> Result<Receipt, Rejection> {
    let mut order = visit.order(intake.command(), key);
    order.effective_on = Some(intake.effective_on);
    order.attachment = Some(bytes.to_vec());
    let receipt = crate::api::order(served, order)?;
    let office = &served.app.office;
    for (number, mapping) in intake.mappings(&office.city()).into_iter().enumerate() {
        let key = format!("{key}/layout-{number}");
        match office.submit(visit.order(mapping, key)) {
            // Refused only when it is remembered already.
            Ok(_) | Err(Rejection::Refused(_)) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(receipt)
}

/// Why it would be refused as it stands. That rows are undecided, or that nothing is new, is told in its own place.
pub fn refusals(served: &Served, visit: &Visit, intake: &Intake) -> Vec<Refusal> {
    let (city, rules) = (served.app.office.city(), served.app.office.rules());
    let context =
        Context { by: visit.by(), today: visit.today, effective_on: intake.effective_on, rules: &rules };
    let mut refusals = decide(&city, intake.command(), context).err().unwrap_or_default();
    refusals.retain(|refusal| {
        !matches!(refusal.cause, Cause::Undecided | Cause::NothingChanges | Cause::ImportEmpty)
    });
    refusals
}
