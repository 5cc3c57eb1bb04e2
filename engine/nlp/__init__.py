"""The reading of Chinese: plain Python, knows no Django and no database."""
