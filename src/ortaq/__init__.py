"""Ortaq: a community decides, watches and measures its own local budget."""

__version__ = "0.1.0"
