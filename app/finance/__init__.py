"""Vouchers for the finance office: what depreciation and acquisition mean in the general ledger."""
