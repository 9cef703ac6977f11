"""The one error an operator can act on. Every other exception is a defect of ours and is shown as one."""

from __future__ import annotations

# Every kind a `UserError` may carry, listed once: callers switch on them, and a misspelt one fails at once.
KINDS = frozenset(
    {
        # data files
        "file-not-found",
        "not-a-file",
        "unreadable-file",
        "file-too-large",
        "broken-gzip",
        "broken-encoding",
        "broken-row",
        "missing-column",
        "wrong-label",
        "empty-text",
        "text-too-long",
        "nul-character",
        "no-rows",
        "one-class",
        "too-few-rows",
        # checkpoints
        "pickle-refused",
        "link-refused",
        "missing-file",
        "broken-config",
        "broken-weights",
        "not-finite",
        "broken-tokenizer",
        "unsupported-tokenizer",
        "unsupported-architecture",
        "wrong-base",
        "base-equals-suspect",
        "unknown-base",
        # recipes, options and output
        "bad-recipe",
        "bad-option",
        "task-mismatch",
        "out-exists",
        # the work folder
        "disk-full",
        "cannot-write",
        "work-folder-busy",
        "work-folder-differs",
        "work-folder-foreign",
        "work-folder-broken",
    }
)

EXIT_OK = 0
EXIT_DEFECT = 1
EXIT_USER_ERROR = 2
EXIT_INTERRUPTED = 130


class UserError(Exception):
    """Something the operator can put right. Its words never quote the texts of a data file.

    kind: one of `KINDS`; what: what happened; why: why that stops us; fix: what to do.
    """

    def __init__(self, kind: str, what: str, why: str, fix: str) -> None:
        if kind not in KINDS:
            raise ValueError(f"'{kind}' is not a listed error kind")
        super().__init__(f"{what} {why} {fix}")
        self.kind = kind
        self.what = what
        self.why = why
        self.fix = fix
