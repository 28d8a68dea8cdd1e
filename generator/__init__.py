"""A static site generator for technical notes whose figures and tables are computed."""

__version__ = "0.1.0"
