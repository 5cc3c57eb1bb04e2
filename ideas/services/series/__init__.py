"""Keep and read series: ticks of requests that count, and points that hold their numbers."""
