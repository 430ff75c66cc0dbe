"""One factory per model."""
