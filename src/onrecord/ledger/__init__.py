"""The ledger: many reports kept in one database, SQLite or PostgreSQL."""
