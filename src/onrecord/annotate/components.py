"""Import this module and every Onrecord component is registered with spaCy."""

from onrecord.annotate import acts, actors, attribution, coreference, paragraphs

__all__ = ["actors", "acts", "attribution", "coreference", "paragraphs"]
