"""Data files: every accepted form reads alike, every bad one is refused with its line and without a word of its texts."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest

from epure_engine import data, data_lines
from epure_engine.data import Example, file_digest, read_examples
from epure_engine.errors import UserError

SINGLES = [Example('a "quoted" film, good', None, 1), Example("bad\u2028bad", None, 0), Example("fine", None, 1)]
PAIRS = [Example("how so", "why so", 1), Example("how, then", 'a "b"', 0)]


def put(folder: Path, name: str, content: str | bytes) -> Path:
    raw = content.encode() if isinstance(content, str) else content
    path = folder / name
    path.write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)
    return path


def refused(path: Path, segments: int = 1, num_labels: int | None = 2, **options) -> UserError:
    with pytest.raises(UserError) as caught:
        read_examples(path, segments, num_labels, **options)
    assert path.name in caught.value.what
    assert caught.value.why and caught.value.fix
    return caught.value


SINGLE_FORMS = {
    "plain.tsv": 'sentence\tlabel\na "quoted" film, good\t1\nbad\u2028bad\t0\nfine\t1\n',
    "crlf.tsv": 'sentence\tlabel\r\na "quoted" film, good\t1\r\nbad\u2028bad\t0\r\nfine\t1',
    "bom.tsv": '\ufeffsentence\tlabel\na "quoted" film, good\t1\nbad\u2028bad\t0\nfine\t1\n',
    "moved.tsv": 'id\tLabel\tText\n7\t1\ta "quoted" film, good\n8\t0\tbad\u2028bad\n9\t1\tfine\n',
    "packed.tsv.gz": 'sentence\tlabel\na "quoted" film, good\t1\nbad\u2028bad\t0\n\nfine\t1\n',
    "table.csv": 'text,label\n"a ""quoted"" film, good",1\nbad\u2028bad,0\n\nfine,1\n',
    "lines.jsonl": "\n".join(
        json.dumps(row)
        for row in [
            {"text": 'a "quoted" film, good', "label": 1, "id": [7]},
            {"sentence": "bad\u2028bad", "label": "0"},
            {"text": "fine", "label": 1},
        ]
    ),
}


@pytest.mark.parametrize("name", SINGLE_FORMS)
def test_single_text_forms_read_alike(tmp_path: Path, name: str) -> None:
    assert read_examples(put(tmp_path, name, SINGLE_FORMS[name]), 1, 2) == SINGLES


def test_gzip_and_format_are_told_by_content_not_by_name(tmp_path: Path) -> None:
    path = tmp_path / "misnamed.csv"
    path.write_bytes(gzip.compress(SINGLE_FORMS["plain.tsv"].encode()))
    assert read_examples(path, 1, 2) == SINGLES
    assert read_examples(put(tmp_path, "lines.tsv", SINGLE_FORMS["lines.jsonl"]), 1, 2) == SINGLES


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("p.tsv", 'sentence1\tsentence2\tlabel\nhow so\twhy so\t1\nhow, then\ta "b"\t0\n'),
        ("p.csv", 'first,second,label\nhow so,why so,1\n"how, then","a ""b""",0\n'),
        (
            "p.jsonl",
            '{"first":"how so","second":"why so","label":1}\n'
            '{"sentence1":"how, then","sentence2":"a \\"b\\"","label":0}\n',
        ),
    ],
)
def test_pair_forms_read_alike(tmp_path: Path, name: str, content: str) -> None:
    assert read_examples(put(tmp_path, name, content), 2, 2) == PAIRS


def test_csv_keeps_a_newline_inside_quotes_and_still_counts_lines(tmp_path: Path) -> None:
    path = put(tmp_path, "n.csv", 'text,label\n"two\nlines",0\nx,1\n')
    assert [row.first for row in read_examples(path, 1, 2)] == ["two\nlines", "x"]
    error = refused(put(tmp_path, "m.csv", 'text,label\n"two\nlines",0\nx,7\n'))
    assert (error.kind, "line 4" in error.what) == ("wrong-label", True)


