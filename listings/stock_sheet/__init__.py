"""The stock as a workbook: a template, the export of a list, and an import that is looked at before it is done.

`columns` says what there is; `cells` reads what people type there, `table` finds it in a workbook, `plan` says what
would become of each row, `applying` does it, `writing` writes workbooks.
"""
