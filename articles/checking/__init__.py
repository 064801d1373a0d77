"""The checker: what an editor should look at again before a story goes out. It finds and explains; it never blocks.

`story` reads what is checked, each other module is one family of rules, `checker` puts them together.
"""
