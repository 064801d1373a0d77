"""The demo content: an invented network with its zones, news, people and enquiries, all of it marked 示例.

What people read is in the TOML files (`network`, `zones`, `stories/<topic>`); `pictures` holds drawings of our own;
`writing` makes articles of the stories, `loading` stores everything, `accounts` makes the people who work with it.
"""
