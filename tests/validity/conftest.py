"""The one stage of the tests that read what is served by the rules of its format."""

from tests.validity.stage import stage

__all__ = ["stage"]
