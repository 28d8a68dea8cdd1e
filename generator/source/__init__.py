"""Files to notes: what the source folder holds, how each file reads, and at which URL it will stand.

The way in is `discover`, then `load` for each entry, then `settle` for what one file cannot know
about its date, then `expand` for Jekyll's tags. Knows nothing of Markdown or of other pages.
"""
