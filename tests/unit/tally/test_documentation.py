"""The examples in the docstrings run, and the reference lists every code."""

import doctest
import importlib
import pkgutil
import re

import pytest

import ortaq.tally
from ortaq.tally import EXPLANATION_CODES, NOTE_CODES, Decision
from ortaq.tally.pabulib import CODES
from ortaq.tally.pabulib.declared import RULE_REASONS
from tests.conftest import REPOSITORY

MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(ortaq.tally.__path__, "ortaq.tally.")
    if not module.name.endswith("__main__")
)


@pytest.mark.parametrize("name", ["ortaq.tally", *MODULES])
def test_examples_run(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_some_examples_exist() -> None:
    examples = [doctest.testmod(importlib.import_module(name)).attempted for name in MODULES]
    assert sum(examples) >= 20


@pytest.mark.parametrize(
    ("page", "codes"),
    [
        ("tally.md", {*EXPLANATION_CODES, *NOTE_CODES, *Decision}),
        ("pabulib.md", {*CODES, *RULE_REASONS}),
    ],
)
def test_the_reference_lists_every_code(page: str, codes: set[str]) -> None:
    text = (REPOSITORY / "docs" / "reference" / page).read_text()
    assert codes <= set(re.findall(r"`([a-z_]+)`", text))


def test_the_reference_lists_every_error() -> None:
    package = REPOSITORY / "src" / "ortaq" / "tally"
    source = "".join(path.read_text() for path in sorted(package.rglob("*.py")))
    raised = set(re.findall(r'ElectionError\(\s*"([a-z_]+)"', source))
    assert len(raised) > 20
    text = (REPOSITORY / "docs" / "reference" / "tally.md").read_text()
    assert raised <= set(re.findall(r"`([a-z_]+)`", text))
