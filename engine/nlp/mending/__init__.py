"""Mends damaged texts before they are read, and remembers where each character stood."""
