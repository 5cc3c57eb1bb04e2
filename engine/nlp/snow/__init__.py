"""SnowNLP's words and sentiment, the same to the last bit and many times as fast."""

from engine.nlp.snow.api import segment, segments, sentiment, sentiments

__all__ = ["segment", "segments", "sentiment", "sentiments"]
