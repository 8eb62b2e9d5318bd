"""Fixed assets: cards, import, depreciation by month, papers."""
