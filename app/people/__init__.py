"""Departments and staff: who uses things, and to which expense account their depreciation goes."""