def test_unlabelled_files_need_no_label_and_leak_none(tmp_path: Path) -> None:
    for content in ("sentence\nfine, so far\nbad\n", "sentence\tlabel\nfine, so far\t1\nbad\tx\n"):
        rows = read_examples(put(tmp_path, "u.tsv", content), 1, 2, need_labels=False)
        assert rows == [Example("fine, so far", None, None), Example("bad", None, None)]


def test_label_names_are_taken_and_win_over_numbers(tmp_path: Path) -> None:
    path = put(tmp_path, "l.tsv", "sentence\tlabel\na\tpositive\nb\tnegative\nc\t1\n")
    rows = read_examples(path, 1, 2, label_names=["negative", "positive"])
    assert [row.label for row in rows] == [1, 0, 1]
    stars = put(tmp_path, "s.tsv", "sentence\tlabel\na\t1\nb\t2\n")
    assert [row.label for row in read_examples(stars, 1, 2, label_names=["1", "2"])] == [0, 1]


def test_labels_without_a_bound_may_be_any_number_from_zero(tmp_path: Path) -> None:
    path = put(tmp_path, "l.tsv", "sentence\tlabel\na\t0\nb\t41\n")
    assert [row.label for row in read_examples(path, 1, None)] == [0, 41]


@pytest.mark.parametrize("label", ["2", "-1", "1.0", "", "positive", "٣", "9" * 5000])
def test_wrong_labels_are_refused_with_their_line(tmp_path: Path, label: str) -> None:
    error = refused(put(tmp_path, "w.tsv", f"sentence\tlabel\na\t0\nb\t{label}\n"))
    assert error.kind == "wrong-label"
    assert "line 3" in error.what and len(error.what) < 300


@pytest.mark.parametrize("label", ["true", "1.0", "null", "[1]", '"1.5"', "NaN"])
def test_wrong_json_labels_are_refused(tmp_path: Path, label: str) -> None:
    error = refused(put(tmp_path, "w.jsonl", f'{{"text":"a","label":0}}\n{{"text":"b","label":{label}}}\n'))
    assert (error.kind, "line 2" in error.what) == ("wrong-label", True)


def test_several_bad_rows_are_told_at_once(tmp_path: Path) -> None:
    error = refused(put(tmp_path, "w.tsv", "sentence\tlabel\na\t5\n\t1\nb\t1\tx\nc\t0\n"))
    assert error.kind == "wrong-label"
    for part in ("line 2: label '5'", "line 3: an empty text", "line 4: 3 fields where the header has 2"):
        assert part in error.what
    many = refused(put(tmp_path, "many.tsv", "sentence\tlabel\n" + "a\t9\n" * 1000))
    assert many.what.count("line ") == data.MAX_PROBLEMS_TOLD and "there may be more" in many.what


def test_texts_never_show_up_in_errors(tmp_path: Path) -> None:
    secret = "my secret diary of a long winter"
    for content in (
        f"sentence\tlabel\n{secret}\t7\n",
        f"sentence\tlabel\n7\t{secret}\n",
        f"{secret}\t1\nother\t0\n",
        f"sentence\tlabel\n{secret}\n",
    ):
        error = refused(put(tmp_path, "s.tsv", content))
        assert "secret" not in f"{error} {error.what} {error.why} {error.fix}"


