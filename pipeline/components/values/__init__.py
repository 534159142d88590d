"""The component that writes amounts and dates on a ``Doc``."""
