"""The ledger's migrations, run by the package itself."""
