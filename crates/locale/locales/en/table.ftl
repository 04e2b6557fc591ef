# The table of projects: columns, order, views, many projects at once
page-choose = Columns, order and views
page-choose-columns = Columns shown
page-choose-order = Ordered by
page-choose-show = Show
page-choose-usual = Back to the usual
page-order-ascending = { $column }, ascending
page-order-descending = { $column }, descending
page-views = Saved views
page-view-name = Save these filters, columns and order as a view
page-view-save = Save the view
page-view-forget = Forget the view
page-view-where = Views are kept in this browser under the acting name; the address itself can be sent to anybody.
page-view-empty = Give the view a name
page-view-long = A name has at most 20 characters
page-view-many = This browser keeps no more views; forget some first
page-bad-column = { $name } is no column: “{ $value }”
# One place, industry, chain or list
slice-views = The same projects
slice-all = { $count ->
    [one] The one project
   *[other] All { $count } projects
}
# Many projects at once
batch = Edit several
batch-selected = { $count ->
    [one] 1 project selected
   *[other] { $count } projects selected
}
batch-field = Which field
batch-choose = Choose
batch-pick = Pick
batch-before = Now
batch-after = To be
batch-preview = Preview
batch-preview-again = Preview again
batch-do = { $count ->
    [one] Change this project
   *[other] Change these { $count } projects
}
batch-done = Changed
batch-back = Back to the projects
batch-nothing = No project is picked
batch-part = { $all } in all, at most { $most } at once; here are { $first } to { $last }.
batch-next = The next ones
batch-light = Light: { $before } → { $after }
batch-light-stays = Light: { $after } (as before)
batch-put-back = Put all back
batch-put-back-about = One correction for each project, to its value before the change; what somebody else changed since stays, and says so
