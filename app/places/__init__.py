"""Places as a tree: site, building, floor, room."""
