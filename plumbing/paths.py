"""Paths within the site, each worked out once: a page prints some twenty, and `reverse()` walks all patterns for it."""

from functools import lru_cache

from django.urls import reverse


@lru_cache(maxsize=8192)
def path_of(name, *arguments):
    """`reverse(name, args=arguments)`, remembered: every host answers at its root, so it never changes."""
    return reverse(name, args=arguments)
