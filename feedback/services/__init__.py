"""The only writers of what fans said."""
