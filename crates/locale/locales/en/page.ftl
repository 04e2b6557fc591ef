# Pages
page-brand = Qinghuo
page-brand-mark = Q
page-skip = Skip to content
page-navigation = Main navigation
page-other-language = 中文
page-theme = Colours
page-theme-system = Auto
page-theme-light = Light
page-theme-dark = Dark
page-projects = Projects
page-totals = Totals
page-imports = Imports
page-rules = Light rules
page-to-projects = Back to the projects
page-cancel = Cancel
page-apply = Search
page-clear = Clear
page-more = More filters
page-synthetic = The ledger holds figures made up for a demonstration; nothing here can be relied on.
page-any = All
page-points = points
page-foot-head = Ledger record
page-foot-rules = Rules

# Moments
page-as-of = As of { $day }
page-as-of-known = As of { $day } (as known before { $known })
page-back-to-now = Back to now
page-moment-choose = Choose the moment
page-moment-go = Show
page-book-begins = The book begins on { $day }
page-rules-overrun = No rules are made for { $year } yet; those of { $rules } go on
page-as-of-label = As of
page-as-of-pick = As of
page-known-at-pick = As known on
page-known-at-hint = Only what was in the ledger by the end of this day
page-dispatch-month = Dispatch month
page-light-rule = Light rule

# Table of projects
page-band = Sums of the selection
page-band-projects = Projects
page-band-total = Total investment
page-band-plan = Year's plan
page-band-done = Done so far
page-band-completion = Completion
page-band-schedule = Schedule
page-band-gap = Ahead or behind
page-without-total = { $count } without a total
page-without-plan = { $count } without a plan
page-package = A package: its parts count instead of it
page-packages-not-counted = { $count ->
    [one] 1 package is not counted, its parts are
   *[other] { $count } packages are not counted, their parts are
}
page-search = Search projects
page-search-hint = Name, pinyin, initials, project code or number
page-unit = Owner or unit
page-unit-hint = Owner or unit
page-download = Download Excel
page-chip = { $dimension }: { $values }
page-chip-off = Remove this filter
page-rows = { $first }–{ $last } of { $all }
page-pages = Pages
page-previous = Previous
page-next = Next
page-days = { $count ->
    [one] 1 day
   *[other] { $count } days
}
page-nothing-found = No project matches.
page-empty-book = There are no projects yet
page-empty-book-how = Upload the Excel ledger you have; once checked and confirmed, its projects appear here.
page-column-light = Light
page-column-name = Project
page-column-number = Number
page-column-counted = In the sums
page-column-codes = Project codes
page-column-reason = Reason of the light
page-column-place = Place
page-column-phase = Phase
page-column-days = Days in phase
page-column-nature = Nature
page-column-class = Class
page-column-industry = Industry
page-column-owner = Owner
page-column-unit = Owner or unit
page-column-units = Responsible units
page-column-total = Total
page-column-plan = Year's plan
page-column-done = Done
page-column-completion = Completion
page-column-schedule = Schedule
page-column-gap = Gap
page-dimension-place = District or zone
page-dimension-district = District
page-dimension-functional-zone = Functional zone
page-dimension-phase = Phase
page-dimension-nature = Nature
page-dimension-class = Class
page-dimension-policy-area = Policy area
page-dimension-industry = Industry
page-dimension-chain = Industrial chain
page-dimension-owner = Owner
page-dimension-lead-unit = Lead unit
page-dimension-responsible-unit = Responsible unit
page-dimension-light = Light
page-dimension-list = List
page-dimension-start-year = Start year
page-dimension-start = Start against plan
page-dimension-completion = Completion against plan
page-dimension-library-entry = Statistics entry
page-dimension-start-month = Month of the start
page-dimension-completion-month = Month of the completion
page-dimension-light-before = Light at the last dispatch
page-sheet-title = Major projects (dispatch of { $month })
page-sheet-note = As of { $day }{ $known }; { $rule }; ledger record #{ $seq }, hash { $hash }
page-sheet-known = { " " }(as known up to record { $seq })
page-sheet-total = { $count ->
    [one] Sum of 1 project
   *[other] Sum of { $count } projects
}

# One project
page-former-names = Formerly:
page-merged = This project was merged into
page-part-of = Part of the package:
page-since = since
page-edit = Edit
page-chart = This year's investment: done against plan
page-chart-done = Done so far
page-chart-plan = Plan (schedule)
page-figures = Monthly dispatch figures
page-month = Month
page-done-this-year = Year to date
page-done-this-month = In month
page-other-years = Plans of other years
page-lists = Lists
page-no-lists = On no list
page-exemptions = Exemptions
page-parts = Parts
page-document-place = sheet “{ $sheet }”, row { $row }
page-documents-older = Earlier documents
page-origin = { $file } · sheet “{ $sheet }”, row { $row } (import { $import })
page-extra = Other columns of the ledger
page-history = History
page-history-all = The whole history
page-recorded-at = Recorded
page-effective-on = effective
page-retracted-by = taken back, see
page-cleared = cleared
page-reason = Reason:
page-position = { $place } on the schematic map
page-group-identity = Names and codes
page-group-place = Place
page-group-kind = Classification
page-group-units = Units and people
page-group-money = Investment and plan
page-group-time = Building period
page-group-promise = Promised effects
page-group-approvals = What approvals depend on
page-group-words = Content and goals

