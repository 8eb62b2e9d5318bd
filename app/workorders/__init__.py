"""Repairs and services: from a phone call to a closed order, with every minute of it kept."""
