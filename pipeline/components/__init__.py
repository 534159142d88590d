"""spaCy components: each a package with its logic, ``patterns`` and ``factory`` apart."""
