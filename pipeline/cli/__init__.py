"""The command line. Everything heavy is imported by the command that needs it."""

from __future__ import annotations

from pipeline.cli.app import app, main

__all__ = ["app", "main"]
