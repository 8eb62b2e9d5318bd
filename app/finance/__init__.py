"""For the finance office: accounts, vouchers, the files that carry them, and the numbers that come back."""
