"""Write src/shared/tokenizer/unicode-data.ts: what the Python tokenizer does to every Unicode code point.

    python test/oracle/generate_unicode_table.py

The BERT normaliser and pre-tokeniser of the `tokenizers` library carry Unicode tables of their own, of several ages
(categories of Unicode 8, decompositions of a later one). A JavaScript engine carries another version, and Node and
workerd need not agree. So nothing is taken from the engine: all 1,112,064 code points are put through the library and
the outcome is stored. The tokenizer's parity test covers every code point again, through the words that come out.
"""

import unicodedata
from pathlib import Path

import tokenizers
from tokenizers import normalizers, pre_tokenizers

TARGET = Path(__file__).resolve().parents[2] / "src/shared/tokenizer/unicode-data.ts"
CODE_POINTS = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]
HANGUL = range(0xAC00, 0xD7A4)

nfd = normalizers.NFD().normalize_str
uncased = normalizers.BertNormalizer(True, True, None, True).normalize_str
cased = normalizers.BertNormalizer(True, True, None, False).normalize_str
cleaned = normalizers.BertNormalizer(True, False, False, False).normalize_str
split = pre_tokenizers.BertPreTokenizer().pre_tokenize_str


def base36(n: int) -> str:
    digits = ""
    sign, n = ("-", -n) if n < 0 else ("", n)
    while n:
        n, d = divmod(n, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[d] + digits
    return sign + (digits or "0")


def runs(points: list[int]) -> str:
    """Sorted code points -> "gap+length" in base 36; the gap counts from the end of the run before."""
    out: list[list[int]] = []
    for c in points:
        if out and out[-1][1] == c:
            out[-1][1] += 1
        else:
            out.append([c, c + 1])
    parts, at = [], 0
    for start, end in out:
        parts.append(
            base36(start - at) + (f"+{base36(end - start)}" if end - start > 1 else "")
        )
        at = end
    return " ".join(parts)


def shifts(pairs: list[tuple[int, int]]) -> str:
    """(from, to) pairs -> "gap,delta" or "gap,delta,count,stride": neighbours that move by the same amount."""
    groups: list[list[int]] = []  # first, delta, count, stride
    for c, to in pairs:
        first, delta, count, stride = groups[-1] if groups else (0, None, 0, 0)
        step = c - (first + (count - 1) * stride) if count else 0
        if groups and delta == to - c and step <= 2 and (count == 1 or step == stride):
            groups[-1][2:] = [count + 1, step]
        else:
            groups.append([c, to - c, 1, 0])
    parts, at = [], 0
    for first, delta, count, stride in groups:
        parts.append(
            ",".join(
                map(
                    base36, [first - at, delta] + ([count, stride] if count > 1 else [])
                )
            )
        )
        at = first + max(0, count - 1) * stride
    return " ".join(parts)


def combining(ch: str) -> bool:
    """True where canonical ordering moves `ch`: tried against marks of class 1 and 240."""
    return (
        nfd(f"a{ch}\u0334") != f"a{ch}\u0334" or nfd(f"a\u0345{ch}") != f"a\u0345{ch}"
    )


def survey() -> dict:
    removed, space, punctuation, ideographs = [], [], [], []
    joining, breaking, ordered, single, several = [], [], [], [], []
    for c in CODE_POINTS:
        ch = chr(c)
        if len(split(f"a{ch}a")) == 3:
            punctuation.append(c)
        clean = cleaned(ch)
        if clean == "":
            removed.append(c)
            continue
        if clean == " ":
            space.append(c)
            continue
        assert clean == ch, hex(c)
        folded = uncased(ch)
        if folded.startswith(" "):
            ideographs.append(c)
            assert folded == f" {folded[1]} " and cased(ch) == f" {ch} ", hex(c)
            folded = folded[1]
        else:
            assert cased(ch) == ch, hex(c)
        if folded == "":
            (joining if all(map(combining, nfd(ch))) else breaking).append(c)
        elif c in HANGUL:
            assert len(folded) == (2 if (c - 0xAC00) % 28 == 0 else 3)
        elif folded != ch:
            if len(folded) == 1:
                single.append((c, ord(folded)))
            else:
                several.append((c, folded))
                assert not any(len(split(f"a{x}a")) > 1 for x in folded), hex(c)
        elif c >= 0x80 and combining(ch):
            ordered.append((c, unicodedata.combining(ch)))
            assert ordered[-1][1] > 0, hex(c)
    return {
        "removed": runs(removed),
        "space": runs(space),
        "punctuation": runs(punctuation),
        "ideographs": runs(ideographs),
        "strippedJoining": runs(joining),
        "strippedBreaking": runs(breaking),
        "ordered": " ".join(f"{base36(c)},{base36(k)}" for c, k in ordered),
        "single": shifts(single),
        "several": " ".join(
            ",".join(base36(x) for x in [c, *map(ord, f)]) for c, f in several
        ),
    }


def render() -> str:
    lines = [f'  {name}: "{text}",\n' for name, text in survey().items()]
    # As the formatter wants it: a text that does not fit a line gets one of its own.
    tables = "".join(
        line if len(line) <= 121 else line.replace(": ", ":\n    ", 1) for line in lines
    )
    return f"""/**
 * What the BERT normaliser and pre-tokeniser of the Python library `tokenizers` {tokenizers.__version__} do to every code point.
 * Written by test/oracle/generate_unicode_table.py, which says how; read by unicode.ts, which says what each table means.
 */
export const unicodeData = {{
{tables}}} as const;
"""


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="ascii")
