# On paper: wall chart, project sheet and bulletin share these
report-as-of = As of { $day } (dispatch of { $month })
report-rule = Rule of lights: { $rule }
report-known = As known on { $known }
report-synthetic = Demonstration: every project and amount is made up; do not quote
report-record = Ledger record { $seq }, SM3 { $hash }
report-number = No.
report-place = Place
report-with-unit = { $name } ({ $unit })
report-completion = Completion
report-gap = Gap to schedule
report-light = Light
report-waits = Waits for, and problems
report-all = Total
report-projects = { $words }: { $projects } projects
report-month = { $count ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[12] Dec
}
report-year = Investment in { $year }: done by the end of each month, as a share of the yearly plan
report-plan-of = Plan of { $year }
report-held = { $item } ({ $unit })
report-held-over = { $held }, { $days } over
report-item = Item
report-unit = Lead unit
report-state = State
report-no-procedure = This project follows no procedure yet; there are no items to show
report-legend-share = Number: done so far, percent of the annual plan
report-legend-today = Dispatch month
report-legend-kept = On schedule
report-legend-behind = Behind schedule
report-legend-unfiled = Not filed
report-legend-ahead = Still ahead
report-legend-start-planned = Planned start
report-legend-start = Started
report-legend-end-planned = Planned completion
report-legend-end = Completed
report-legend-production = In production
report-bar-done = Settled
report-bar-running = Running
report-bar-late = Over its limit
report-bar-ahead = Ahead (expected)
report-bar-planned = As first planned
report-bar-critical = Critical

# Wall chart
wall-title = Key projects: wall chart
wall-title-of = Key projects: { $slice }

# Bulletin
bulletin-title = Key projects: dispatch bulletin, { $month }
bulletin-title-of = Key projects of { $scope }: dispatch bulletin, { $month }
bulletin-of-post = Only the { $count } projects this post sees
bulletin-appendix = Appendix: the other projects showing red
bulletin-heading = { $number }. { $words }
bulletin-number-1 = 1
bulletin-number-2 = 2
bulletin-number-3 = 3
bulletin-number-4 = 4
bulletin-number-5 = 5
bulletin-number-6 = 6
bulletin-overall = Overall
bulletin-places = By place
bulletin-industries = By industry
bulletin-red = Projects showing red
bulletin-changes = Since the last dispatch
bulletin-approvals = Approvals
bulletin-no-projects = As of { $day }, no key projects are under dispatch.
bulletin-overall-words = { $parts }.
bulletin-of-all = At the end of { $month }, { $projects } key projects are under dispatch, with a total investment of { $total }
bulletin-of-year = of the { $year } plan of { $plan }, { $done } is done: { $completion } of the plan (schedule { $schedule }), { $against }
bulletin-no-plan = no plan is set for { $year }; { $done } is done
bulletin-in-month = done in the month: { $in-month }
bulletin-level = level with the schedule
bulletin-ahead = { $gap } percentage points ahead of schedule
bulletin-behind = { $gap } percentage points behind schedule
bulletin-count = { $words } { $count }
bulletin-lights = By light: { $lights }. By phase: { $phases }.
bulletin-ranked = Ranked by completion less schedule, the highest first; equal gaps share a rank. Places without a yearly plan are not ranked.
bulletin-rank = Rank
bulletin-row = No.
bulletin-projects = Projects
bulletin-plan = Plan
bulletin-done = Done
bulletin-bar = Progress
bulletin-gap = Gap (points)
bulletin-why = Reasons and waits
bulletin-no-red = No project shows red this month.
bulletin-red-all = { $count } projects show red this month, the furthest behind first.
bulletin-red-most = { $count } projects show red this month; the table names the { $named } furthest behind, the appendix the rest.
bulletin-no-reason = No reason reported
bulletin-new-red = Turned red: { $count }: { $names }.
bulletin-no-longer-red = No longer red: { $count }: { $names }.
bulletin-started = Started in the month: { $count }: { $names }.
bulletin-completed = Completed in the month: { $count }: { $names }.
bulletin-producing = Began production in the month: { $count }: { $names }.
bulletin-joined = New under dispatch: { $count }: { $names }.
bulletin-among-others = { $told } (some of them named)
bulletin-no-changes = Nothing changed since the last dispatch.
bulletin-no-before = There is no dispatch before to compare with.
bulletin-approvals-words = { $projects } projects follow a procedure; { $open } items are open, of them { $overdue } over their limits and { $week } due within seven days.
bulletin-open = Open
bulletin-overdue = Over limit
bulletin-week = Due in 7 days
bulletin-worst = Longest over (calendar days)
bulletin-note-figures = Note: these are dispatch figures, filed by the responsible units for dispatching work. They are not statistics and must not be used as such.
bulletin-note-lights = Lights are computed by rule, month by month; exempted projects are shown as such and never count as green.
