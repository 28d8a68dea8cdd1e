"""The preview: watches a source, compiles it when it changes, serves it, and patches open pages.

Owns HTTP, the watch and the live script. Keeps the site in memory and writes nothing; knows
nothing of how a page is made beyond calling the build.
"""
