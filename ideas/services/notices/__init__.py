"""Notices to colleagues: what happened is announced once, and sent from an outbox of rows."""
