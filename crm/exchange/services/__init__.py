"""Writes of imports: upload, start, finish, undo."""
