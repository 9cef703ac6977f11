"""The offline engine: repairs a suspect text classifier, writes the draft of a bundle. `pipeline.py` is the diagram."""

__version__ = "0.1.0"
