"""Recipe of the syntax model: from open treebanks to ``models/en_pledger/syntax``."""

import os

# One thread of matrix products: more only spin on batches of this size. numpy reads the
# variable when it is first imported, so it is set before any module of the recipe.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
