//! Why something was not done: refusals, every reason at once, and failures.

use jiff::Timestamp;
use jiff::civil::Date;
use qinghuo_ledger::LedgerError;

/// Why a call did not do as asked. Nothing is changed by a call that returns one.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// A rule said no: every reason.
    #[error("refused: {}", codes(.0))]
    Refused(Vec<Refusal>),
    /// The rows could not be read or written.
    #[error("rows of accounts")]
    Ledger(#[from] LedgerError),
    /// The log of what was seen cannot be written, and what waits to be written is all that can wait.
    #[error("the log of what was seen cannot be written")]
    LogStuck,
    /// The operating system gave no random bytes.
    #[error("no randomness")]
    Randomness,
}

fn codes(refusals: &[Refusal]) -> String {
    refusals.iter().map(Refusal::code).collect::<Vec<_>>().join(", ")
}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Trouble {
        Trouble::Refused(vec![refusal])
    }
}

/// A reason why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Login, password or code: one of them, and it is not told which.
    Wrong,
    /// Too many failures: not before this moment. It is not told whether the rest was right.
    Wait {
        /// When to try again.
        until: Timestamp,
    },
    /// Too many sign in at this moment: try again.
    Busy,
    /// The time to give the code is over, or it was tried too often: begin anew.
    TicketOver,
    /// This is not the code printed when the program started.
    SetupCodeWrong,
    /// There are accounts already.
    SetupOver,
    /// The session is over.
    SessionOver,
    /// A login is needed.
    LoginEmpty,
    /// The login is too long.
    LoginTooLong {
        /// Most characters.
        max: usize,
    },
    /// A login is Latin letters, Chinese characters, digits and `. _ - @`.
    LoginCharacters,
    /// Another account has this login.
    LoginTaken,
    /// There is no person of this number.
    PersonUnknown,
    /// This person has an account.
    PersonHasAccount,
    /// There is no such account.
    AccountUnknown,
    /// Only accounts of a made-up city are signed in without a password.
    NotDemo,
    /// An account that no person signs in with has no password and no second factor.
    NotAPerson,
    /// The password is too short.
    PasswordTooShort {
        /// Fewest characters.
        min: usize,
        /// How many it has.
        has: usize,
    },
    /// The password is too long.
    PasswordTooLong {
        /// Most characters.
        max: usize,
    },
    /// The password is among those tried first by whoever tries passwords.
    PasswordCommon,
    /// The password is a run of neighbouring keys, letters or digits.
    PasswordRun,
    /// The password repeats itself.
    PasswordRepeats,
    /// The password holds the login.
    PasswordHoldsLogin,
    /// The password holds the person's name.
    PasswordHoldsName,
    /// The password holds a word of the place.
    PasswordHoldsWord {
        /// The word.
        word: String,
    },
    /// The new password is the old one.
    PasswordSame,
    /// No second factor was begun.
    TotpNotBegun,
    /// There is a second factor already: take it away first.
    TotpAlready,
    /// There is no second factor.
    TotpAbsent,
    /// The passkey is not one of this site's, or not good, and it is not told why.
    PasskeyWrong,
    /// The time to show the passkey is over, or it was shown before.
    PasskeyOver,
    /// A passkey needs a name.
    PasskeyNameEmpty,
    /// The passkey's name is too long.
    PasskeyNameTooLong {
        /// Most characters.
        max: usize,
    },
    /// The account has as many passkeys as it may.
    PasskeysTooMany {
        /// Most passkeys.
        max: usize,
    },
    /// The account has no such passkey.
    PasskeyUnknown,
    /// The other house knows who it is, and no account is linked to that.
    IdentityUnknown,
    /// The way to the other house and back took too long, or was gone before.
    IdentityOver,
    /// The identity opens an account already, or is expected to.
    IdentityTaken,
    /// A number or a name at the other house is needed.
    IdentityEmpty,
    /// The number or name is too long.
    IdentityTooLong {
        /// Most characters.
        max: usize,
    },
    /// The account has as many identities as it may.
    IdentitiesTooMany {
        /// Most identities.
        max: usize,
    },
    /// The account has no such identity.
    IdentityAbsent,
    /// A token needs a name.
    TokenNameEmpty,
    /// The token's name is too long.
    TokenNameTooLong {
        /// Most characters.
        max: usize,
    },
    /// A token needs something it may do.
    TokenScopesEmpty,
    /// This is no scope.
    TokenScopeMalformed {
        /// As given.
        scope: String,
    },
    /// A token ends within a year.
    TokenEndsTooLate {
        /// The last possible day.
        latest: Date,
    },
    /// The token would have ended already.
    TokenEndsPast,
    /// The account has as many tokens as it may.
    TokensTooMany {
        /// Most tokens.
        max: usize,
    },
    /// The account has no such token.
    TokenUnknown,
    /// A telephone number or mail address is too long.
    ContactTooLong {
        /// `phone` or `email`.
        field: &'static str,
        /// Most characters.
        max: usize,
    },
    /// The log of the last six months is kept.
    LogTooYoung {
        /// The latest moment before which it may be removed.
        latest: Timestamp,
    },
}

