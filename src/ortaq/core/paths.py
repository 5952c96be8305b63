"""Where the installation lives on disk."""

import os
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[3]
"""The checkout, when running from one."""


def home() -> Path:
    """The directory that holds `.env`, `var/` and `locale/`.

    `ORTAQ_HOME` names it; otherwise it is the checkout, or the current directory for an installed package.
    """
    named = os.environ.get("ORTAQ_HOME")
    if named:
        return Path(named)
    return SOURCE if (SOURCE / "pyproject.toml").exists() else Path.cwd()
