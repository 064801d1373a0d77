"""Chinese search on PostgreSQL's own text vectors, without a parser or an extension.

`lexemes` says how text is cut, `row` and `queue` write the rows of ArticleSearch, `words` and `query` read them,
`snippets` shows where the words stand, `suggestions` helps when nothing is found, `forms` and `views` are the page.
"""