# Editing
page-revise = Save the change
page-correct = Save as a correction
page-correct-hint = It was recorded wrongly: put right from the day the wrong value began; the old value is kept
page-refused = Nothing was saved, for these reasons
page-their-value = Now:
page-effective-on-label = From
page-effective-on-hint = The day the change happened; a correction does not look at it
page-reason-label = Reason
page-reason-hint = A correction needs a reason
page-reason-hint-measure = A correction, and any change of the total or of a plan, needs a reason
page-restore = Put back
page-restores = Saved, what this fact changed is as it was before it:
page-saved = Saved: fact
page-hint-amount = in 10,000 yuan
page-hint-curve = Cumulative plan of the twelve months (10,000 yuan), separated by blanks
page-hint-period = start/end such as 2024-03/2026-12; years alone are written 2024/2026
page-hint-codes = 24-character project code; separate several with commas
page-hint-several = Separate several with commas
page-input-amount = Not an amount: write digits only, in 10,000 yuan
page-input-day = Not a date: write it as 2024-06-30
page-input-period = Not a period: write it as 2024-03/2026-12
page-input-count = Not a whole number
page-input-curve = Twelve amounts are needed
page-input-choice = Not one of the choices
page-input-not-here = This is not changed here
page-input-effective-on = “From” is not a date: write it as 2024-06-30
page-actor = Acting as
page-actor-name = Say who you are
page-actor-first = Every change is recorded with who made it. Please say who you are first.
page-actor-why = Your changes go into the ledger under this name, for good.
page-actor-label = Name or post
page-actor-save = Continue
page-actor-empty = Please give a name or post
page-actor-long = At most 40 characters

# Totals and changes
page-by = Sum by
page-sum = Sum
page-overlaps = A project may count in several groups, so the groups add up to more than the sum.
page-change-appeared = New
page-change-vanished = Gone
page-change-changed = Changed
page-no-changes = Nothing changed in this time.

# Light rules
page-in-force = In force
page-signals = What the lights mean
page-signal-red = Far behind
page-signal-yellow = Behind
page-signal-exempted = Would be yellow, red or not filed, but an approved exemption holds, with reason, approver and end date
page-signal-unknown = This month's figure has not been filed, so nothing can be said
page-signal-green = As planned
page-signal-not-applicable = The rule does not speak of it: no plan this year, or a phase the rule leaves out
page-rule-thresholds = Lights
page-rule-scope = Projects
page-rule-phases = Phases
page-rule-smallest = Smallest plan
page-rule-on-yellow = After yellow
page-rule-on-red = After red
page-rule-source = Source
page-rule-gap-points = Yellow from { $yellow } percentage points behind schedule, red beyond { $red }
page-rule-achievement-percent = Yellow below { $yellow }% of what is due, red below { $red }%
page-exemption-days = { $count ->
    [one] An exemption lasts 1 day at most; then it is decided anew.
   *[other] An exemption lasts { $count } days at most; then it is decided anew.
}

# Addresses and requests
page-bad-address = Parts of the address are not understood and were left out
page-bad-date = { $name } is not a date: “{ $value }”. Write it as 2024-06-30; addresses take 1990 to 2100
page-bad-moment = { $name } is not a moment: “{ $value }”. Write it as 2024-06-30 or 2024-06-30T18:00:00+08:00
page-bad-page = { $name } is not a page number: “{ $value }”
page-bad-page-beyond = There is no page { $value }; the last one is shown
page-bad-per-page = { $name } must be 1 to 1000: “{ $value }”
page-bad-sort = { $name } is not a column to sort by: “{ $value }”
page-bad-value = { $name } has no such value: “{ $value }”
page-bad-dimension = { $name } is not a dimension: “{ $value }”
page-bad-unknown = There is no such parameter: { $name }
page-problem-no-such-page = There is no such page
page-problem-no-such-project = There is no such project, or it is out of your sight, or it is not in the book yet at the chosen moment
page-problem-no-procedure = This project follows no procedure
page-problem-bad-parameters = Parts of the address are not understood
page-problem-foreign = This request comes from another site and was not carried out
page-problem-actor-missing = Please say who you are first
page-problem-key-missing = The Idempotency-Key header is missing
page-problem-bad-body = The request is incomplete or malformed
page-problem-import-without-file = Send the ledger file itself to /api/v1/imports, so that it is kept
page-problem-unreadable = The file cannot be read
page-problem-faulty-schedule = The works schedule is wrong; nothing was changed
page-problem-refused = Refused, for these reasons
page-problem-key-reused = This form was sent before with other content; please check it and save again
page-problem-failed = The system failed; nothing was done
page-problem-closed = The system is shutting down; please try again in a moment
page-problem-too-many = Too many requests; please wait a moment

