"""Hosts: whether each answers, what it proves to search engines and WeChat, and what a city still lacks."""
