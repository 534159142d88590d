"""Right values: what an amount or a date in a text stands for.

Pure functions over text; nothing here knows about spaCy, files of articles or tables.
"""
