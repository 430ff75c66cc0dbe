"""Import and export of any kind of record: files in, files out, jobs, undo."""
