# Findings in ledgers, and why a file cannot be read
severity-error = error
severity-warning = warning
severity-note = note
field-sequence = No.
field-responsible = Responsible units
field-total = Total investment
field-month-plan = Monthly plan
field-done-this-year = Done this year
field-done-this-month = Done in the month
field-done-since-start = Done since the start
field-rate = Completion rate
field-progress = Progress
field-problems = Problems
field-planned-start = Planned start
field-planned-end = Planned end
field-contact = Contact (left out)
field-past-year = Another year's investment
field-funds = Funds
sheet-ledger = ledger
sheet-statistics = statistics
sheet-enumeration = choices
sheet-empty = empty
sheet-unknown = not recognised
measure-count = projects
measure-total = total investment
measure-year-plan = plan of the year
measure-done-this-year = done this year
measure-done-this-month = done in the month
verdict-ok = agrees
verdict-rounding = rounding
verdict-differs = differs
finding-header-not-found = no header of a ledger was found
finding-name-missing = amounts without a name; not taken in
finding-error-cell = { $field } is the error value { $text }
finding-formula-without-value = the formula has no saved value; open and save the file in the spreadsheet program: { $formula }
finding-cell-unreadable = the cell cannot be read ({ $detail })
finding-not-a-number = { $field } is not a number: { $text }
finding-negative-amount = { $field } is negative: { $text }
finding-foreign-currency = “{ $header }” is in foreign currency; kept with the other columns
finding-code-malformed = project code “{ $text }”: { $fault }; kept with the other columns
finding-date-unclear = the date of { $field } is unclear: { $text }; kept with the other columns
finding-period-reversed = the period ends before it starts: { $period }
finding-duration-not-period = “{ $text }” is a length of time, not a period; kept with the other columns
finding-nature-unknown = the nature “{ $text }” is not known; kept with the other columns
finding-duplicate-name = the same name stands in row { $first-row }
finding-duplicate-code = project code { $text } stands in row { $first-row } already
finding-plan-above-total = the plan { $plan-fen } is more than the total { $total-fen }
finding-done-above-plan = { $done-fen } done is more than the plan { $plan-fen }
finding-month-above-year = { $month-fen } in the month is more than { $year-fen } in the year
finding-rate-disagrees = the rate says { $stated }%, plan and done give { $computed }%
finding-unit-assumed = “{ $header }” has no unit; read in { $unit }
finding-unit-from-note = the unit of “{ $header }” comes from a note on the sheet: { $unit }
finding-unit-doubtful = “{ $header }” was read in { $unit }, which makes most amounts implausible; check the unit
finding-unit-unknown = “{ $header }” is in none of yuan, ten thousand yuan or hundred million yuan; its amounts were not read, please convert them and import again
finding-year-unknown = no year was found; plans of the year cannot be kept
finding-month-unknown = no month was found; the figures cannot be kept
finding-done-ambiguous = “{ $header }” does not say since when; read as done this year
finding-column-unmapped = no field takes the column “{ $header }”; kept with the other columns
finding-column-inferred = the column “{ $header }” was read as { $role }, from its content
finding-column-twice = the column “{ $header }” holds { $role } like another one; kept with the other columns
finding-past-year-column = the column “{ $header }” speaks of another year or month; kept with the other columns
finding-personal-data-left-out = the column “{ $header }” holds personal data; left out
finding-phone-left-out = telephone numbers in the cell, and the persons they belong to, were left out
finding-part-beside-whole = by its number a part of row { $whole-row } (number { $sequence }); both were read as projects and may be counted twice, please check
finding-table-begins = another table begins here and is read by its own header
finding-table-beside = another table beside this one (“{ $header }”) was not read; move it below the left one and import again
finding-secret-row = a secret project; left out
finding-rows-merged = one project down to row { $last-row }; { $amounts ->
        [added] its amounts were added up
       *[other] the first row holds the whole
    }
finding-amounts-unclear = the rows of one project do not agree on { $field }
finding-number-range = numbers { $first } to { $last } in one row
finding-declared-count-differs = “{ $group }” declares { $declared } projects, there are { $found }
finding-subtotal-differs = “{ $group }” declares { $declared-fen } as { $field }, its rows sum up to { $found-fen }
finding-sheet-hidden = the sheet is hidden
finding-rows-hidden = { $count } hidden rows were read too
finding-statistics-sheet = only counts and sums, no projects
finding-enumeration-sheet = only values to choose from, no projects
finding-external-links = the file refers to other files; they were not opened
finding-correction-applied = a correction of this layout was applied
unreadable-not-a-workbook = this is no Excel workbook: { $looks-like ->
        [empty] the file is empty
        [pdf] it looks like a PDF; ask for the original table
        [word] it looks like a Word document; copy the table into Excel first
        [slides] it looks like a presentation
        [csv] it looks like CSV text; open it in Excel and save it as .xlsx
        [html] it looks like a web page (some systems export those as .xls); open it in Excel and save it as .xlsx
        [xml] it looks like XML; open it in Excel and save it as .xlsx
        [picture] it looks like a picture; ask for the original table
        [zip] it looks like an archive; unpack it first
        [archive] it looks like an archive; unpack it first
        [text] it looks like plain text
       *[other] nobody can tell what it is
    }
unreadable-encrypted = the file has a password for opening; remove it first
unreadable-too-large = the file is larger than { $limit } bytes and was not read
unreadable-bomb = the file would unpack to an enormous size ({ $part }); it was not read
unreadable-too-many-cells = more than { $limit } cells; not read
unreadable-too-many-sheets = more than { $limit } sheets; not read
unreadable-declares-entities = the file declares XML entities ({ $part }), which no spreadsheet program does; it was not read
unreadable-damaged = the file is damaged ({ $detail })
