"""Screens of the asset domain: list, card, import, papers."""
