"""Measure how bursts are found in a stream of real timestamps, and in bursts planted into it."""