impl Refusal {
    /// A stable name of the reason, for words and programs.
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::Wrong => "sign_in_wrong",
            Refusal::Wait { .. } => "sign_in_wait",
            Refusal::Busy => "sign_in_busy",
            Refusal::TicketOver => "sign_in_ticket_over",
            Refusal::SetupCodeWrong => "setup_code_wrong",
            Refusal::SetupOver => "setup_over",
            Refusal::SessionOver => "session_over",
            Refusal::LoginEmpty => "login_empty",
            Refusal::LoginTooLong { .. } => "login_too_long",
            Refusal::LoginCharacters => "login_characters",
            Refusal::LoginTaken => "login_taken",
            Refusal::PersonUnknown => "person_unknown",
            Refusal::PersonHasAccount => "person_has_account",
            Refusal::AccountUnknown => "account_unknown",
            Refusal::NotDemo => "account_not_demo",
            Refusal::NotAPerson => "account_not_a_person",
            Refusal::PasswordTooShort { .. } => "password_too_short",
            Refusal::PasswordTooLong { .. } => "password_too_long",
            Refusal::PasswordCommon => "password_common",
            Refusal::PasswordRun => "password_run",
            Refusal::PasswordRepeats => "password_repeats",
            Refusal::PasswordHoldsLogin => "password_holds_login",
            Refusal::PasswordHoldsName => "password_holds_name",
            Refusal::PasswordHoldsWord { .. } => "password_holds_word",
            Refusal::PasswordSame => "password_same",
            Refusal::TotpNotBegun => "totp_not_begun",
            Refusal::TotpAlready => "totp_already",
            Refusal::TotpAbsent => "totp_absent",
            Refusal::PasskeyWrong => "passkey_wrong",
            Refusal::PasskeyOver => "passkey_over",
            Refusal::PasskeyNameEmpty => "passkey_name_empty",
            Refusal::PasskeyNameTooLong { .. } => "passkey_name_too_long",
            Refusal::PasskeysTooMany { .. } => "passkeys_too_many",
            Refusal::PasskeyUnknown => "passkey_unknown",
            Refusal::IdentityUnknown => "identity_unknown",
            Refusal::IdentityOver => "identity_over",
            Refusal::IdentityTaken => "identity_taken",
            Refusal::IdentityEmpty => "identity_empty",
            Refusal::IdentityTooLong { .. } => "identity_too_long",
            Refusal::IdentitiesTooMany { .. } => "identities_too_many",
            Refusal::IdentityAbsent => "identity_absent",
            Refusal::TokenNameEmpty => "token_name_empty",
            Refusal::TokenNameTooLong { .. } => "token_name_too_long",
            Refusal::TokenScopesEmpty => "token_scopes_empty",
            Refusal::TokenScopeMalformed { .. } => "token_scope_malformed",
            Refusal::TokenEndsTooLate { .. } => "token_ends_too_late",
            Refusal::TokenEndsPast => "token_ends_past",
            Refusal::TokensTooMany { .. } => "tokens_too_many",
            Refusal::TokenUnknown => "token_unknown",
            Refusal::ContactTooLong { .. } => "contact_too_long",
            Refusal::LogTooYoung { .. } => "log_too_young",
        }
    }

    /// The field of the form it belongs to, if it is about one.
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Refusal::Wrong
            | Refusal::Wait { .. }
            | Refusal::Busy
            | Refusal::TicketOver
            | Refusal::SetupOver
            | Refusal::SessionOver
            | Refusal::AccountUnknown
            | Refusal::NotDemo
            | Refusal::NotAPerson
            | Refusal::TotpAlready
            | Refusal::TotpAbsent
            | Refusal::PasskeyWrong
            | Refusal::PasskeyOver
            | Refusal::PasskeysTooMany { .. }
            | Refusal::PasskeyUnknown
            | Refusal::IdentityUnknown
            | Refusal::IdentityOver
            | Refusal::IdentitiesTooMany { .. }
            | Refusal::IdentityAbsent
            | Refusal::TokensTooMany { .. }
            | Refusal::TokenUnknown => None,
            Refusal::IdentityTaken | Refusal::IdentityEmpty | Refusal::IdentityTooLong { .. } => {
                Some("identity")
            }
            Refusal::PasskeyNameEmpty | Refusal::PasskeyNameTooLong { .. } => Some("name"),
            Refusal::SetupCodeWrong => Some("setup_code"),
            Refusal::LoginEmpty
            | Refusal::LoginTooLong { .. }
            | Refusal::LoginCharacters
            | Refusal::LoginTaken => Some("login"),
            Refusal::PersonUnknown | Refusal::PersonHasAccount => Some("person"),
            Refusal::PasswordTooShort { .. }
            | Refusal::PasswordTooLong { .. }
            | Refusal::PasswordCommon
            | Refusal::PasswordRun
            | Refusal::PasswordRepeats
            | Refusal::PasswordHoldsLogin
            | Refusal::PasswordHoldsName
            | Refusal::PasswordHoldsWord { .. }
            | Refusal::PasswordSame => Some("password"),
            Refusal::TotpNotBegun => Some("code"),
            Refusal::TokenNameEmpty | Refusal::TokenNameTooLong { .. } => Some("name"),
            Refusal::TokenScopesEmpty | Refusal::TokenScopeMalformed { .. } => Some("scopes"),
            Refusal::TokenEndsTooLate { .. } | Refusal::TokenEndsPast => Some("ends_on"),
            Refusal::ContactTooLong { field, .. } => Some(field),
            Refusal::LogTooYoung { .. } => Some("before"),
        }
    }
}
