"""Word lists as data: TOML files with comments, one validating loader.

A user's own file of the same name (`cues.toml`, `actors.toml`, …) in a folder
named by `ONRECORD_LEXICON` adds entries and replaces those it repeats.
"""

from onrecord.lexicon.loader import Field, entries, words

__all__ = ["Field", "entries", "words"]
