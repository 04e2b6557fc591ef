# Compare
compare = Compare
compare-what = Any two moments side by side: what moved, by how much, and why
compare-title = { $since } against { $until }
compare-since = From (end of the day)
compare-until = To (end of the day)
compare-totals = All
compare-parts = By group
compare-difference = Moved
compare-projects = Project by project
compare-time-alone = Nothing was recorded; the light moved with the day and the month dispatched.
compare-reason = reason
compare-kind = Change
compare-light-before = Light before
compare-light-after = Light after
compare-gap-move = Gap moved (points)
compare-field = Field
compare-before = Before
compare-after = After
compare-fact = Record
compare-left-out = { $count ->
    [one] { $count } more move or record, in the project’s history
   *[other] { $count } more moves and records, in the project’s history
}
