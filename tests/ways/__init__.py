"""Every way by which rows are written from outside, and a world to try them in."""
