"""Collective decisions (三重一大): matters, bodies, meetings, votes, resolutions and what follows from them."""
