//! A made-up city: a seed, a number of projects and today become the commands that fill an empty book, each with the day and hour it is sent.
//!
//! The commands are those everybody sends; nothing is written past the office. Every ledger among them is marked synthetic, so that whatever shows
//! its figures says so. Names of projects that were in the news are real (`texts/known.tsv`); firms, people, amounts, codes, dates and progress
//! are invented, and a likeness of a firm's or a person's name to a real one is chance.
//!
//! Start at [`Demo::batches`]. [`life`] says what becomes of one project, [`rows`] what ledgers say of it, [`course`] how it goes through its procedure
//! ([`handling`] one item, [`promises`] its dates, [`circumstances`] what all that depends on), [`office_year`] what the city does besides, [`staff`] who runs it and [`staff_changes`] what changes among them. No clock and no chance: the same seed, day and number give the same commands.

mod chance;
mod circumstances;
mod course;
mod handling;
mod lexicon;
mod life;
mod office_year;
mod promises;
mod rows;
mod span;
mod staff;
mod staff_changes;

pub use staff::Exemplar;

use lexicon::Lexicon;
use life::Life;
use qinghuo_domain::{
    Date, Fen, Phase, PostId, ProjectId,
    attribute::Text,
    command::{Command, Decision, LedgerImport},
};
use qinghuo_playbook::Playbook;
use span::{MONTHS, Span};
use staff::{OFFICE_POST, Staff};
use std::ops::Range;

/// What a project comes to on average: 2,000 of them to 26,600 亿元, the size Jinan published for 2024.
const MEAN_TOTAL: i64 = 133_000_000_000;
/// Totals are whole millions of yuan.
const MILLION: i64 = 100_000_000;
/// Projects looked at for one batch.
const CHUNK: usize = 5000;
/// The month the package is split in and the double one is found in.
const TIDIED: i32 = MONTHS - 3;

/// Who sends a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By {
    /// Somebody at the machine, by a name.
    Operator(String),
    /// The holder of a post.
    Post(PostId),
}

/// A command with the moment it is sent at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What is wanted.
    pub command: Command,
    /// Who wants it.
    pub by: By,
    /// The name of who takes a post by it.
    pub holder: Option<String>,
    /// The day it is sent on.
    pub sent_on: Date,
    /// The hour of that day, in the city.
    pub hour: i8,
    /// The day from which it is true.
    pub effective_on: Date,
    /// The file an import was read from.
    pub attachment: Option<Vec<u8>>,
}

/// A made-up city.
pub struct Demo<'a> {
    lexicon: Lexicon,
    playbook: &'a Playbook,
    seed: u64,
    span: Span,
    /// The sum of the totals of each project and those before it, in the order of their numbers.
    sums: Vec<i64>,
    /// How many of them bear names that were in the news.
    known: usize,
    /// The package that is split, and the project that is told twice.
    odd: Option<(usize, usize)>,
    /// Who runs the city.
    staff: Staff,
    /// What is done about approvals, in the order it is sent.
    approvals: Vec<Step>,
}

/// What is done in a month, in this order.
#[derive(Clone, Copy)]
enum Act {
    Import,
    Advance,
    Lists,
    Events,
    /// Approvals until figures are put right.
    Approvals,
    Refile,
    /// Approvals until the next month's figures come in.
    MoreApprovals,
}

impl<'a> Demo<'a> {
    /// A city of so many projects as it stands on a day, working by this playbook.
    #[must_use]
    pub fn new(projects: usize, seed: u64, today: Date, playbook: &'a Playbook) -> Self {
        let lexicon = Lexicon::read();
        let mut demo = Self {
            lexicon,
            playbook,
            seed,
            span: Span::before(today),
            sums: Vec::new(),
            known: 0,
            odd: None,
            staff: Staff::default(),
            approvals: Vec::new(),
        };
        // The two parts of the package count instead of it: one project less is made.
        demo.weigh(projects.saturating_sub(1), projects);
        demo.odd = demo.find_odd();
        if demo.odd.is_none() {
            demo.weigh(projects, projects);
        }
        demo.staff = demo.staffed();
        demo.approvals = demo.approvals();
        demo
    }

    /// Gives out the city's total among its projects, so that it comes to exactly that.
    fn weigh(&mut self, made: usize, counted: usize) {
        self.known = self.lexicon.known.len().min(made / 2);
        let mut weights = Vec::with_capacity(made);
        let mut all = 0;
        for number in 0..made {
            all += life::weight(&self.lexicon, self.seed, number, self.known);
            weights.push(all);
        }
        let total = i128::from(MEAN_TOTAL / MILLION) * counted as i128;
        for sum in &mut weights {
            *sum = (i128::from(*sum) * total / i128::from(all.max(1))) as i64 * MILLION;
        }
        self.sums = weights;
    }

