"""Recipe of the syntax model: from open treebanks to ``models/en_pledger/syntax``."""
