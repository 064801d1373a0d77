"""The demo content: an invented network with its zones, news, people and enquiries, all of it marked 示例.

What people read is in the TOML files, what they look at in `pictures/` (our own drawings). `writing` and `news` make
articles of the stories, `loading` stores everything; `composing` makes articles to measure with, any number of them.
"""
