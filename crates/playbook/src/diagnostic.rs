//! What is wrong with the text of a playbook, where, and in which words it was written. Codes and arguments only: the sentences an
//! official reads live in the locale files, one per [`Fault::CODES`].

use serde::Serialize;
use std::fmt;

/// A place in a file. Lines and columns count from 1; columns count characters, not bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The character within the line.
    pub column: usize,
}

impl Place {
    /// The beginning of a file.
    pub const START: Self = Self { line: 1, column: 1 };
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// One thing to put right in a playbook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// The file, as it was named to [`load`](crate::load).
    pub file: Box<str>,
    /// Where in the file; the beginning for faults of a whole file.
    #[serde(flatten)]
    pub place: Place,
    /// The offending text as written, cut to its first line; where something is missing, the table it is missing from.
    pub quote: Box<str>,
    /// What is wrong.
    #[serde(flatten)]
    pub fault: Fault,
}

impl std::error::Error for Diagnostic {}

/// For developers and logs: `file:line:column: code (argument: value, …) "quote"`.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.place, self.fault.code())?;
        for (index, (name, value)) in self.fault.arguments().iter().enumerate() {
            write!(f, "{}{name}: {value}", if index == 0 { " (" } else { ", " })?;
        }
        if !self.fault.arguments().is_empty() {
            f.write_str(")")?;
        }
        if !self.quote.is_empty() {
            write!(f, " {:?}", self.quote)?;
        }
        Ok(())
    }
}

/// A known word near to the one that was written; absent when none is near.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Nearest(pub Option<Box<str>>);

impl fmt::Display for Nearest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_deref().unwrap_or_default())
    }
}