# To do, and bottlenecks
page-items = To do
page-items-summary =
    { $count ->
        [one] { $count } item
       *[other] { $count } items
    }
page-items-calendar = Subscribe to a calendar
page-items-calendar-how = In a calendar program choose to subscribe to a calendar from the web and give this address; it holds the filter as it is now, and keeps itself up to date:
page-items-calendar-address = Address to subscribe to
page-items-calendar-token = Where the calendar program asks for a user name and a password, any name will do; the password is a token for programs that may “See projects”, 
page-items-calendar-token-made = issued on your account’s page
page-items-calendar-open = Nobody has an account yet, so no password is asked for; once somebody has, the password is a token for programs.
page-items-calendar-once = Download it once (.ics)
page-items-none-yet = No project follows a procedure yet
page-items-how-to-begin = Once projects do, every item stands here with whose it is, how many days are left, and whether it holds up the start of works. Assign procedures on the command line, which proposes one first:
page-items-all-units = All units
page-items-nothing = No item is to be done under this filter.
page-items-urgency = Time left
page-items-item = Item
page-items-state = State
page-items-unit = Lead unit
page-items-role = Waiting for
page-items-lane = Lane
page-items-since = since
page-items-due = Due
page-items-promised = Promised
page-items-float = Float (working days)
page-items-critical = critical
page-items-duties = Asked for
page-items-event-due = { $project }: { $code } { $item } due
page-items-event-promise = { $project }: { $code } { $item } promised
page-bottlenecks = Bottlenecks
page-bottlenecks-note = Only working days that hold up a project's next milestone: over a limit, or ready and not begun.
page-bottlenecks-period = Period counted
page-bottlenecks-counted = Period counted: { $period }
page-bottlenecks-period-note = In a period, of days lost those within it count, and of days saved those of projects whose start of works, past or expected, lies in it.
page-bottlenecks-nothing = Nothing holds up a project's next milestone.
page-bottlenecks-over = Over limits
page-bottlenecks-idle = Not begun
page-bottlenecks-all = All working days
page-bottlenecks-load = What units have to do
page-bottlenecks-load-note = On time and averages count settled items that had a limit: the promised one, else the statutory one.
page-bottlenecks-settled = Settled
page-bottlenecks-on-time = On time
page-bottlenecks-used = Days used (average)
page-bottlenecks-limit = Days allowed (average)
page-bottlenecks-saved = Working days saved up to the start of works
page-bottlenecks-saved-note = For each project, the working days to the start in the order of before the reform and in the order of now, and their difference. Durations side by side do not add up, so there are medians and ranges, never sums. What stands on estimated durations is an estimate, not a statistic: its range is computed with estimated durations half as long and half as long again, which is this software’s own assumption.
page-bottlenecks-month = Month of the start
page-bottlenecks-median = Median
page-bottlenecks-least = Least
page-bottlenecks-most = Most
page-bottlenecks-estimates = Estimates among them
urgency-overdue = Overdue
urgency-today = Due today
urgency-this-week = Within seven days
urgency-later = Later
urgency-stopped = Clock stopped
urgency-waiting = Time not running

# Bulletin and wall charts
page-paper = Print
page-bulletin = Bulletin
page-bulletin-word = Download Word
page-wall = Wall chart
page-wall-note = Choose what and how large; it becomes a PDF for the wall: a row for each project, plan and work done month by month. Its corner bears the day of the figures and the hash of the ledger.
page-wall-all = All
page-wall-by = Grouped by
page-wall-by-none = Not grouped
page-wall-paper = Paper
page-wall-print = Make PDF
page-wall-meanwhile = Until then, open the table of projects and print it from the browser:
page-sheet-pdf = Project sheet PDF
page-bad-paper = “{ $name }” is a0, a1 or a3, not “{ $value }”
page-problem-printer-absent = The typesetting program qinghuo-print is not ready yet; no PDF can be made
page-problem-printer-no-font = No font for Chinese is installed on the server; no PDF can be made
page-problem-printer-too-long = Making the PDF took too long; choose fewer projects
page-problem-too-many-to-print = A chart holds 2,000 projects at most; choose fewer
paper-a0 = A0 (1189 × 841 mm)
paper-a1 = A1 (841 × 594 mm)
paper-a3 = A3 (420 × 297 mm)
