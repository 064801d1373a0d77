"""Chinese search on PostgreSQL's own text vectors, without a parser or an extension.

`lexemes` says how text is cut, `quantities` what a number with a unit is; `row` and `queue` write the rows of
ArticleSearch, `words` and `query` read them. `area` and `places` read the area and the city among the words;
`suggestions` finds zones and similar names, `answers` decides what is shown when nothing holds all the words,
`snippets` shows where they stand; `forms` and `views` are the page.
"""
