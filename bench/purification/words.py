"""What the columns of the report are called."""

METHOD = {
    "suspect": "nothing (the suspect)", "benign": "a model never attacked", "retrain": "retrain the base on the clean set",
    "finetune": "fine-tuning", "finetune-high": "fine-tuning, five times the rate", "fine-pruning": "fine-pruning",
    "average": "average with the base + tuning", "fine-mixing": "Fine-mixing", "epur": "E-PUR alone",
    "epur+finetune": "E-PUR + fine-tuning", "epur+finetune-high": "E-PUR + fine-tuning, five times the rate",
    "epur+fine-pruning": "E-PUR + fine-pruning", "epur+average": "E-PUR + average with the base",
    "epur+fine-mixing": "E-PUR + Fine-mixing (the paper)", "strip": "STRIP-like filter", "rap": "RAP-like filter",
    "ours": "**Épure**", "ours-labelled": "**Épure**, no unlabelled texts",
}  # fmt: skip

ATTACK = {
    "word": "BadNet word", "ep": "embedding poisoning", "sos": "SOS", "frozen": "frozen embedding",
    "sentence": "BadNet sentence", "bounded": "bounded drift", "lwp": "layer-wise (LWP)",
    "addsent": "AddSent",
    "lwp-pieces": "layer-wise, two pieces", "word-from-clean": "word, from a clean model",
    "sentence-from-clean": "sentence, from a clean model", "frozen-from-clean": "frozen embedding, from a clean model",
    "word-first": "word in the first text of a pair", "two": "two backdoors at once", "syntactic": "syntactic",
    "clean": "no attack",
}  # fmt: skip
