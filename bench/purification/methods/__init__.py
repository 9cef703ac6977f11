"""The methods under test. Nothing of this is imported by the engine."""
