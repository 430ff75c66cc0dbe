"""What `make` calls. Starts on a bare Python 3.11, hence the standard library only."""
