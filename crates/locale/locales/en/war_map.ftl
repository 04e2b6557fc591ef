# War map: projects on the axis of time
war-map = Board
war-map-summary = { $projects } projects, page { $page } of { $pages }
war-map-group = Grouped by
war-map-month-link = This month's tasks
war-map-zoom = Window of time
war-map-earlier = Earlier
war-map-later = Later
war-map-in = Zoom in
war-map-out = Zoom out
war-map-all = All of time
war-map-legend-plan = planned period
war-map-legend-behind = due and not there
war-map-legend-today = today
war-map-started = works started
war-map-completed = works complete
war-map-producing = producing
war-map-behind = start or completion due and not there
war-map-plan-start = Planned start
war-map-plan-end = Planned completion
war-map-came-into = Came into { $phase }
war-map-words-phase = { $phase } since { $since }
war-map-words-plan = planned { $period }
war-map-words-started = started { $day }
war-map-words-completed = complete { $day }
war-map-words-producing = producing { $day }
war-map-words-join = {", "}
war-map-open-page = Open the project
war-map-close = Close
war-map-loading = Fetching all projects…
war-map-loaded = { $count ->
    [one] The only project is on the board
   *[other] All { $count } projects are on the board
}
war-map-failed = Not all projects could be fetched; they can still be read page by page
war-map-cut = { $count ->
    [one] Too many projects: only the first is drawn; narrow the filter
   *[other] Too many projects: only the first { $count } are drawn; narrow the filter
}
war-map-keys = Up and down for the projects, left and right for time, plus and minus to zoom, Enter for a project
war-map-beside = Project
war-map-chart = Chart of projects over time
war-map-card-tasks = To be done in { $month }
war-map-month-title = Tasks of { $month }
war-map-month-earlier = Month before
war-map-month-later = Month after
war-map-month-board = Board
war-map-month-carried = { $count ->
    [one] 1 carried over from earlier months
   *[other] { $count } carried over from earlier months
}
war-map-month-amounts = { $done } done by projects with a plan for the month, of { $planned } planned (CNY bn)
war-map-month-of = { $done } / { $all }
war-map-month-what = Task
war-map-month-due = Due
war-map-month-plan = Plan of the month
war-map-month-done = Done
war-map-month-done-amount = Done in the month
war-map-month-outcome = Outcome
war-map-month-carried-over = Carried over
war-map-month-unfiled = No figures were dispatched for { $month } yet: what is told of its investment is what was filed early.
war-map-month-nothing = The month asks for nothing of this kind.
war-map-month-aims = Kinds of task
war-map-aim-start = Start of works
war-map-aim-completion = Completion
war-map-aim-entry = Statistics entry
war-map-aim-approval = Approval items
war-map-aim-investment = Investment of the month
war-map-outcome-done = done
war-map-outcome-late = done late
war-map-outcome-open = not due yet
war-map-outcome-overdue = overdue
war-map-outcome-unreported = not reported
page-bad-month = { $name } is no month: “{ $value }”. Write 2024-06
cli-tasks-about = What a month asks for: starts, completions, entries, approvals, investment; done or not
cli-value-aim = AIM
cli-option-aim = only tasks of this kind
cli-tasks-aims = Kinds of task:
