"""Quantities as business people type them: `reading` is the door; numerals, units and grammar are what it stands on."""
