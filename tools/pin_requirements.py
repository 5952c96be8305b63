"""Pin the whole: resolve pyproject.toml in fresh environments and write `requirements/*.txt` as name==version."""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HEADER = "# Pinned by tools/pin_requirements.py from the ranges in pyproject.toml; the reasons stand there.\n"


def resolve(extra: str) -> list[str]:
    """Install the project with an extra into an environment of its own and list what came."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        python = f"{folder}/bin/python"
        subprocess.run([python, "-m", "pip", "install", "--quiet", f"{ROOT}{extra}"], check=True)
        frozen = subprocess.run([python, "-m", "pip", "freeze"], check=True, capture_output=True, text=True).stdout
    return sorted(line for line in frozen.splitlines() if "==" in line and not line.lower().startswith("ortaq"))


def main() -> None:
    base = resolve("")
    dev = [line for line in resolve("[dev]") if line not in base]
    (ROOT / "requirements" / "base.txt").write_text(HEADER + "\n".join(base) + "\n")
    (ROOT / "requirements" / "dev.txt").write_text(HEADER + "-r base.txt\n" + "\n".join(dev) + "\n")
    print(f"{len(base)} packages to run, {len(dev)} more to develop.")


if __name__ == "__main__":
    main()
