"""`npx epure bench purification`: attacks × data × methods × seeds, one JSON line per finished cell."""
