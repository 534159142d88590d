"""Quotes: what a text attributes to a source, and who that source is.

``marks`` pairs quotation marks, ``frames`` reads the words around them, ``cues`` finds who
says what there, ``speech`` cuts out what was said, ``speakers`` resolves the source, and
``factory`` registers the spaCy component. Word lists and their loading are in ``patterns``.
"""
