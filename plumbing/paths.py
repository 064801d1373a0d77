"""Paths within the site, each reversed once: a page prints some twenty, and `reverse()` walks all patterns for each."""

from functools import lru_cache

from django.urls import reverse


@lru_cache(maxsize=8192)
def path_of(name: str, *arguments: str | int) -> str:
    """`reverse(name, args=arguments)`, remembered: every host answers at its root, so it never changes."""
    return reverse(name, args=arguments)
