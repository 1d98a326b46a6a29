"""Certificates as openssl writes them: only the mailboxes in them are found and replaced."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.transforms.checks.rows import CHECK
from transforms.core.surrogates.engine import SurrogateEngine

SUBJECTS = [
    "/O=Kelora/CN=kelora.net/emailAddress=mira.talvane@kelora.net",
    "/O=Kelora GmbH/CN=kelora.net/emailAddress=mira.talvane@kelora.net",
    "/O=Kelora Ltd/CN=kelora.net/emailAddress=mira.talvane@kelora.net",
]
"""Of three lengths, so that the address begins at each place of a group of Base64."""
NOBODY = ["/O=Kelora/CN=kelora.net", "/CN=localhost/emailAddress=root@host.example"]


def certificate(folder: Path, subject: str, *more: str) -> str:
    """A self-signed certificate; skips where there is no openssl to make it."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    made = folder / "made.crt"
    options = ["-x509", "-newkey", "rsa:1024", "-nodes", "-keyout", str(folder / "made.key")]
    command = ["openssl", "req", *options, "-out", str(made), "-subj", subject, *more]
    subprocess.run(command, check=True, capture_output=True)
    return made.read_text("ascii")


def read(text: str) -> str:
    """What openssl reads in a certificate."""
    command = ["openssl", "x509", "-noout", "-subject", "-issuer", "-email"]
    done = subprocess.run(command, input=text, check=True, capture_output=True, text=True)
    return done.stdout


def refined(text: str) -> str:
    """The text with a surrogate for each finding."""
    scope = SurrogateEngine(b"a key of sixteen").scope()
    for finding in reversed(CHECK.find([text])):
        value = text[finding.start : finding.end]
        text = (
            text[: finding.start] + scope.surrogate(finding.category, value) + text[finding.end :]
        )
    return text


@pytest.mark.parametrize("subject", SUBJECTS)
def test_of_a_certificate_only_the_base64_of_its_mailboxes_is_found(
    tmp_path: Path, subject: str
) -> None:
    text = certificate(tmp_path, subject)
    found = CHECK.find([text])
    assert [finding.category for finding in found] == ["SSL_CERTIFICATE"] * 2
    assert all(finding.end - finding.start <= 40 for finding in found)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_refined_certificate_is_one_with_another_mailbox_and_is_left_alone(
    tmp_path: Path, subject: str
) -> None:
    text = certificate(tmp_path, subject, "-addext", "subjectAltName=email:mira@kelora.net")
    made = refined(text)
    assert CHECK.find([made]) == []
    assert len(made) == len(text)
    said = read(made)
    assert "mira" not in said
    assert said.count("CN = kelora.net") == 2
    assert said.count(".test") == 4


def test_a_certificate_in_a_string_of_a_program_is_refined_as_well(tmp_path: Path) -> None:
    text = 'CERT = "' + certificate(tmp_path, SUBJECTS[0]).replace("\n", "\\n") + '"'
    made = refined(text)
    assert made != text
    assert CHECK.find([made]) == []
    assert "mira" not in read(made[8:-1].replace("\\n", "\n"))


@pytest.mark.parametrize("subject", NOBODY)
def test_a_certificate_of_nobody_is_public(tmp_path: Path, subject: str) -> None:
    assert CHECK.find([certificate(tmp_path, subject)]) == []
