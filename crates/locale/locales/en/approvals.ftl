# The approvals of a project, and the letters
page-approvals = Approvals
page-approvals-open = See the approvals
page-approvals-none = The project follows no procedure yet
page-approvals-proposed = From what the book knows, “{ $name }” fits this project.
page-approvals-unjudged = The book knows too little to tell which procedure fits; choose one.
page-approvals-procedure = Procedure
page-approvals-begins = Begins
page-approvals-begins-hint = The day of signing, or of listing; nothing can be recorded before it
page-approvals-assign = Assign the procedure
page-assign-preview = Preview what it brings
page-assign-to = What following “{ $name }”, version { $version }, would bring
page-assign-refused = It cannot be followed now
page-assign-leave = Not now
page-approvals-past = reached
page-approvals-planned = Planned at first
page-approvals-serial = In the order of before the reform
page-approvals-late = { $count ->
    [one] { $count } working day late
   *[other] { $count } working days late
}
page-approvals-early = { $count ->
    [one] { $count } working day early
   *[other] { $count } working days early
}
page-approvals-saved = { $count ->
    [one] { $count } working day saved
   *[other] { $count } working days saved
}
page-approvals-lost = { $count ->
    [one] { $count } working day more
   *[other] { $count } working days more
}
page-provisional = {" "}(provisional)
page-provisional-mark = provisional
page-estimate = {" "}(est.)
page-estimate-mark = estimate
page-approvals-held = What it waits for
page-approvals-move = { $state }; the move is with { $role } ({ $unit })
page-approvals-since = {" "}since { $day }
page-approvals-basis = Basis:
page-approvals-life = What was done
page-approvals-no-life = Nothing is recorded yet
page-approvals-may = What may be done
page-approvals-lanes = The parallel lanes
page-approvals-bar = { $item }: { $state }, { $from } to { $to }, { $float } working days of slack
page-approvals-promise-moved = { $first } → { $on } (moved { $moves } times)
page-approvals-found-unneeded = Found not needed; the reason is on record
page-why = Why this date
page-why-beginning = { $item }: can begin with the procedure, { $from } to { $to }
page-why-finish-start = { $item }: begins when “{ $before }” is settled, { $from } to { $to }
page-why-start-start = { $item }: begins with “{ $before }”, { $from } to { $to }
page-why-finish-finish = { $item }: cannot end before “{ $before }” is settled, { $from } to { $to }
page-why-start-finish = { $item }: cannot end before “{ $before }” has begun, { $from } to { $to }
page-why-nobody-began = { $item }: nothing holds it back and nobody has begun; counted from today, { $from } to { $to }
page-why-under-way = { $item }: { $state } since { $from }, expected to end on { $to }
page-why-over = { $item }: { $state }, { $from } to { $to }
page-why-also = {"; "}just as long for { $others }
page-why-also-item = { $item } ({ $link })
page-why-days-over = , { $days } over
page-slack-unneeded = Not needed; it moves no date.
page-slack-settled = Settled on { $day }; it moves no date any more.
page-slack-critical = Critical: it has no slack, and a day later moves the start of works or production a day.
page-slack-some = Not critical: it may be settled as late as { $day }, with { $float } working days of slack, { $free } of them without moving any item after it.
page-lanes-done = used
page-lanes-ahead = expected
page-lanes-critical = critical
page-lanes-plan = planned at first
page-lanes-slack = slack
page-lanes-today = day looked from
page-steps-days = By law / promised or planned / used (days)
page-steps-dates = Expected
page-steps-waits = Waits for
page-steps-undetermined = to be determined
page-steps-unneeded = Items not needed:
page-act-needed = Please fill in
page-act-opinion = Opinion
page-act-missing = What is missing
page-act-reason = Reason
page-act-amount-fen = Amount (万元 without a unit)
page-act-special = Special procedure
page-act-days = Days
page-act-approver = Approved by (office or post)
page-act-document = Document number
page-act-promise-paper = Number of the paper it was promised in (needed when recorded late)
page-act-notice-number = Number of the notice (needed when recorded late)
page-act-valid-until = Valid until
page-act-until = To be supplied by
page-act-check-by = To be checked by
page-act-on = Promised by
page-act-moved-by = Moved by
page-act-consulted = Units consulted
page-act-decided-by = Decided by (office or post, beyond the rules)
page-act-expected-on = Expected on
page-act-promise = Promise a date
page-act-move-promise = Move the promised date
page-act-explain = Explain a delay
page-act-take-back = Take back the last act
duty-explain-miss = The promised date is over; explain
duty-explain-overdue = The limit is over: explain it, with the day expected
duty-explain-forecast = Expected after the promised date; explain
duty-monthly-status = A word for this month is due
duty-notice-silence = The applicant is silent; the clock stands, give notice
letter-to = :
letter-blank = ________
letter-number = No. { $seq }
letter-body-submission-receipt = Your application for “{ $item }” of “{ $project }” was received on { $day }.
letter-body-reception-receipt = The materials for “{ $item }” of “{ $project }” were received on { $day }.
letter-body-acceptance-receipt = Your application for “{ $item }” of “{ $project }” is complete and in legal form and is accepted on { $day }. The limit counts from the day after.
letter-body-correction-notice = Your application for “{ $item }” of “{ $project }” needs all of the following corrections: { $reason }. Please supply them.
letter-body-refusal-to-accept = Your application for “{ $item }” of “{ $project }” is not accepted: { $reason }.
letter-body-special-procedure-notice = Your application for “{ $item }” of “{ $project }” needs, by law, { $special }; it takes { $days } working days, which do not count towards the limit.
letter-body-extension-notice = The limit for “{ $item }” of “{ $project }” is extended by { $days } days: { $reason }.
letter-body-approval-decision = Your application for “{ $item }” of “{ $project }” meets the legal conditions and is approved. Document number: { $document }.
letter-body-refusal-decision = Your application for “{ $item }” of “{ $project }” is refused: { $reason }.
letter-body-payment-notice = A fee of { $amount } is due for “{ $item }” of “{ $project }”.
letter-body-delivery-receipt = The result of “{ $item }” of “{ $project }” was delivered on { $day }. Received by: ________
letter-body-delivery-receipt-silence = As nothing was heard from you about “{ $item }” of “{ $project }”, the clock stands. The notice (document { $document }) was delivered on { $day }. Received by: ________
letter-body-joint-acceptance-opinion = “{ $item }” of “{ $project }” passed the joint acceptance by all units concerned. Document number: { $document }.
letter-basis-submission-receipt = Basis: Administrative Licensing Law, art. 29
letter-basis-reception-receipt = Basis: Administrative Licensing Law, art. 31
letter-basis-acceptance-receipt = Basis: Administrative Licensing Law, art. 32; limits count working days by art. 82
letter-basis-correction-notice = Basis: Administrative Licensing Law, art. 32: everything to be corrected is told once
letter-basis-refusal-to-accept = Basis: Administrative Licensing Law, art. 32; you may apply for reconsideration or sue
letter-basis-special-procedure-notice = Basis: Administrative Licensing Law, art. 45
letter-basis-extension-notice = Basis: Administrative Licensing Law, art. 42
letter-basis-approval-decision = Basis: Administrative Licensing Law, art. 38
letter-basis-refusal-decision = Basis: Administrative Licensing Law, art. 38; you may apply for reconsideration or sue
letter-basis-payment-notice = Basis of the fee: ________
letter-basis-delivery-receipt = Basis: Administrative Licensing Law, art. 44
letter-basis-delivery-receipt-silence = Basis: ________
letter-basis-joint-acceptance-opinion = Basis: ________
page-own-add = Add an item
page-own-add-note = An item only this project needs. One the procedure has and the conditions exclude is opened under “Items not needed” and called for there.
page-own-item = Code (such as X01)
page-own-name = Name
page-own-lane = Lane
page-own-kind = Kind
page-own-unit = Leading unit
page-own-days = Planned days
page-own-day-kind = Kind of days
page-own-after = Waits for (codes)
page-own-before = Is waited for by (codes)
page-own-reason = Reason
page-own-not-a-code = No code of an item: write X01
page-own-not-codes = No codes of items: write A24, A26
page-own-replan = Plan other days
page-own-restore = Back to the days of the procedure
page-own-take-back = Take back the item, added by mistake
page-own-take-back-plan = Take back the planned days, told by mistake
page-own-days-beside = { $own } (procedure: { $template })
page-act-day-kind = Kind of days
migration-milestones = Expected dates
migration-moved = { $milestone }: { $from } → { $to }
migration-later = { $count ->
    [one] , { $count } working day later
   *[other] , { $count } working days later
}
migration-earlier = { $count ->
    [one] , { $count } working day earlier
   *[other] , { $count } working days earlier
}
migration-none = none
migration-appear = Items that appear
migration-vanish = Items that vanish
migration-replanned = Other planned days
migration-replanned-item = { $item }: { $from } → { $to }
migration-retied = Other links
migration-tied = ; waits for { $items }
migration-untied = ; no longer waits for { $items }
migration-half-filled = Items of whose predecessors only some are settled
migration-ahead = Items handled before what they now wait for (what happened stands)
migration-kept = Items that keep what was done
page-migration = Moving to another procedure
page-migration-newer = The procedure changed: the project follows version { $now }, today’s is version { $then }.
page-migration-preview = Preview the move
page-migration-other = Follow another procedure
page-migration-to = What moving to “{ $name }”, version { $version }, would change
page-migration-nothing = Items, links and expected dates stay as they are.
page-migration-refused = Cannot be moved now
page-migration-do = Move
page-migration-leave = Do not move
page-slack-missed = “{ $milestone }” is promised by { $promised } and expected on { $expected }: to keep the promise this item would have to be settled by { $day },
page-slack-short = { $count ->
    [one] { " " }{ $count } working day earlier than expected
   *[other] { " " }{ $count } working days earlier than expected
}
page-slack-and-critical = ; it is also critical: one more day moves the start or production by a day
page-own-works = Take the days from a works schedule
page-own-works-file = MS Project (XML) or Primavera (XER) file
works-file-missing = Choose a file
works-too-large = The file is larger than 64 MB
page-own-works-taken = The works schedule is now the plan; of it the following is not held as it stands
page-migrations = Moving many projects
page-migrations-note = A project stays in the version of its procedure it was assigned. See here what a move would change, then move all that can be moved at once; each project opens with all its changes.
page-migrations-own = Today’s version of each one’s own
page-migrations-to = Move to
page-migrations-from = Follows now
page-migrations-appear = Appear
page-migrations-vanish = Vanish
page-migrations-retied = Links
page-migrations-kept = Kept
page-migrations-none = No project to be moved.
page-migrations-summary = { $all } projects, { $movable } can be moved, { $refused } cannot.
page-migrations-cut = { $count ->
    [one] Only the first is listed; the others show with filters and are moved as well.
   *[other] Only the first { $count } are listed; the others show with filters and are moved as well.
}
page-migrations-project = Project
page-migrations-do = { $count ->
    [one] Move the one project that can be moved
   *[other] Move the { $count } projects that can be moved
}
