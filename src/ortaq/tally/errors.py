"""The one error that counting raises: a stable code with parameters, no text."""

from __future__ import annotations


class ElectionError(Exception):
    """An election, a rule or a question about an outcome that makes no sense.

    ``code`` is stable and listed in ``docs/reference/tally.md``; ``params`` say what and where. The caller
    turns both into a sentence in the reader's language.

    >>> error = ElectionError("unknown_project", project_id="17")
    >>> error.code, error.params
    ('unknown_project', {'project_id': '17'})
    """

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value!r}" for name, value in self.params.items())
        return f"{self.code}({details})"
