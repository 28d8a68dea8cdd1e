"""One file for each command of the line: its arguments, what it prints, its exit code."""
