"""What the format `readable-text` of the OpenAPI document means, for schemathesis: any Unicode text, but not a blank one."""

import unicodedata

import schemathesis
import schemathesis.specs.openapi.negative as negative
from hypothesis import strategies as st


def is_readable(text: str) -> bool:
    """Whether one character is no separator, control character, lone mark or replacement character."""
    return any(
        unicodedata.category(c)[0] not in "ZC" and unicodedata.category(c) != "Mn" and c != "\ufffd" for c in text
    )


schemathesis.openapi.format("readable-text", st.text(min_size=1, max_size=200).filter(is_readable))


# schemathesis holds every text for a violation of a format that it has no checker for, and now and then sends a readable
# one as a violation. It has no public place for a checker (4.32.5); this is the only format of ours.
if not hasattr(negative, "_always_invalid"):
    raise RuntimeError(
        "This schemathesis keeps its checker of unknown formats elsewhere: see bench/api/README.md for the version."
    )
negative._always_invalid = is_readable
