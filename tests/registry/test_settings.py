"""A wrong setting stops the start with one sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def start(**environment):
    """Imports the settings in a process of their own, with this environment alone."""
    environment = {"PATH": os.environ["PATH"], "SECRET_KEY": "x" * 60} | environment
    command = [sys.executable, "-c", "import registry.settings"]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", "mysql://user@host/name"),
        ("SECRET_KEY", ""),
        ("DEBUG", "perhaps"),
        ("HTTPS", "perhaps"),
        ("FOUR_EYES", "perhaps"),
        ("CSRF_TRUSTED_ORIGINS", "registry.example"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_one_sentence(name, value):
    result = start(**{name: value})

    assert result.returncode == 1
    assert result.stderr.startswith(f"The setting {name} is missing or wrong: ")
    assert len(result.stderr.strip().splitlines()) == 1


def test_right_settings_start():
    assert (
        start(DEBUG="off", HTTPS="on", ALLOWED_HOSTS="registry.example").returncode == 0
    )
