# Units, posts, permissions
field-restricted = Restricted
field-approved = Approval
value-approved = approved (record { $seq })

fact-unit-founded = Unit founded
fact-unit-changed = Unit changed
fact-unit-merged = Unit merged into { $successor }
fact-unit-dissolved = Unit dissolved
fact-post-taken = Post taken
fact-post-left = Post left
fact-person-erased = Personal data erased
fact-dispatch-approved = Dispatch figure of { $month } approved

unit-kind-city-office = City office
unit-kind-department = Department
unit-kind-district = District
unit-kind-functional-zone = Functional zone
unit-kind-town = Town
unit-kind-enterprise = Enterprise
unit-kind-platform-company = Platform company

action-group-see = Looking
action-group-keep = Keeping projects
action-group-approve = Approvals
action-group-run = Running the platform

action-see = See projects
action-see-history = See history
action-export = Download
action-see-contacts = See contacts
action-register = Register projects
action-revise = Revise projects
action-correct = Correct
action-file-dispatch = File dispatch figures
action-approve-dispatch = Approve dispatch figures
action-move-phase = Move between phases
action-keep-lists = Keep lists
action-exempt = Grant exemptions
action-merge-split = Merge and split projects
action-import = Import ledgers
action-undo-import = Undo imports
action-assign-procedure = Assign procedures
action-apply = Act as applicant
action-handle = Act as department
action-coordinate = Co-ordinate
action-take-back-step = Take back acts recorded by mistake
action-promise = Promise dates
action-explain-delay = Explain delays
action-own-items = Items of a project’s own
action-adopt-playbook = Adopt playbooks
action-manage-units = Manage units
action-appoint = Appoint to posts
action-manage-accounts = Manage accounts
action-erase-person = Erase personal data
action-read-log = Read the access log

reach-city = the whole city
reach-place = its own place
reach-unit = its own unit
reach-own = its own company
reach-served = the projects it serves

refusal-unit-unknown = There is no unit { $unit }
refusal-unit-over = Unit { $unit } was merged or dissolved
refusal-unit-word-taken = Unit { $other } is called “{ $word }” already
refusal-credit-code-taken = Unit { $other } has this credit code already
refusal-units-in-circle = A unit cannot belong to itself or to a unit below it
refusal-unit-has-parts = Units { $units } belong to it; move them first
refusal-post-unknown = There is no post { $post }
refusal-post-not-held = Post { $post } is not held on that day
refusal-post-held = The person holds the same post already: { $post }
refusal-role-unknown = The policy knows no role “{ $post-role }”
refusal-role-not-of-unit = Units of the kind “{ $unit-kind }” have no such post ({ $post-role })
refusal-deputy-without-end = A deputy’s post needs a last day
refusal-post-ends-before-it-begins = The last day lies before the first
refusal-person-unknown = There is no such person; give a name
refusal-person-in-office = The person still holds { $posts }; hand over, or end, first
refusal-actor-reserved = The name of the actor is written like the number of a post
refusal-appoints-oneself = Nobody gives a post to themselves
refusal-same-person = Both posts are held by the same person
refusal-nothing-filed = Nothing was filed for { $month } that could be approved
refusal-approved-already = The figure of that month is approved already
refusal-filed-by-yourself = You filed the figure of { $month } yourself; somebody else approves it
refusal-not-allowed = The acting post may not do this: { $action }
refusal-beyond-reach = The acting post may do this ({ $action }) only within: { $reach }
refusal-field-not-allowed = The acting post may not change this field

cli-subject-person = person { $number }

# Who did it
actor-of-post = { $name } ({ $unit })
actor-former = a former member of { $unit }
