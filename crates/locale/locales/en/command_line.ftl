# The command line
cli-about =
    Qinghuo runs a city's major projects through their whole life.
    From the Excel ledger on: phase, progress, light and origin of every project, as of any day.
cli-after-help =
    Exit codes: 0 done; 1 failure of its own; 2 command line not understood; 3 file unreadable; 4 refused or undecided (nothing changed); 5 ledger damaged; 6 playbook invalid
    Environment: QINGHUO_DATA (directory of the ledger), QINGHUO_ACTOR (who acts), QINGHUO_LANG (zh or en), NO_COLOR (no colours)
    Amounts take a unit: 元 or yuan, 万元 or wan (10,000), 亿元 or yi (100,000,000); without one, 10,000 yuan is assumed. Days are written 2024-06-30, months 2024-06.
    Try it without risk: qinghuo import ledger.xlsx --dry-run
cli-usage = Usage:
cli-commands = Commands
cli-arguments = Arguments
cli-options = Options
cli-global-options = Global options
cli-view-options = View options
cli-change-options = Change options
cli-serve-about = Serve the pages
cli-demo-about = Fill an empty ledger with a made-up city (every figure is synthetic)
cli-import-about = Import an Excel ledger: check, match, preview, and commit when confirmed
cli-imports-about = List the imports
cli-undo-about = Take back an import (by new facts; history stays)
cli-export-about = Export the projects as an Excel table
cli-board-about = The city at a glance: investment, lights by place, furthest behind
cli-show-about = Everything known of a project
cli-schedule-about = The approvals of a project: when it can start, be completed and produce, and whose move it is
cli-history-about = The history of a project: when, who, what and from where
cli-totals-about = Sums by any dimension
cli-changes-about = What changed between two days
cli-register-about = Register a new project
cli-set-about = Revise or correct a project
cli-file-about = File a month's dispatch figure
cli-advance-about = Move a project through the gate into the next phase
cli-return-about = Move a project back to an earlier phase
cli-assign-about = Let a project follow a procedure
cli-step-about = Record what was done to an approval item
cli-promise-about = Promise an item by a date, or move the promise by the rules
cli-explain-about = Explain an item's delay, or the forecast of one
cli-list-about = Project lists: show, open, join, leave
cli-list-show-about = Show the lists that are open
cli-list-open-about = Open a list
cli-list-join-about = Put a project on a list
cli-list-leave-about = Take a project off a list
cli-exempt-about = Exempt a project from a light rule for a while, or end the exemption
cli-merge-about = Merge two projects that are one
cli-split-about = Split a package into parts
cli-do-about = Submit any command as JSON (for scripts)
cli-audit-about = Prove that no record was altered and that what is shown is what they say
cli-backup-about = Back the ledger up into one file
cli-playbook-about = The year's rules: check, show, procedures, adopt
cli-playbook-check-about = Check a playbook; all faults at once
cli-playbook-procedure-about = Show every item of one procedure
cli-playbook-show-about = Show the playbook
cli-playbook-adopt-about = Have the city work by this playbook
cli-value-command = COMMAND
cli-value-procedure = PROCEDURE
cli-value-item = ITEM
cli-value-act = ACT
cli-value-special = PROCEDURE
cli-value-days = DAYS
cli-value-names = NAMES
cli-value-moved-by = CAUSE
cli-value-milestone-or-item = MILESTONE|ITEM
cli-value-directory = DIR
cli-value-name = NAME
cli-value-language = LANGUAGE
cli-value-moment = MOMENT
cli-value-date = DATE
cli-value-text = TEXT
cli-value-key = KEY
cli-value-file = FILE
cli-value-output = FILE
cli-value-sheet = SHEET
cli-value-year = YEAR
cli-value-month = MONTH
cli-value-mapping = COLUMN=ROLE:UNIT
cli-value-decision = ROW=DECISION
cli-value-doubtful = new|skip|match
cli-value-address = ADDRESS
cli-value-project = PROJECT
cli-value-dimension = DIMENSION
cli-value-assignment = FIELD=VALUE
cli-value-amount = AMOUNT
cli-value-phase = PHASE
cli-value-list = LIST
cli-value-import = IMPORT
cli-value-keep = KEEP
cli-value-absorb = ABSORB
cli-value-command-file = COMMAND.json
cli-value-count = COUNT
cli-value-number = NUMBER
cli-value-seq = RECORD
cli-value-filter = DIMENSION=VALUE
cli-argument-file = Path of the file
cli-argument-output = The Excel file to write
cli-argument-procedure = Key of the procedure, see playbook show
cli-argument-item = Code of the item, e.g. A24
cli-argument-act = What was done; see below
cli-argument-date = A date such as 2024-06-30
cli-argument-directory = Directory of the playbook; without it, the one in use is checked
cli-argument-project = Number (P12), project code, or part of a name
cli-argument-assignment = Such as total_investment=12.5亿元 or year_plan:2024=3亿; nothing behind “=” clears; several values with commas, a monthly plan as twelve cumulative amounts with “/”
cli-argument-name = Name of the project
cli-argument-month = The month, such as 2024-06
cli-argument-phase = The phase: planning, landing, construction, benefit
cli-argument-list = The list, such as 2024/city/重点实施类
cli-argument-import = Number of the import, such as I3
cli-argument-keep = The project that remains
cli-argument-absorb = The project that is merged into it
cli-argument-command-file = A JSON file; “-” is standard input
cli-option-data = Directory of the ledger (default ./data)
cli-option-playbook = Directory of the playbook (default: the bundled Jinan 2024)
cli-option-actor = Who acts (default: the system's user)
cli-option-lang = Language: zh or en (default zh)
cli-option-now = Take this moment for now (for replays and tests)
cli-option-help = Show help
cli-option-version = Show the version
cli-option-json = Answer in JSON
cli-option-why = Say what is behind a date: a milestone (start, completion, production, benefit) or an item; without one, the next milestone
cli-option-take-back = Take back the last act, recorded by mistake
cli-option-opinion = The opinion of the review in advance
cli-option-missing = The papers missing, all told at once
cli-option-amount = The fee, e.g. 1200元
cli-option-special = Which: hearing, tender, auction, inspection, testing, quarantine, appraisal, expert-review
cli-option-days = Number of days
cli-option-document = Number of the document
cli-option-valid-until = Last day it holds
cli-option-moved-by = Why it moved: government, applicant, circumstance
cli-option-consulted = Units consulted, divided by commas
cli-option-decided-by = The post that decided what the rules do not allow
cli-option-as-of = What was true on this day (default today)
cli-option-known-at = Only what was known by then: a day, or 2024-07-01T09:00:00+08:00
cli-option-effective-on = The day from which it is true (default today; of an import, the last day of the ledger's month)
cli-option-key = Names this order; sent twice under one key, it is carried out once
cli-option-reason = Why
cli-option-projects = How many projects (1 to 1000000; default 2000)
cli-option-seed = Seed: the same seed, day and number give the same ledger (default 2024)
cli-option-listen = Address to listen on (default 127.0.0.1:8080)
cli-option-dry-run = Check and preview only; change nothing
cli-option-sheet = Import this sheet only
cli-option-year = Year of the ledger, whatever the file says
cli-option-month = Month the figures reach to, whatever the file says
cli-option-map = Correct a column, such as G=total:hundred_million; remembered with the import for this layout
cli-option-decide = Decide a row: 12=P3, 12=new, 12=skip; with several sheets SHEET!12=P3
cli-option-doubtful = All other doubtful rows: new, skip, or match the most alike
cli-option-marked = Save a copy of the file with its problems marked, to hand back
cli-option-overwrite = Overwrite an output file that exists
cli-option-yes = Commit without asking
cli-option-where = Only projects with this value, such as district=历下区 or light=red; may be repeated
cli-option-by = What to sum by
cli-option-since = From this day
cli-option-until = To this day
cli-option-correct = Put right what was recorded wrongly, from the day the wrong value began; the old value is kept
cli-option-seen = The last record you saw of the project; refused if somebody changed the same field since
cli-option-done = Investment done this year so far
cli-option-month-done = Investment done in the month
cli-option-progress = Physical progress
cli-option-problems = Problems
cli-option-rule = Light rule (default: the one in force)
cli-option-approver = Who approved it
cli-option-end = End the exemption early
cli-option-part = Name of a part; may be repeated
cli-dimensions = Dimensions:
cli-error-argument-unknown = “{ $given }” is not understood
cli-error-command-unknown = there is no command “{ $given }”
cli-error-command-missing = say what to do
cli-error-argument-missing = missing: { $given }
cli-error-argument-twice = “{ $given }” is given twice, or conflicts with another option
cli-error-value-missing = “{ $given }” needs a value
cli-error-value-wrong = “{ $given }” cannot be “{ $value }”
cli-error-value-superfluous = “{ $given }” does not take “{ $value }”
cli-error-not-text = an argument is not valid text (UTF-8)
cli-error-other = not understood: { $given }
cli-error-perhaps = { " " }(perhaps “{ $near }”?)
cli-error-one-of = { " " }(one of: { $valid })
cli-error-see-help = See --help.
cli-error-none-of = “{ $given }” is none of: { $known }
cli-error-not-a-moment = “{ $given }” is no moment; write 2024-06-30 or 2024-06-30T09:00:00+08:00
cli-error-not-a-date = “{ $given }” is no day; write 2024-06-30
cli-error-not-a-month = “{ $given }” is no month; write 2024-06
cli-error-not-a-year = “{ $given }” is no year
cli-error-not-a-period = “{ $given }” is no period; write 2023/2025 or 2023-03/2025-06
cli-error-not-an-amount = “{ $given }” is no amount; write 12.5亿元, 3000万元 or 88元
cli-error-not-a-number = “{ $given }” is no whole number
cli-error-not-a-curve = a monthly plan is twelve cumulative amounts with “/” between them
cli-error-not-a-code = “{ $given }” is no project code: { $fault }
cli-error-not-a-list = “{ $given }” is no list; write YEAR/LEVEL/CLASS, such as 2024/city/重点实施类
cli-error-not-an-import = “{ $given }” is no import; write I3
cli-error-not-an-assignment = “{ $given }” should be FIELD=VALUE
cli-error-not-settable = “{ $given }” cannot be set here
cli-error-field-unknown = there is no field “{ $given }”; there are: { $fields }
cli-error-not-a-mapping = “{ $given }” should be COLUMN=ROLE or COLUMN=ROLE:UNIT, such as G=total:hundred_million
cli-error-role-unknown = there is no role “{ $given }”; there are: { $known }
cli-error-not-a-decision = “{ $given }” should be ROW=P12, ROW=new or ROW=skip
cli-error-row-unknown = row { $given } holds no project
cli-error-row-ambiguous = several sheets have a row { $given }; write SHEET!{ $given }=…
cli-error-sheet-unknown = there is no sheet “{ $given }”; there are: { $known }
cli-error-not-an-address = “{ $given }” is no address; write 127.0.0.1:8080
cli-error-not-a-filter = “{ $given }” should be DIMENSION=VALUE
input-unit-yuan = yuan rmb cny
input-unit-ten-thousand = wan
input-unit-hundred-million = yi
cli-unit-assumed = “{ $given }” has no unit; 10,000 yuan assumed: { $amount }
cli-actor-missing = nobody is named as acting: give --actor or set QINGHUO_ACTOR
cli-no-city = there is no ledger in { $dir } yet; import one first: qinghuo import ledger.xlsx; or make a demo city: qinghuo demo
cli-playbook-differs = note: the city works by { $adopted }; this run goes by { $given } (to change: qinghuo playbook adopt)
cli-unreadable = cannot read { $path }: { $detail }
cli-unwritable = cannot write { $path }: { $detail }
cli-file-exists = the file exists and is not overwritten: { $path }
cli-would-overwrite-source = the ledger itself would be overwritten: { $path }
cli-written = wrote { $path }
cli-written-rows = wrote { $path }: { $rows } projects
cli-as-of = as of { $day }
cli-known = , counting records up to { $seq }
cli-head = ledger head { $head }
cli-because = { " " }({ $reason })
cli-since-month = , since { $month }
cli-at-row = { $sheet } row { $row }:{ " " }
cli-refused = { $count ->
        [one] refused, nothing changed; the reason:
       *[other] refused, nothing changed; { $count } reasons:
    }
cli-key-reused = refused, nothing changed: this key belongs to another order
cli-closed = the ledger is closing; nothing was done
cli-done = done: { $about } ({ $facts } facts, up to record { $last })
cli-repeated = done before, not repeated: { $about } ({ $facts } facts, up to record { $last })
cli-and-more = , and { $count } more
cli-subject-city = the city
cli-subject-layout = layout { $fingerprint }
cli-failed = failure: { $detail }
cli-io = file { $path }: { $detail }
cli-record-damaged = the ledger is damaged: record { $seq } { $damage }. Nothing was repaired; compare with a backup
cli-record-unreadable = record { $seq } of the ledger is not understood: written by a newer program, or damaged
cli-record-misfit = the ledger does not add up: { $detail }
cli-ledger-forked = after record { $seq } this is no longer the same ledger: it was replaced or set back
cli-attachment-damaged = attachment { $hash } is damaged
cli-file-damaged = the ledger's file is damaged: { $detail }. Nothing was repaired; restore a backup
cli-ledger-missing = { $path } is gone and only its companions remain; no empty ledger is put in its place
cli-not-a-ledger = { $path } is not a ledger
cli-ledger-newer = the ledger was written by a newer program (schema { $found }, this one knows { $known })
cli-network-drive = the disk of { $path } cannot be written safely (network drives cannot); use a local disk
cli-ledger-busy = another program is writing the ledger; try again
cli-damage-missing = is missing
cli-damage-out-of-place = has another record in its place
cli-damage-broken-link = is not linked to the one before it
cli-damage-wrong-hash = does not match its hash
cli-damage-time-went-back = was recorded before its predecessor
cli-damage-unreadable = cannot be read
cli-damage-beyond-head = lies beyond the ledger's head
cli-damage-head-mismatch = does not match the ledger's head
cli-project-unknown = there is no project “{ $given }”
cli-project-ambiguous = “{ $given }” fits { $found } projects; give the number:
cli-board-title = Dispatch of { $month }: { $projects } projects
cli-board-total = total investment { $total }
cli-board-progress = plan { $plan }, done { $done }, completion { $completion }; schedule { $schedule }, gap { $gap }
cli-board-lights = lights  { $lights }  ({ $rule })
cli-board-places = By place
cli-board-worst = Furthest behind schedule
cli-column-number = No.
cli-column-place = Place
cli-column-days = Days
cli-column-plan-wan = Plan (10k yuan)
cli-column-done-wan = Done (10k yuan)
cli-column-total-yi = Total (100m yuan)
cli-column-completion = Completion
cli-column-schedule = Schedule
cli-column-gap = Gap
cli-column-light = Light
cli-column-reason = Reason
cli-column-projects = Projects
cli-column-other-lights = Other
cli-column-effective = Effective
cli-column-file = File
cli-column-registered = New
cli-column-changed = Changed
cli-column-unchanged = Unchanged
cli-column-state = State
cli-column-key = Key
cli-column-since = Since
cli-column-row = Row
cli-column-label = Label
cli-column-measure = Measure
cli-column-declared = Declared
cli-column-found = Found
cli-column-verdict = Verdict
cli-column-which = Which
cli-column-points = pp
cli-row-all = All
cli-totals-overlap = A project may count under several, so that the parts add up to more than the whole.
cli-field-row = { "  " }{ $field }: { $value }
cli-phase-stay = { $phase }, since { $since }, { $days } days
cli-row-progress = Progress
cli-progress = { $done } done by { $month } of { $plan } planned, { $completion }; schedule { $schedule }, gap { $gap }
cli-row-former-names = Called before
cli-row-origin = From
cli-origin = { $import } { $file } { $sheet } row { $row }
cli-fact = #{ $seq }  recorded { $recorded }  effective { $effective }  { $actor }  { $what }
cli-moved = { $field }: { $before } → { $after }
cli-set-to = { $field }: { $after }
cli-cleared = { $field }: { $before } → (cleared)
cli-reason = why: { $reason }
cli-taken-back = taken back by fact { $by }
cli-changes-title = Changes from { $since } to { $until }
cli-appeared = new in the book
cli-vanished = no longer in the book
cli-changed = changed
cli-changes-count = { $count ->
        [one] 1 project changed
       *[other] { $count } projects changed
    }
cli-no-imports = No ledger was imported yet.
cli-undone = undone by fact { $by }
cli-no-lists = No list is open yet.
cli-backed-up = backed up to { $path } (ledger head { $head })
cli-demo-not-empty = { $dir } holds a ledger already ({ $facts } records); nothing was changed. A demo city only goes into an empty one: choose another directory, such as --data ./demo-city
cli-demo-progress = making the demo city: { $percent }%
cli-demo-done = a demo city is in { $dir }: { $projects } projects, total investment { $total }, { $facts } records, { $people } invented names of people, dispatched up to { $month }
cli-demo-synthetic = amounts, codes, dates, progress, firms and people are made up; only some names of projects come from the news. Not for real work
cli-demo-next = look at it: qinghuo board, or qinghuo serve
cli-audit-progress = auditing: { $done }/{ $total }
cli-audit-sound = the ledger is sound: { $facts } records linked from first to last, { $attachments } attachments true to their names (ledger head { $head })
cli-audit-snapshot-matches = the snapshot (up to record { $seq }) is what the records fold to
cli-audit-snapshot-unused = there is no snapshot to start from; every start folds all records
cli-audit-snapshot-differs = the snapshot (up to record { $seq }) is not what the records fold to: remove the snapshot file and start again; the ledger itself is sound
cli-playbook-sound = playbook { $name } has no faults
cli-playbook-title = { $name }  { $city }  “{ $theme }”  { $from } to { $until }
cli-playbook-standards = { "  " }effect standards: { $standards }
cli-playbook-mechanisms = { "  " }mechanisms: { $mechanisms }
cli-playbook-gate = { "  " }needed to enter: { $requires }
cli-playbook-procedures = Procedures (from the top, the first whose condition holds)
cli-playbook-procedure = { "  " }{ $key }  { $name } ({ $items } items, { $estimates } with estimated durations)
cli-playbook-procedure-condition = { "    " }for: { $condition }
cli-procedure-title = { $key }@{ $version }  { $name }  { $items } items
cli-procedure-unknown = there is no procedure “{ $given }”; there are: { $known }
cli-procedure-estimate = est.
cli-procedure-unverified = unverified
cli-procedure-at-once = on the spot
cli-procedure-linked = { $code } ({ $link })
cli-procedure-linked-lag = { $code } ({ $link }, { $lag })
cli-procedure-merged = within { $code }
cli-column-code = Code
cli-column-item = Item
cli-column-lane = Lane
cli-column-units = Units
cli-column-legal = By law
cli-column-promised = Promised
cli-column-plan = Planned
cli-column-after = After
cli-column-flags = Special
cli-column-condition = Only if
cli-column-used = Used
cli-column-left = Left
cli-column-expected-from = From
cli-column-expected-to = To
cli-column-float = Float
cli-column-critical = Critical
cli-column-waits-for = Waits for
cli-schedule-procedure = Procedure: { $key }@{ $version } { $name }, since { $day }
cli-schedule-unassigned = { $project } follows no procedure yet. Proposed: { $key } ({ $name }): qinghuo assign { $project }
cli-schedule-unjudged = { $project } follows no procedure yet, and too little is known of it to propose one: set the investor, the land supply and the like first, or name a procedure (qinghuo playbook show)
cli-schedule-milestone = { "  " }{ $milestone }: planned { $planned }, expected { $expected }, { $late }; { $serial } in the order of before the reform, { $saved }
cli-schedule-reached = { "  " }{ $milestone }: planned { $planned }, happened { $expected }, { $late }; { $serial } in the order of before the reform, { $saved }
cli-schedule-on-time = as planned
cli-schedule-late =
    { $count ->
        [one] { $count } working day late
       *[other] { $count } working days late
    }
cli-schedule-early =
    { $count ->
        [one] { $count } working day early
       *[other] { $count } working days early
    }
cli-schedule-saved =
    { $count ->
        [one] { $count } working day saved
       *[other] { $count } working days saved
    }
cli-schedule-lost =
    { $count ->
        [one] { $count } working day more
       *[other] { $count } working days more
    }
cli-schedule-estimate = { " " }(with estimated durations)
cli-schedule-held = { $milestone } is waiting for:
cli-schedule-holds = { "  " }{ $item }: { $state }, the move is with the { $role } (lead unit: { $unit })
cli-schedule-since = , since { $day }
cli-schedule-critical = critical
cli-schedule-over = { $days } over
cli-why-chain = Because:
cli-why-nothing-ahead = every milestone is past.
cli-why-unneeded = Not needed; it moves no date.
cli-why-settled = Settled on { $day }; slack no longer matters.
cli-why-critical = Critical: it has no slack; a day's delay moves the start of works or the end by a day.
cli-why-slack = Not critical: it may be settled as late as { $day }, a float of { $float } working days, { $free } of which move nothing after it.
cli-why-beginning = { "  " }{ $place }. { $item }: can begin with the procedure, { $from } to { $to }
cli-why-finish-start = { "  " }{ $place }. { $item }: begins when { $before } has ended, { $from } to { $to }
cli-why-start-start = { "  " }{ $place }. { $item }: begins with { $before }, { $from } to { $to }
cli-why-finish-finish = { "  " }{ $place }. { $item }: cannot end before { $before } does, { $from } to { $to }
cli-why-start-finish = { "  " }{ $place }. { $item }: cannot end before { $before } begins, { $from } to { $to }
cli-why-nobody-began = { "  " }{ $place }. { $item }: could begin, nobody has; counted from today, { $from } to { $to }
cli-why-under-way = { "  " }{ $place }. { $item }: { $state } since { $from }, expected to end { $to }
cli-why-over = { "  " }{ $place }. { $item }: { $state }, { $from } to { $to }
cli-why-days-over =
    { $count ->
        [one] , { $count } day over its limit
       *[other] , { $count } days over its limit
    }
cli-assign-proposed = Proposed procedure: { $key } ({ $name }, { $items } items), because { $condition }
cli-assign-ask = Follow this procedure? [y/N]{ " " }
cli-assign-needs-yes = not confirmed, nothing changed: add --yes, or name the procedure
cli-assign-left = not followed, nothing changed
cli-step-acts = Acts (options in brackets may be left out):
cli-step-act = { "  " }{ $act } { $deed } ({ $role }) { $options }
cli-step-needs = “{ $deed }” also needs { $options }
cli-step-takes-no = “{ $deed }” takes no { $options }
cli-error-not-an-item = “{ $given }” is no code of an item, such as A24
cli-error-not-an-act = there is no act “{ $given }”; see qinghuo step --help
cli-error-not-a-milestone-or-item = “{ $given }” is no milestone, and no item of this procedure
cli-playbook-lights = Light rules (* in force)
cli-playbook-faults = { $count ->
        [one] the playbook has 1 fault
       *[other] the playbook has { $count } faults
    }
cli-quote = : “{ $quote }”
cli-serving = Qinghuo is serving at { $address }
cli-serving-other = 擎火正在服务：{ $address }
cli-serving-stop = Ctrl+C stops it
cli-cannot-serve = cannot serve at { $address }: { $detail }
cli-stopped = stopped; the ledger is safe
cli-import-reading = reading { $file } …
cli-import-committing = committing …
cli-import-file = { $file } ({ $format })
cli-import-sheet = sheet “{ $name }”: { $kind }
cli-import-sheet-header = , header in rows { $first }–{ $last }
cli-import-sheet-when = , { $when }
cli-import-sheet-rows = , { $rows } projects
cli-import-remembered = read by the columns as corrected before
cli-import-findings = findings: { $errors } errors, { $warnings } warnings, { $notes } notes
cli-import-finding = { "  " }{ $severity }  { $place }  { $words }
cli-import-more-findings = { "  " }and { $count } more; see --json or --marked
cli-import-reconciliation = declared against found: { $ok } agree, { $rounding } differ by rounding, { $differs } differ
cli-import-preview = preview (effective { $day }): { $new } new, { $changed } changed, { $unchanged } unchanged, { $skipped } left out, { $undecided } undecided; { $absent } in the book but not in this file (they stay as they are)
cli-import-new = New:
cli-import-changes = Changed:
cli-import-undecided = Undecided:
cli-import-absent = Not in this file:
cli-import-row = { "  " }{ $sheet } row { $row }  { $name }
cli-import-row-project = { "  " }{ $sheet } row { $row }  { $project }  { $name }
cli-import-more = { "  " }and { $count } more
cli-import-this-row = this row
cli-import-candidate = { $project } ({ $likeness } alike)
cli-import-how-to-decide = Decide row by row, such as { $example }, or all at once with --doubtful new|skip|match. Nothing changed.
cli-import-needs-yes = Nothing changed. Add --yes to commit.
cli-import-dry = Preview only; nothing changed.
cli-import-ask = Commit? [y/N]{ " " }
cli-import-answers-yes = y yes
cli-import-declined = Not committed; nothing changed.
cli-import-nothing-new = The file says nothing new; nothing changed.
cli-import-no-rows = No project to import was found; nothing changed.
cli-import-committed = committed { $import }: { $registered } new, { $changed } changed, { $unchanged } unchanged ({ $facts } facts). To take it back: qinghuo undo { $import } --reason …
cli-import-repeated = committed before as { $import }; not repeated
cli-import-mapping-kept = the columns of this layout are remembered (layout { $fingerprint })
cli-export-title = Progress of major projects
cli-export-sheet = Projects
cli-export-dispatch = dispatch of { $month }
cli-export-rule = light rule: { $rule }
dimension-place = Place
dimension-district = District
dimension-functional-zone = Functional zone
dimension-phase = Phase
dimension-nature = Nature
dimension-class = Class
dimension-policy-area = Policy area
dimension-industry = Industry
dimension-owner = Owner
dimension-lead-unit = Lead unit
dimension-responsible-unit = Responsible unit
dimension-light = Light
dimension-list = List
dimension-start-year = Start year
playbook-missing-file = the file is missing
playbook-unknown-file = no playbook has this file
playbook-repeated-file = the same file twice
playbook-too-large = the file is larger than { $limit } bytes
playbook-syntax = this is not TOML ({ $detail })
playbook-repeated-key = the same key twice
playbook-unknown-key = unknown key
playbook-missing-key = “{ $key }” is missing
playbook-needless-key = “{ $key }” has no meaning here
playbook-wrong-type = wrong type: { $expected } expected, { $found } found
playbook-out-of-range = it should lie between { $least } and { $most }
playbook-too-precise = two decimals at most
playbook-empty-text = the text is empty
playbook-bad-key = a key consists of lower-case letters, digits and underscores
playbook-bad-place-code = a place's code has six digits
playbook-unknown-reference = there is no such { $kind }
playbook-day-elsewhere = This day belongs to another year
playbook-day-not-weekend = This is a weekday anyway
playbook-bad-item-code = the code of an item is a capital letter with two or three digits, such as A24
playbook-cycle = these items wait for one another: { $path }
playbook-beyond-legal = the law does not allow this ({ $bound ->
        [at_least] at least
       *[other] at most
    } { $legal } days)
playbook-repeated = repeated (first in line { $first-line })
playbook-missing-entry = “{ $key }” is missing
playbook-wrong-count = { $expected } expected, { $found } found
playbook-out-of-order = “{ $first }” should come before, or be no wider than, “{ $second }”
playbook-filled-to-fill = marked as to be filled, but a name is given
playbook-expression-syntax = the expression does not parse ({ $detail })
playbook-expression-too-long = the expression is longer than { $limit } characters
playbook-unknown-attribute = there is no such attribute
playbook-expression-type = “{ $operator }” does not take { $found }
playbook-whole-number = numbers carry a decimal point: { $write }
playbook-expression-unsupported = playbooks do not use this
playbook-expression-result = the expression should yield { $expected }, it yields { $found }
playbook-expression-constant = the expression looks at no attribute and says the same of every project
cli-import-sheet-header-row = , header in row { $first }
cli-synthetic = holds figures made up for a demonstration
cli-io-not-found = there is no such file
cli-io-denied = permission denied
cli-io-is-directory = this is a directory
cli-io-no-directory = part of the path is no directory
cli-io-address-in-use = the address is in use
cli-io-full = the disk is full
