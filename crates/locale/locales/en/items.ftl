# To do: list, month, units, many at once
page-items-rows = { $first }–{ $last } of { $all } items
page-items-views = Views
page-items-list = List
page-items-month = Month
page-items-load = What units have to do
page-period-title = Settled in
page-period-all = all time
page-period-year = { $year }
page-period-quarter = Q{ $quarter } { $year }
page-period-from = from { $from } on
page-period-to = until { $to }
page-period-between = { $from } to { $to }
page-period-settled = Settled in: { $period }
page-period-first = From
page-period-last = to
page-period-note = Open items are those of now, whatever the period.
page-bad-period = { $name } is no period: “{ $value }”. Write 2024, 2024-Q2 or 2024-06
page-bad-period-twice = period names the period already; { $name } cannot be given with it: “{ $value }”
page-bad-period-reversed = { $name } lies before the first day of the period: “{ $value }”
page-items-open = To do
page-items-code = Item code
page-items-left = Left or over (as the limit counts)
page-items-days-to-due = To the end (calendar days)
page-items-first-promised = First promised
page-items-promise-moved = { $first } → { $on }
page-items-chip-item = Item: { $code }
page-items-chip-due = Due or promised on { $day }
page-items-month-due = due
page-items-month-promise = promised
page-items-month-more =
    { $count ->
        [one] { $count } more
       *[other] { $count } more
    }
page-items-month-off = off
page-items-month-before = Month before
page-items-month-now = This month
page-items-month-after = Month after
page-items-month-provisional = Holidays not announced: days off are provisional
page-items-month-nothing = Nothing is due or promised in this month.
weekday-1 = Mon
weekday-2 = Tue
weekday-3 = Wed
weekday-4 = Thu
weekday-5 = Fri
weekday-6 = Sat
weekday-7 = Sun
page-batch = Many items at once
page-batch-pick = Tick
page-batch-pick-all = Tick all on this page
page-batch-picked = # ticked
page-batch-open = Act on the ticked items
page-batch-all =
    { $count ->
        [one] Act on the { $count } item selected
       *[other] Act on all { $count } items selected
    }
page-batch-too-many =
    { $count ->
        [one] At most { $count } item at once; the others were left out
       *[other] At most { $count } items at once; the others were left out
    }
page-batch-choose = Act
page-batch-show = Choose
page-batch-act = { $act } (possible for { $count })
page-batch-preview = Preview
page-batch-preview-again = Preview again
page-batch-do =
    { $count ->
        [one] Do it for the ticked ones ({ $count } possible)
       *[other] Do it for the ticked ones ({ $count } possible)
    }
page-batch-after = Afterwards
page-batch-due = due { $day }
page-batch-promised = promised for { $day }
page-batch-moves = { $milestone } expected { $moved }
page-batch-done = Done
page-batch-nothing = No items are ticked.
page-batch-back = Back to the items

# How an act moves the clock
clock-begin-pre-handling = No statutory limit runs; it yields an opinion, not a permit.
clock-give-pre-review = Pre-handling ends; the opinion is no permit, and shortens the formal item.
clock-submit = If nothing is said within five working days of receipt, it counts as accepted, and the limit runs from the day after receipt.
clock-want-corrections = The limit does not run yet, nor while papers are missing; what is missing is told once.
clock-supply-corrections = Five working days to say whether it is accepted begin anew; after that it counts as accepted.
clock-decline = This application ends and nothing runs; a new one may follow.
clock-accept = The limit runs from the day after acceptance.
clock-demand-fee = The clock goes on.
clock-begin-special-procedure = The clock stands from the next day until the procedure ends; the applicant is told in writing how long it takes.
clock-end-special-procedure = The clock runs again from the next day, and the end moves on.
clock-extend = The limit grows by the days given; it needs approval, and the reason is told.
clock-approve = The clock stops and the item is settled; what follows may begin.
clock-approve-tolerating = The clock stops and the item is settled; the missing papers get a date of their own.
clock-supply-tolerated = The clock is not touched; the date for the missing papers is lifted.
clock-approve-on-commitment = The clock stops and the item is settled; the check gets a date of its own.
clock-confirm-commitment = The clock is not touched; the date of the check is lifted.
clock-refuse = The clock stops; a new application begins a new count.
clock-find-unneeded = Nothing runs and no date depends on it; it is not the same as done.
clock-need-after-all = Back to not started; nothing runs.
clock-withdraw = The clock stops; a new application begins a new count.
clock-revoke = The decision falls, what follows waits again; a new application begins a new count.
clock-renew = The limit is not touched; the validity grows.
clock-deliver = The clock is not touched; a decision is delivered within ten days.
clock-begin = Days used count from the next day.
clock-hand-over = Only after the start of works and with every paper there; days count from the first window after it until the statistics side takes it in or sends it back.
clock-finish = The clock stops; what follows may begin.
clock-take-in = The statistics side’s own act; the clock stops and the item is done.
clock-notice-silence = Records that the applicant was told; the clock stands since the silence became one, until there is an answer.
clock-promise = The statutory limit is not touched; a promised date moves only by the rules, and the first is always shown. Beyond what the government’s extensions may add up to, only a post that co-ordinates moves it, and is written down as having decided.
clock-explain = The limit is not touched; the forecast uses the date given, to be renewed every month.
clock-take-back = State and clock return to what they were before that record; the record stays, marked as taken back.
act-barred-pre-handling = this item has no pre-handling
act-barred-commitment = this item has no approval on commitment
act-barred-deemed = nothing was said in time, so it counts as accepted
act-barred-told = what is missing is told once, and was
act-barred-needed = it is needed already
act-barred-unneeded = it is not needed already
act-barred-state = not in its present state
act-barred-validity = it has no validity to prolong
act-barred-not-begun = the law sets it a shortest time, counted from its beginning: record that first
act-barred-minimum = the shortest time the law sets has not run
act-barred-not-silent = the applicant has not been silent for so long
act-barred-noticed = the applicant was told and has not answered
items-filter-unit = lead unit
items-filter-role = whose move it is
items-filter-urgency = how near the end is
items-filter-place = district
items-filter-lane = lane
items-filter-state = state
items-filter-item = code of the item
items-filter-due = due or promised on this day
items-filter-period = settled in a year, quarter or month: 2024, 2024-Q2, 2024-06
items-filter-period-from = settled on this day or later
items-filter-period-to = settled on this day or earlier

