"""The reading room: pages and an API on a ledger, for people who look, check and correct."""
