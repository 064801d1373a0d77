"""The demo content: an invented network with its zones, news, people and enquiries, all of it marked 示例.

What people read is in the TOML files (`network`, `zones`, `stories/<topic>`); `writing` makes articles of the stories,
`drawing` and `scenes` draw the pictures, `loading` stores everything, `accounts` makes the people who work with it.
"""
