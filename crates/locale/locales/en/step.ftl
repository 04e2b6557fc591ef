# Items: states, acts, letters and the discipline of dates
state-not-started = Not started
state-pre-handling = In pre-handling
state-pre-reviewed = Pre-reviewed
state-submitted = Submitted
state-corrections-wanted = Corrections wanted
state-declined = Not accepted
state-running = Running
state-special-procedure = In special procedure
state-approved = Approved
state-tolerated = Approved, papers owed
state-committed = Approved on commitment
state-refused = Refused
state-not-needed = Not needed
state-withdrawn = Withdrawn
state-revoked = Revoked
state-under-way = Under way
state-handed-over = Handed over
state-done = Done

deed-begin-pre-handling = Begin pre-handling
deed-give-pre-review = Give pre-review opinion
deed-submit = Submit
deed-want-corrections = Tell what is missing, once
deed-supply-corrections = Supply corrections
deed-decline = Refuse to accept
deed-accept = Accept
deed-demand-fee = Demand a fee
deed-begin-special-procedure = Begin special procedure
deed-end-special-procedure = End special procedure
deed-extend = Extend the limit
deed-approve = Approve
deed-approve-tolerating = Approve with papers owed
deed-supply-tolerated = Supply owed papers
deed-approve-on-commitment = Approve on commitment
deed-confirm-commitment = Confirm the commitment
deed-refuse = Refuse
deed-find-unneeded = Find not needed
deed-need-after-all = Find needed after all
deed-withdraw = Withdraw
deed-revoke = Revoke
deed-renew = Renew validity
deed-deliver = Deliver
deed-begin = Begin
deed-hand-over = Hand over evidence
deed-finish = Finish

act-begin-pre-handling = Pre-handling began
act-give-pre-review = Pre-review opinion: { $opinion }
act-submit = Submitted
act-want-corrections = Told what is missing: { $missing }
act-supply-corrections = Corrections supplied
act-decline = Not accepted: { $reason }
act-accept = Accepted
act-demand-fee = Fee of { $amount-fen } demanded
act-begin-special-procedure = Special procedure began ({ $special }, { $days } working days told)
act-end-special-procedure = Special procedure ended
act-extend = Limit extended by { $days } days: { $reason } (approved by { $approver })
act-approve = Approved
act-approve-tolerating = Approved with papers owed by { $until }: { $missing }
act-supply-tolerated = Owed papers supplied
act-approve-on-commitment = Approved on commitment, to be checked by { $check-by }
act-with-document = {", "}under { $document }
act-with-validity = {", "}valid until { $day }
act-confirm-commitment = Commitment confirmed
act-refuse = Refused: { $reason }
act-find-unneeded = Found not needed: { $reason }
act-need-after-all = Found needed after all: { $reason }
act-withdraw = Withdrawn: { $reason }
act-revoke = Revoked: { $reason }
act-renew = Validity renewed until { $valid-until }
act-deliver = Delivered
act-begin = Begun
act-hand-over = Evidence handed over
act-finish = Finished

role-applicant = the applicant
role-department = the department
role-coordinator = the coordinator

special-hearing = hearing
special-tender = tender
special-auction = auction
special-inspection = inspection
special-testing = testing
special-quarantine = quarantine
special-appraisal = appraisal
special-expert-review = expert review

moved-by-government = the government
moved-by-applicant = the applicant
moved-by-circumstance = circumstances

value-promise = Promised by { $on }
value-promise-moved = Promise moved to { $on } by { $moved-by }: { $reason }; consulted: { $consulted }
value-promise-decided = ; decided by { $decided-by }
value-delay = { $reason }; expected on { $expected-on }
value-silence = No word from the applicant since { $since }; from the day after { $stands-from } the days are the applicant’s
value-miss = { $count ->
        [one] { $count } day
       *[other] { $count } days
    } past the promised date
value-miss-applicant = , of which the applicant was silent for { $count }

value-assignment = { $procedure } (version { $version })
value-own-item = { $name } ({ $kind }, { $lane }, { $days }): { $reason }
value-own-item-after = ; begins after { $items }
value-own-item-before = ; { $items } wait for it
value-own-plan = Planned for { $days }: { $reason }
value-own-plan-ended = Back to the days of the procedure: { $reason }
value-own-plan-works = ; taken from the works schedule { $file }, { $from } to { $to }
value-own-plan-milestone = ; { $name } { $day }
