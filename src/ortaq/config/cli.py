"""The `ortaq` command: Django's management entry point with our settings built in."""

import os
import sys


def main() -> None:
    """Run a management command; `ortaq help` lists them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ortaq.config.settings")
    from django.core.management import execute_from_command_line  # the settings module must be named first

    execute_from_command_line(["ortaq", *sys.argv[1:]])


if __name__ == "__main__":
    main()
