"""The forms of accounts, products and orders."""
