"""What is said to fans and how it leaves as a file; knows no framework."""
