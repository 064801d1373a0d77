"""Lists of prospects that salespeople kept in spreadsheets: read, mapped by hand, looked at, brought in, taken back.

`table` finds the rows of a file, `columns` and `words` propose what its headings and words mean, `reading` says what a
row says, `planning` what would become of it, `carrying_out` does it, `undoing` takes it back, and `writing` gives back
what was refused.
"""
