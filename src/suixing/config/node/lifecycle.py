"""Make, run, stop and inspect a node."""

import json

from suixing.config.databases import available, databases_of
from suixing.config.home import home_from_environment
from suixing.kernel.keys import create_keys


def initialise() -> int:
    home = home_from_environment()
    databases = databases_of(home)
    home.make_folders()
    create_keys(home.keys)
    with available(home, databases):
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0, interactive=False)
    home.settings_file.write_text(json.dumps({"format": 1}), encoding="utf-8")
    return 0


def up(*, detach: bool, port: int | None) -> int:
    return 0


def down() -> int:
    return 0


def status(*, as_json: bool) -> int:
    return 0