macro_rules! faults {
    ($( $(#[$doc:meta])* $name:ident = $code:literal { $( $(#[$adoc:meta])* $argument:ident : $kind:ty ),* } )*) => {
        /// What is wrong. Every fault has a stable code; arguments fill the sentence of the locale file.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize)]
        #[serde(tag = "code")]
        pub enum Fault {
            $( $(#[$doc])* #[serde(rename = $code)] $name { $( $(#[$adoc])* $argument: $kind ),* }, )*
        }

        impl Fault {
            /// All codes, for the locale files' completeness check.
            pub const CODES: &[&str] = &[ $( $code, )* ];

            /// The stable code.
            #[must_use]
            pub const fn code(&self) -> &'static str {
                match self { $( Self::$name { .. } => $code, )* }
            }

            /// The arguments by name, in a fixed order. A [`Nearest`] that found nothing is empty.
            #[must_use]
            pub fn arguments(&self) -> Vec<(&'static str, String)> {
                match self {
                    $( Self::$name { $( $argument ),* } => vec![ $( (stringify!($argument), $argument.to_string()) ),* ], )*
                }
            }
        }
    };
}

faults! {
    /// A file every playbook has was not given.
    MissingFile = "missing_file" {}
    /// A file no playbook has.
    UnknownFile = "unknown_file" {
        /// The file that was perhaps meant.
        nearest: Nearest
    }
    /// The same file twice.
    RepeatedFile = "repeated_file" {}
    /// The file is larger than any playbook.
    TooLarge = "too_large" {
        /// Bytes allowed.
        limit: usize
    }
    /// Not TOML. One fault per line.
    Syntax = "syntax" {
        /// The parser's own words, English, for developers.
        detail: Box<str>
    }
    /// A key twice in one table.
    RepeatedKey = "repeated_key" {}
    /// A key no reader asks for.
    UnknownKey = "unknown_key" {
        /// The key that was perhaps meant.
        nearest: Nearest
    }
    /// A key that must be there.
    MissingKey = "missing_key" {
        /// The key.
        key: &'static str
    }
    /// A key that has no meaning here, given what stands beside it.
    NeedlessKey = "needless_key" {
        /// The key.
        key: &'static str
    }
    /// A value of another type.
    WrongType = "wrong_type" {
        /// The type wanted: text, integer, number, boolean, date, list, table.
        expected: &'static str,
        /// The type found, in the same words, or datetime.
        found: &'static str
    }
    /// A number outside its range.
    OutOfRange = "out_of_range" {
        /// The least allowed.
        least: i64,
        /// The most allowed.
        most: i64
    }
    /// More than two decimal places: thresholds are compared exactly, in hundredths.
    TooPrecise = "too_precise" {}
    /// A text with nothing in it.
    EmptyText = "empty_text" {}
    /// A key of ours that is not lower-case letters, digits and underscores (hyphens too in the playbook's id).
    BadKey = "bad_key" {}
    /// A place's code that is not six digits.
    BadPlaceCode = "bad_place_code" {}
    /// Not JSON, or no collection of features.
    BadJson = "bad_json" {
        /// The parser's own words, English, for developers.
        detail: Box<str>
    }
    /// An approval number that is empty or longer than any.
    BadApproval = "bad_approval" {}
    /// A shape that is not one or more polygons of closed rings in degrees.
    BadGeometry = "bad_geometry" {
        /// What is wrong with it: kind (no polygon), short (a ring of less than four points), open (a ring that does not end where it begins), degrees (a
        /// point that is not a longitude and a latitude).
        what: &'static str
    }
    /// A tile of the schematic map that is not a capital letter for the column and a number up to 30 for the row.
    BadTile = "bad_tile" {}
    /// The code of an item that is not a capital letter with two or three digits.
    BadItemCode = "bad_item_code" {}
    /// Items that wait for one another.
    Cycle = "cycle" {
        /// The codes in the order of work; the last is the first again.
        path: Box<str>
    }
    /// A procedure is written over one that is itself written over another.
    NotWhole = "not_whole" {}
    /// The procedure it is written over has an item of this code: it is changed, not added.
    KnownItem = "known_item" {}
    /// An item is dropped that others name.
    StillNamed = "still_named" {
        /// Their codes.
        by: Box<str>
    }
    /// Planned or promised days the law does not allow.
    BeyondLegal = "beyond_legal" {
        /// Which way the law binds: at_most or at_least.
        bound: &'static str,
        /// The days of the law.
        legal: u16
    }
    /// A word that names nothing of its kind.
    UnknownReference = "unknown_reference" {
        /// What it should name: phase, requirement, rule_set, source, unit, direction ….
        kind: &'static str,
        /// What was perhaps meant.
        nearest: Nearest
    }
    /// Something that must be unique stands twice; this is the later one.
    Repeated = "repeated" {
        /// What is repeated: phase, standard, place_name, nature_word ….
        kind: &'static str,
        /// The line of the first.
        first_line: usize
    }
    /// An entry that must exist does not.
    MissingEntry = "missing_entry" {
        /// What is missing: phase, nature, mark.
        kind: &'static str,
        /// Its key.
        key: &'static str
    }
    /// Too many or too few entries.
    WrongCount = "wrong_count" {
        /// What was counted.
        kind: &'static str,
        /// How many there must be.
        expected: usize,
        /// How many there are.
        found: usize
    }
    /// Two values in the wrong order: red before yellow, until before from.
    OutOfOrder = "out_of_order" {
        /// The key that must come first, or be no worse.
        first: &'static str,
        /// The key that was found before it.
        second: &'static str
    }
    /// A day that belongs neither to the year nor to the week before it.
    DayElsewhere = "day_elsewhere" {}
    /// A day said to be worked that is a weekday anyway.
    DayNotWeekend = "day_not_weekend" {}
    /// A name is given although the row is marked as still to be filled.
    FilledToFill = "filled_to_fill" {}
    /// The expression does not parse.
    ExpressionSyntax = "expression_syntax" {
        /// The parser's own words, English, for developers.
        detail: Box<str>
    }
    /// The expression is longer than any sensible one.
    ExpressionTooLong = "expression_too_long" {
        /// Characters allowed.
        limit: usize
    }
    /// A name that is no derived attribute.
    UnknownAttribute = "unknown_attribute" {
        /// The attribute that was perhaps meant.
        nearest: Nearest
    }
    /// An operator over operands it does not take.
    ExpressionType = "expression_type" {
        /// The operator or function.
        operator: Box<str>,
        /// The types found, in order.
        found: Box<str>
    }
    /// A whole number in a calculation, where every number has a decimal point.
    WholeNumber = "whole_number" {
        /// How to write it.
        write: Box<str>
    }
    /// A part of the language that effect standards and conditions do not use.
    ExpressionUnsupported = "expression_unsupported" {}
    /// The expression yields another type than its unit asks for.
    ExpressionResult = "expression_result" {
        /// The type wanted.
        expected: &'static str,
        /// The type it yields.
        found: &'static str
    }
    /// The expression looks at no attribute: it would say the same of every project.
    ExpressionConstant = "expression_constant" {}
}
