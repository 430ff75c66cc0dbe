"""What came of prospecting: pure reads, one module a report."""
