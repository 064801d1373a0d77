"""The checker: what an editor should look at again before a story is published. It explains, and never blocks.

`story` holds what is checked, `checker` applies all rules, each other module is one family of them.
"""
