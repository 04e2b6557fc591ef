# Procedures: lanes, stages, kinds of items, what is special about them, links, letters
lane-land = Land supply
lane-permits = Permits
lane-early-start = Early start
lane-statistics-entry = Statistics entry
lane-works = Works to production
stage-origination = Origination
stage-land-and-initiation = Initiation and land-use planning
stage-engineering-permits = Engineering permits
stage-owners-design = Design and contracting
stage-construction-permit = Construction permit
stage-construction = Construction
stage-completion-acceptance = Completion acceptance
stage-statistics = Statistics entry
stage-benefit = Benefit
item-kind-permit = Permit
item-kind-permit-above = Permit of the province
item-kind-filing = Filing
item-kind-registration = Registration
item-kind-publicity = Publicity
item-kind-gov-internal = Within government
item-kind-tech-review = Technical review
item-kind-inspection = Inspection
item-kind-owner-work = Owner's own work
item-kind-utility = Utility
item-kind-merged = Merged
item-kind-statistics = Statistics
item-kind-milestone = Milestone
item-kind-evaluation = Evaluation
item-flag-pre-handling = advance handling
item-flag-commitment = on commitment
item-flag-tolerance = papers to follow
item-flag-area-covered = area assessment
item-flag-joint = joint acceptance
item-flag-staged = in stages
item-flag-parallel = beside acceptance
item-flag-budget-gate = budget gate
item-flag-funding-gate = funding gate
link-finish-start = starts when it ends
link-start-start = starts with it
link-finish-finish = ends with it
link-start-finish = ends when it starts
milestone-start = Start
milestone-completion = Completion
milestone-production = Production
milestone-benefit = Benefit
letter-submission-receipt = Receipt of submission
letter-reception-receipt = Receipt of papers
letter-acceptance-receipt = Notice of acceptance
letter-correction-notice = Notice to complete the papers
letter-refusal-to-accept = Notice of refusal to accept
letter-special-procedure-notice = Notice of the time of a special procedure
letter-extension-notice = Notice of extension
letter-approval-decision = Decision of approval
letter-refusal-decision = Decision of refusal
letter-payment-notice = Notice of payment
letter-delivery-receipt = Receipt of delivery
letter-joint-acceptance-opinion = Final opinion of the joint acceptance
applies-yes = Needed
applies-no = Not needed
applies-unknown = To be determined
bound-at-most = at most
bound-at-least = at least
days-working = { $count ->
    [one] 1 working day
   *[other] { $count } working days
}
days-natural = { $count ->
    [one] 1 day
   *[other] { $count } days
}
day-kind-working = working days
day-kind-natural = days
