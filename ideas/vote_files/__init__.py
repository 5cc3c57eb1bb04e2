"""Files of votes: rows of a CSV, and the ideas they name."""