    /// Two projects under construction from before the middle of the span to its end.
    fn find_odd(&self) -> Option<(usize, usize)> {
        let built = |life: &Life<'_>| {
            [12, MONTHS - 1].iter().all(|month| life.phase(*month) == Phase::Construction)
                && life.joins < 12
                && !rows::is_misstated(life)
        };
        let mut found = (self.known..self.sums.len())
            .filter(|number| self.life(*number).is_some_and(|life| built(&life)));
        found.next().zip(found.next())
    }

    /// The month a project comes into the book: seven in ten from the beginning, the others one after another.
    fn joins(&self, number: usize) -> i32 {
        let first = self.sums.len() * 7 / 10;
        match number.checked_sub(first) {
            None => 0,
            Some(later) => 1 + (later * 19 / (self.sums.len() - first).max(1)) as i32,
        }
    }

    /// What becomes of a project.
    fn life(&self, number: usize) -> Option<Life<'_>> {
        let sum = self.sums.get(number)?;
        let before = number.checked_sub(1).and_then(|before| self.sums.get(before)).copied().unwrap_or(0);
        let (of, named) = ((self.seed, self.span), (number, self.known));
        Life::of(&self.lexicon, of, named, self.joins(number), Fen(sum - before))
    }

    fn is_odd(&self, number: usize) -> bool {
        self.odd.is_some_and(|(package, twice)| [package, twice].contains(&number))
    }

    /// The number a made project gets in the book; those the office adds follow after them all.
    const fn id(number: usize) -> ProjectId {
        ProjectId(number as u32 + 1)
    }

    /// How many batches there are.
    #[must_use]
    pub fn count(&self) -> usize {
        1 + MONTHS as usize * 7 * self.sums.len().div_ceil(CHUNK)
    }

    /// Everything to be sent, in batches small enough to hold, each in its order and after the one before.
    pub fn batches(&self) -> impl Iterator<Item = Vec<Step>> {
        let acts = [
            Act::Import,
            Act::Advance,
            Act::Lists,
            Act::Events,
            Act::Approvals,
            Act::Refile,
            Act::MoreApprovals,
        ];
        let months = (0..MONTHS).flat_map(move |month| {
            acts.into_iter().flat_map(move |act| {
                (0..self.sums.len())
                    .step_by(CHUNK)
                    .map(move |from| self.act(act, month, from..(from + CHUNK).min(self.sums.len())))
            })
        });
        std::iter::once(self.opening()).chain(months)
    }

    fn act(&self, act: Act, month: i32, numbers: Range<usize>) -> Vec<Step> {
        let is_first = numbers.start == 0;
        let told = numbers.filter(|number| self.joins(*number) <= month);
        let mut lives = told.clone().filter_map(|number| self.life(number));
        match act {
            Act::Import => {
                let filed = told.filter_map(|number| self.filed(month, &self.life(number)?));
                self.import(month, lives.by_ref()).into_iter().chain(filed).collect()
            }
            Act::Advance => lives.filter_map(|life| self.advance(month, &life)).collect(),
            Act::Lists => {
                let opened = if is_first { self.opened_lists(month) } else { Vec::new() };
                opened.into_iter().chain(lives.flat_map(|life| self.lists_of(month, &life))).collect()
            }
            Act::Events => {
                let of_the_city = match is_first {
                    true => [self.tidied(month), self.staff_changes(month)].concat(),
                    false => Vec::new(),
                };
                lives.filter_map(|life| self.event(month, &life)).chain(of_the_city).collect()
            }
            Act::Approvals if is_first => {
                self.handled(self.span.filed_on(month)..self.span.refiles_on(month))
            }
            Act::MoreApprovals if is_first => {
                self.handled(self.span.refiles_on(month)..self.span.next_filed_on(month))
            }
            Act::Approvals | Act::MoreApprovals => Vec::new(),
            Act::Refile => {
                let steps = lives.map(|life| [self.refiled(month, &life), self.approved(month, &life)]);
                steps.flatten().flatten().collect()
            }
        }
    }

    /// What is done about approvals from one day until the day before another.
    fn handled(&self, days: Range<Date>) -> Vec<Step> {
        let from = self.approvals.partition_point(|step| step.sent_on < days.start);
        let to = self.approvals.partition_point(|step| step.sent_on < days.end);
        self.approvals.get(from..to).unwrap_or_default().to_vec()
    }

    /// A command of the city's office about a month, sent when the month's figures came in.
    fn step(&self, month: i32, hour: i8, command: Command) -> Step {
        Step {
            command,
            by: By::Post(OFFICE_POST),
            holder: None,
            sent_on: self.span.filed_on(month),
            hour,
            effective_on: self.span.month(month).last_day(),
            attachment: None,
        }
    }

    /// A month's ledger of some projects.
    fn import<'l>(&'l self, month: i32, lives: impl Iterator<Item = Life<'l>>) -> Option<Step> {
        let mut rows = Vec::new();
        let mut decisions = Vec::new();
        for life in lives {
            let is_filed = self.filed(month, &life).is_some();
            let row = rows::row(&life, &self.lexicon, month).and_then(|row| match is_filed {
                true => rows::without_figure(row),
                false => Some(row),
            });
            let Some(row) = row else { continue };
            match self.odd {
                Some((package, _)) if package == life.number && month > TIDIED => {
                    for (part, row) in self.parts_of_row(&row).into_iter().enumerate() {
                        rows.push(row);
                        decisions.push(Decision::Existing(self.part_id(part)));
                    }
                }
                _ => {
                    rows.push(row);
                    let is_new = life.joins == month;
                    decisions.push(if is_new {
                        Decision::New
                    } else {
                        Decision::Existing(Self::id(life.number))
                    });
                }
            }
        }
        if rows.is_empty() {
            return None;
        }
        let (year, of_year) = (self.span.year(month).to_string(), (self.span.place(month) + 1).to_string());
        let told = |key: &str| self.lexicon.say(key, &[&year, &of_year]);
        let attachment = rows::file(&self.lexicon, &told("title"), &mut rows);
        let import = LedgerImport {
            file: told("file").into(),
            // The office puts the hash of the attachment here.
            attachment: Text::default(),
            synthetic: true,
            rows: rows.into_iter().zip(decisions).collect(),
        };
        let step = self.step(month, 9, Command::ImportLedger(import));
        Some(Step { attachment: Some(attachment), ..step })
    }
}
