"""Invented sample registers: the generator, the files it writes and their truth."""
