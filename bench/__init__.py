"""Benchmarks: what Onrecord scores and costs, measured on corpora that are not part of the project."""
