"""Measuring: tables against marks made by hand, and tables against other tables."""
