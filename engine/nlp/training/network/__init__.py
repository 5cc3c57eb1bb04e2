"""Teaches the two shipped transformers; needs PyTorch, which running does not."""
