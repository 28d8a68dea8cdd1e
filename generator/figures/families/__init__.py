"""What figures show: a file for each family, a params class and a draw function for each kind.

A draw function takes its params and returns a `Scene`, or raises `SpecError` for numbers that no
drawing can show. Every number drawn or said comes from `engine`, through the variables that place
the ink.
"""
