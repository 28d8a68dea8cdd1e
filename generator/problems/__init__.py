"""One constructor for each problem a user can meet: its code, its words, its help.

A file for each room that finds problems. The message names the fault with what was found and what
was expected; help says what to do. Lower case, no full stop. `docs/problems.md` lists every code.
"""
