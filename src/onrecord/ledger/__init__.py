"""The ledger: many reports kept in one database, SQLite or PostgreSQL."""

DEFAULT = "onrecord.db"
"""The ledger where none is named: a file in the folder at hand."""