# Approvals page: why, notes, legend
page-why-milestone = Why { $milestone } is on { $day }
page-why-link = Why this day
page-approvals-only-critical = Critical items only
page-approvals-no-items = No items match.
page-approvals-barred = Not possible now
page-act-of = { $act } ({ $role })
page-steps-missing = Whether it is needed depends on:
page-lanes-words = Items by lane, time from left to right. Each item is a link that tells its state, dates and float; the tables below say the same.
page-lanes-pre = pre-handling
page-lanes-stop = clock stopped
page-lanes-stretch = ; { $kind } { $from } to { $to }
page-lanes-promise-first = first promise
page-lanes-promise = promise that stands
page-marks = Estimate: the duration is an estimate without a public source. Provisional: reaches a year whose holidays are not announced. To be determined: too little is known, so it counts as needed.
page-note-deemed = Nothing was said in time: counts as accepted from { $day }
page-note-minimum = The shortest time the law sets ends on { $day }; it cannot be done before
page-note-document = Number { $document }
page-note-owed = Missing papers due by { $day }
page-note-owed-over = Missing papers were due by { $day }
page-note-check = Commitment to be checked by { $day }
page-note-check-over = Commitment was to be checked by { $day }
page-note-valid = Holds until { $day }
page-note-valid-ends = Holds until { $day }: time to ask for a renewal
page-note-valid-over = Ceased to hold on { $day }

# Narrowing the bottlenecks; a project's approvals in short
page-bottlenecks-hidden = { $count } more in the Excel file
page-bottlenecks-chip-unit = Waiting for: { $unit }
page-bottlenecks-group = Group
page-bottlenecks-before = Order of before (working days)
page-bottlenecks-now = Order of now (working days)
page-bottlenecks-range = Range of the estimate
page-bottlenecks-lowest = Estimate from
page-bottlenecks-highest = Estimate to
page-bottlenecks-days-saved = Saved
page-bottlenecks-is-estimate = Estimate
page-bottlenecks-by-project = Project by project: working days saved up to the start of works
page-panel-next = Next:
page-panel-nothing = Nothing waits for anybody.
page-panel-dates = The next three dates
page-panel-no-dates = No dates to come are known.
page-panel-milestone = { $milestone } expected
page-panel-due = { $item } due
page-panel-promise = { $item } promised
page-panel-owed = { $item }: papers or check due
page-panel-valid = { $item } ceases to hold
bottlenecks-filter-place = district
bottlenecks-filter-class = class
bottlenecks-filter-milestone = next milestone: start, completion, production or benefit
bottlenecks-filter-month = month of the start
bottlenecks-filter-unit = unit whose move it is
bottlenecks-filter-item = code of the item
bottlenecks-filter-period = of a year, a quarter or a month: 2024, 2024-Q2, 2024-06
bottlenecks-filter-period-from = of this day or later
bottlenecks-filter-period-to = of this day or earlier
page-bottlenecks-milestone = Next milestone
page-bottlenecks-mover = Holding it up
