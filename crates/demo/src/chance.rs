//! Chance that is none: SplitMix64, begun from a seed and from what is drawn for, so that any draw can be repeated alone. It is not for secrets.

/// What a draw is for; draws for different things do not disturb one another.
#[derive(Clone, Copy)]
pub(crate) enum About {
    Life,
    Words,
    Year,
    Month,
    Lists,
    Events,
    Circumstances,
    Items,
    Promises,
    Staff,
    Places,
    Silence,
}

/// A row of draws.
pub(crate) struct Chance(u64);

impl Chance {
    /// The draws about one thing of one project in one month or year (0 where it is for good).
    pub(crate) fn of(seed: u64, about: About, project: usize, when: i32) -> Self {
        let mut chance = Self(seed);
        for part in [about as u64, project as u64, when as u64] {
            chance.0 = chance.draw() ^ part;
        }
        chance
    }

    fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from `least` to `most`, both included.
    pub(crate) fn between(&mut self, least: i64, most: i64) -> i64 {
        let width = most.saturating_sub(least).unsigned_abs() + 1;
        least + (self.draw() % width) as i64
    }

    /// The same for counts of months and days.
    pub(crate) fn count(&mut self, least: i32, most: i32) -> i32 {
        self.between(least.into(), most.into()) as i32
    }

    /// True so many times in a hundred.
    pub(crate) fn percent(&mut self, percent: i64) -> bool {
        self.between(1, 100) <= percent
    }

    /// One of them; the empty text where there are none.
    pub(crate) fn word<'a>(&mut self, words: &[&'a str]) -> &'a str {
        let place = self.between(0, words.len().saturating_sub(1) as i64);
        words.get(place as usize).copied().unwrap_or_default()
    }

    /// One of them, by their shares.
    pub(crate) fn weighed<'a, T>(&mut self, things: &'a [T], share: impl Fn(&T) -> i64) -> Option<&'a T> {
        let all: i64 = things.iter().map(&share).sum();
        let mut left = self.between(0, all - 1);
        things.iter().find(|thing| {
            left -= share(thing);
            left < 0
        })
    }
}
