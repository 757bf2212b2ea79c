"""Inputs of every kind, turned into articles."""
