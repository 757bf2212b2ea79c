"""A record as a person sees it: in the terminal, or as one HTML page."""
