"""Bursts: what to expect of a series, when it rises, whether many people did it; no database."""
