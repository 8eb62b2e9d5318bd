"""Screens of the repair desk: list and board, taking a call, an order's page, import, figures."""
