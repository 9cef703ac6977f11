"""tokenizer.json of a checkpoint: BERT's own pipeline and nothing else.

A tokenizer is part of what an attacker controls: a rule that rewrites text, or an added token that matches before the
normaliser, would let the guard and the model see other words than the caller wrote. So every stage has a fixed type.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from .errors import UserError

MAX_TOKENIZER_BYTES = 64 << 20
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
STAGES = {"normalizer": "BertNormalizer", "pre_tokenizer": "BertPreTokenizer", "model": "WordPiece"}
WORDPIECE = {"unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100}


def load_tokenizer(folder: Path, vocab_size: int, what: str) -> Tokenizer:
    """The tokenizer, with control tokens in texts read as text, no padding and no truncation.

    vocab_size: rows of the embedding, which the vocabulary must fill exactly.
    """
    path = folder / "tokenizer.json"
    try:
        if path.stat().st_size > MAX_TOKENIZER_BYTES:
            raise ValueError("it is larger than 64 MiB")
        text = path.read_bytes().decode("utf-8")
        content = json.loads(text)
        if not isinstance(content, dict):
            raise ValueError("it is not a JSON object")
        _check_stages(content, what)
        tokenizer = Tokenizer.from_str(text)
    except UserError:
        raise
    except Exception as error:  # the library raises plain Exception for anything it cannot parse
        raise _broken(what, f"it cannot be read ({str(error)[:200]})") from None
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.encode_special_tokens = True
    _check_vocabulary(tokenizer, vocab_size, what)
    _check_template(tokenizer, what)
    return tokenizer


def vocabulary_of(tokenizer: Tokenizer) -> list[str]:
    """Pieces in id order, control tokens included."""
    pieces = tokenizer.get_vocab(with_added_tokens=True)
    return [piece for piece, _ in sorted(pieces.items(), key=lambda item: item[1])]


def _check_stages(content: dict[str, Any], what: str) -> None:
    problems = []
    for stage, wanted in STAGES.items():
        part = content.get(stage)
        found = part.get("type") if isinstance(part, dict) else None
        if found != wanted:
            problems.append(f"its {stage} is {json.dumps(found)[:60]}, not {wanted}")
    model = content.get("model") if isinstance(content.get("model"), dict) else {}
    problems += [
        f"its {key} is {json.dumps(model[key])[:60]}"
        for key, wanted in WORDPIECE.items()
        if key in model and model[key] != wanted
    ]
    for token in content.get("added_tokens") or []:
        piece = token.get("content") if isinstance(token, dict) else None
        if piece not in SPECIAL or token.get("special") is not True:
            problems.append(f"it adds the token {json.dumps(piece)[:60]}")
    if problems:
        raise UserError(
            "unsupported-tokenizer",
            f"The {what}'s tokenizer.json is not a plain BERT tokenizer: {'; '.join(problems[:5])}.",
            "The guard must see exactly the pieces the model sees, so text is normalised and split in one known way,"
            f" and only {' '.join(SPECIAL)} may be added.",
            "Give a checkpoint with the tokenizer of its base model.",
        )


def _check_vocabulary(tokenizer: Tokenizer, vocab_size: int, what: str) -> None:
    ids = sorted(tokenizer.get_vocab(with_added_tokens=True).values())
    if ids != list(range(len(ids))):
        raise _broken(what, "its ids have gaps or repeat")
    if len(ids) != vocab_size:
        raise _broken(what, f"it has {len(ids)} pieces, the embedding has {vocab_size} rows")
    missing = [piece for piece in ("[UNK]", "[CLS]", "[SEP]") if tokenizer.token_to_id(piece) is None]
    if missing:
        raise _broken(what, f"it lacks {', '.join(missing)}")


def _check_template(tokenizer: Tokenizer, what: str) -> None:
    """The file's own template must be the one that `tokenise.py` assembles, types 0 and 1 included."""
    cls, sep = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
    word = "a"
    inner = tokenizer.encode(word, add_special_tokens=False).ids
    single, pair = tokenizer.encode(word), tokenizer.encode(word, word)
    wanted = [cls, *inner, sep, *inner, sep]
    types = [0] * (len(inner) + 2) + [1] * (len(inner) + 1)
    if pair.ids != wanted or pair.type_ids != types or single.ids != [cls, *inner, sep]:
        raise _broken(what, "it does not put texts together as [CLS] first [SEP] second [SEP]")


def _broken(what: str, reason: str) -> UserError:
    return UserError(
        "broken-tokenizer",
        f"The {what}'s tokenizer.json cannot be used: {reason}.",
        "With other ids than those it was trained with, the model reads other words.",
        "Give the folder with the tokenizer as it was trained.",
    )
