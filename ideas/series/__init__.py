"""Series of requests by time: their grains, how long each is kept; no database here."""
