"""The component that writes segments and sentences on a ``Doc``."""