BAD_FILES = {
    "empty.tsv": (b"", "no-rows"),
    "header.tsv": (b"sentence\tlabel\n", "no-rows"),
    "header.csv": (b"text,label\n", "no-rows"),
    "blank.jsonl": (b'{"text":" ","label":1}\n', "empty-text"),
    "oneclass.tsv": (b"sentence\tlabel\na\t1\nb\t1\n", "one-class"),
    "nolabel.tsv": (b"sentence\tscore\na\t1\n", "missing-column"),
    "twice.tsv": (b"sentence\ttext\tlabel\na\tb\t1\n", "missing-column"),
    "pair.tsv": (b"sentence1\tsentence2\tlabel\na\tb\t1\n", "missing-column"),
    "nokey.jsonl": (b'{"text":"a"}\n', "missing-column"),
    "bothkeys.jsonl": (b'{"text":"a","sentence":"b","label":1}\n', "missing-column"),
    "array.json": (b'[{"text":"a","label":1}]', "broken-row"),
    "notjson.jsonl": (b'{"text":"a","label":1}\nnot json\n', "broken-row"),
    "list.jsonl": (b'{"text":"a","label":1}\n[1]\n', "broken-row"),
    "deep.jsonl": (b'{"text":"a","label":1}\n' + b"[" * 200_000 + b"\n", "broken-row"),
    "number.jsonl": (b'{"text":5,"label":1}\n', "broken-row"),
    "surrogate.jsonl": (b'{"text":"a \\ud800 b","label":1}\n', "broken-encoding"),
    "escapednul.jsonl": (b'{"text":"a\\u0000b","label":1}\n', "nul-character"),
    "nul.tsv": (b"sentence\tlabel\na\t1\nb\0c\t0\n", "nul-character"),
    "utf16.tsv": ("sentence\tlabel\na\t1\n".encode("utf-16"), "broken-encoding"),
    "latin1.tsv": ("sentence\tlabel\nfin\t1\nd\u00e9j\u00e0\t0\n".encode("latin-1"), "broken-encoding"),
    "unclosed.csv": (b'text,label\na,1\n"b,0\nc,1\n', "broken-row"),
    "fields.csv": (b"text,label\na,b,1\n", "broken-row"),
    "long.tsv": (b"sentence\tlabel\n" + b"a" * 140_000 + b"\t1\n", "text-too-long"),
    "long.csv": (b"text,label\n" + b"a" * 140_000 + b",1\n", "broken-row"),
    "cut.tsv.gz": (
        gzip.compress(b"sentence\tlabel\n" + os.urandom(5000).hex().encode() + b"\t1\n")[:-200],
        "broken-gzip",
    ),
    "flipped.tsv.gz": (b"\x1f\x8b\x08\x00" + b"\xff" * 64, "broken-gzip"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_bad_files_are_refused(tmp_path: Path, name: str) -> None:
    content, kind = BAD_FILES[name]
    path = tmp_path / name
    path.write_bytes(content)
    assert refused(path).kind == kind


def test_broken_encoding_and_nul_name_their_line(tmp_path: Path) -> None:
    for name in ("latin1.tsv", "nul.tsv"):
        path = tmp_path / name
        path.write_bytes(BAD_FILES[name][0])
        assert "line 3" in refused(path).what


def test_one_class_is_allowed_where_the_caller_says_so(tmp_path: Path) -> None:
    path = put(tmp_path, "t.tsv", "sentence\tlabel\na\t0\nb\t0\n")
    assert len(read_examples(path, 1, 2, require_classes=1)) == 2


def test_missing_files_folders_and_pipes_are_refused(tmp_path: Path) -> None:
    for path, kind in (
        (tmp_path / "none.tsv", "file-not-found"),
        (tmp_path, "not-a-file"),
        (Path(os.devnull), "not-a-file"),
    ):
        with pytest.raises(UserError) as caught:
            read_examples(path, 1, 2, what="test file")
        assert caught.value.kind == kind and "test file" in caught.value.what


def test_a_decompression_bomb_stops_at_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data_lines, "MAX_BYTES", 1 << 20)
    path = put(tmp_path, "bomb.tsv.gz", b"sentence\tlabel\n" + b"a" * (3 << 20))
    assert path.stat().st_size < 10_000
    assert refused(path).kind == "file-too-large"


def test_too_many_rows_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "MAX_ROWS", 10)
    rows = "".join(f"text {index}\t{index % 2}\n" for index in range(11))
    assert refused(put(tmp_path, "r.tsv", "sentence\tlabel\n" + rows)).kind == "file-too-large"
    assert len(read_examples(put(tmp_path, "s.tsv", "sentence\tlabel\n" + rows[: rows.index("text 10")]), 1, 2)) == 10


def test_digest_is_of_the_bytes_on_disk(tmp_path: Path) -> None:
    path = put(tmp_path, "abc", b"abc")
    assert file_digest(path) == "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    with pytest.raises(UserError, match="does not exist"):
        file_digest(tmp_path / "none")
