"""Chinese search on PostgreSQL's own text vectors, without a parser or an extension.

`lexemes` says how text is cut, `index` writes the rows of ArticleSearch, `query` reads them, `snippets` shows where the
words stand, `near` helps when nothing is found, `forms` and `views` are the page.
"""
