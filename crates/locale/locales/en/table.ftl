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
