"""Shares, middles and funnels reckoned from plain numbers; knows no framework."""

from ideas.scorecard.shares import Share

__all__ = ["Share"]
