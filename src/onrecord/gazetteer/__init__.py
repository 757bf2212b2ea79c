"""The gazetteer: names of places and where they are, in one read-only file built from GeoNames."""
