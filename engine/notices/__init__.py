"""Sending messages to people's places: group robots and e-mail. Knows nothing of ideas or rows."""
