"""`python -m ortaq.config.secrets`: write the installation's secrets, once, to an owner-only `.env`."""

import os
import secrets
import sys

from ortaq.core.paths import home


def write_env() -> bool:
    """Create `.env` with fresh secrets unless it is there.

    Returns:
        whether it was written.

    Raises:
        OSError: the directory cannot be written.
    """
    path = home() / ".env"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(handle, "w") as file:
        file.write(f"ORTAQ_SECRET_KEY={secrets.token_urlsafe(48)}\n")
        file.write(f"ORTAQ_IDENTITY_KEY={secrets.token_urlsafe(48)}\n")
    return True


if __name__ == "__main__":
    sys.stdout.write("Secrets written to .env (readable by you only).\n" if write_env() else "Secrets are in .env.\n")
