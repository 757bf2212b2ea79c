"""spaCy components that turn a parsed text into the layers of a record, one a file."""
