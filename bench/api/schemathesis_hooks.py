"""What the format `readable-text` of the OpenAPI document means, for schemathesis: any Unicode text, but not a blank one."""

import unicodedata

import schemathesis
from hypothesis import strategies as st


def is_readable(text: str) -> bool:
    """Whether one character is no separator, control character, lone mark or replacement character."""
    return any(
        unicodedata.category(c)[0] not in "ZC" and unicodedata.category(c) != "Mn" and c != "\ufffd" for c in text
    )


schemathesis.openapi.format("readable-text", st.text(min_size=1, max_size=200).filter(is_readable))
