"""Import this module and every Onrecord component is registered with spaCy."""

from onrecord.annotate import actors, acts, attribution, coreference, figures, paragraphs, places, times

__all__ = ["actors", "acts", "attribution", "coreference", "figures", "paragraphs", "places", "times"]
