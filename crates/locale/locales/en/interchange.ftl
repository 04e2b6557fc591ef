# Works schedules in, approval networks out
cli-works-about = Look at a works schedule (MS Project XML, Primavera XER): span, critical chain, differences from its own dates
cli-network-about = Write a project's approval network as an XML file MS Project opens
cli-value-schedule = FILE.xml
cli-argument-schedule = XML file to write
cli-works-title = { $title } ({ $program }): activities { $activities }, groups { $groups }, links { $links }
cli-works-span = { $from } to { $to }, { $workdays } working days
cli-works-span-calendar = { $from } to { $to }, { $workdays } working days (calendar “{ $calendar }”)
cli-works-chain = Critical chain
cli-works-column-activity = Activity
cli-works-column-from = From
cli-works-column-to = To
cli-works-column-percent = Done
cli-works-column-measure = Figure
cli-works-column-given = In the file
cli-works-column-workdays = Ours later by (working days)
cli-works-more = and { $count } more lines
cli-works-differences = figures held against the file's own: { $compared }, differing: { $differing }
cli-works-findings = Findings
cli-works-finding = { "  " }{ $severity }  { $words }: { $count }
cli-works-finding-at = { "  " }{ $severity }  { $words }: { $count } ({ $places })
cli-works-place = { $task }: { $given }
cli-works-line = , line { $line }
cli-network-no-procedure = { $project } follows no procedure; there is no approval network to write
cli-network-calendar = Statutory working days
cli-network-written = wrote { $path }: { $items } items, { $links } links
program-ms-project = MS Project
program-primavera = Primavera P6
works-measure-early-start = early start
works-measure-early-finish = early finish
works-measure-late-start = late start
works-measure-late-finish = late finish
works-measure-total-slack = total slack
works-finding-value-unreadable = number or date not understood, taken as not given
works-finding-uid-unusable = activity without a number of its own, left out
works-finding-predecessor-unknown = link whose other end is not in the file, left out
works-finding-link-to-itself = link of an activity with itself, left out
works-finding-link-within-group = link between a group and what lies in it, left out
works-finding-link-twice = link of the same kind between the same two, the first holds
works-finding-circle = activities wait for each other in a circle, no dates can be found
works-finding-absurd = duration or lag negative or longer than 10,000 days, taken for the nearest possible
works-finding-calendar-unusable = no usable calendar in the file, five days a week taken
works-finding-partial-days = duration of parts of a day, rounded up
works-finding-partial-lags = lag of parts of a day, rounded to the nearest day
works-finding-percent-lags = lag in percent, turned into days once; it no longer follows the duration
works-finding-as-late-as-possible = activity placed as late as possible, placed as early as possible here
works-finding-must-dates = date that must be kept exactly, held as no earlier and no later
works-finding-second-constraint = second date constraint of an activity, not held
works-finding-group-constraint = date constraint of a group, not held
works-finding-manual = activity scheduled by hand, held as no earlier than its start
works-finding-inactive = inactive activity, left out with its links
works-finding-level-of-effort = activity that lasts as long as others, left out with its links
works-finding-levelling = activity delayed by levelling of resources, the delay is not carried
works-finding-splits = interrupted activity, the interruption is not carried
works-finding-uneven-days = calendar with working days of different length, each counts as one day
works-finding-own-calendars = activity with a calendar of its own, counted by the plan's
works-finding-resource-calendars = activity by, or calendar of, a single resource; such calendars are not read
works-finding-recurring-days = days off that recur by a rule, not read
works-finding-work-weeks = working weeks of a season, not read
works-finding-other-files = activity of, or link to, another file, not read
works-finding-other-projects = further project in the file, only the first is read
works-finding-assignments = assignment of a resource, not read
works-finding-encoding-guessed = the file does not name its encoding, read in the one guessed
works-finding-beginning-missing = the file does not say when the plan begins, its first date is taken
works-unreadable-not-a-schedule = { $looks-like ->
    [empty] the file is empty
    [mpp] this is a .mpp file of MS Project; save it as XML in MS Project
    [zip] this is an archive or workbook, not a schedule
    [xml] this is XML of something else, not of MS Project
   *[unknown] this is neither MS Project XML nor Primavera XER
 }
works-unreadable-empty = the schedule has no activity
works-unreadable-too-large = the file, or one piece of it, is larger than { $limit } bytes
works-unreadable-too-many = more than { $limit } activities, links or calendar entries
works-unreadable-too-deep = its elements lie too deep
works-unreadable-declares-entities = the file declares XML entities, which no schedule program writes
works-unreadable-encoding = the encoding “{ $name }” is not known
works-unreadable-damaged = the file is damaged in line { $line } ({ $detail })
