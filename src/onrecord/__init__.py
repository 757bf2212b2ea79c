"""Onrecord: who said what in a news report, traced to the exact words."""

from onrecord.__about__ import __version__

__all__ = ["__version__"]
