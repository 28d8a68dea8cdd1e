"""What the engine draws: requests in, figures with their files, tables and numbers out.

Owns matplotlib, fontTools and Pillow. `drawing` draws one figure, `tables` and `values` compute what
pages print. Knows nothing of pages, links or templates.
"""
