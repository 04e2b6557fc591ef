//! Monthly figures. Dispatch figures (调度数) are the office's management account; statistics figures (统计数) are the enterprise's own
//! return to the statistics system. The two are different types with different owners, and nothing converts one into the other
//! (统计法 2024 art. 7; DOMAIN.md section 3.5):
//!
//! ```compile_fail
//! use qinghuo_domain::figure::{DispatchFigure, StatisticsFigure};
//! let dispatch = DispatchFigure::default();
//! let statistics: StatisticsFigure = dispatch.into();
//! ```

use crate::{Fen, attribute::Text};
use serde::{Deserialize, Serialize};

/// What was reported to the dispatch for one month.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DispatchFigure {
    /// Investment done in the year up to the end of this month (本年累计完成).
    pub done_this_year: Option<Fen>,
    /// Investment done in this month alone (当月完成), where it was reported.
    pub done_this_month: Option<Fen>,
    /// Physical progress in words (形象进度).
    pub progress: Option<Text>,
    /// Problems in words (存在问题), as reported beside the figure.
    pub problems: Option<Text>,
}

impl DispatchFigure {
    /// Whether nothing at all was reported.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.done_this_year.is_none()
            && self.done_this_month.is_none()
            && self.progress.is_none()
            && self.problems.is_none()
    }
}

/// What an enterprise itself returned to the statistics system for one month. The platform only ever shows it; it is never
/// filled in, prefilled or aimed at from here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct StatisticsFigure {
    /// 本年完成投资.
    pub invested_this_year: Option<Fen>,
    /// 自开始建设累计完成投资.
    pub invested_since_start: Option<Fen>,
}
