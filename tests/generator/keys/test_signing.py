"""The signing key: how its file is read, and the notes that it signs."""

import base64

import pytest

from proofpress.errors import InputError
from proofpress.keys import signing
from proofpress_verify import ed25519, notes
from proofpress_verify.notes import SignedNoteKind
from tests import simulator


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("PRIVATE", "PUBLIC"),
        lambda text: text.replace("+KEY+", "+KEY+x"),
        lambda text: text[:-6],
        lambda text: text[:-4] + "=" + text[-3:],
        lambda text: text + "\n",
        lambda text: text.replace("+AR", "+AS"),
    ],
)
def test_a_changed_signing_key_is_an_input_error(tmp_path, change):
    signer = simulator.PUBLISHER
    secret = base64.b64encode(b"\x01" + signer.seed).decode()
    text = f"PRIVATE+KEY+{signer.origin}+{signer.key_id.hex()}+{secret}\n"
    path = tmp_path / "signing.key"
    write_private(path, text)
    assert signing.read_signing_key(path).secret == signer.seed
    assert change(text) != text
    write_private(path, change(text))
    with pytest.raises(InputError):
        signing.read_signing_key(path)


def write_private(path, text):
    path.touch(0o600)
    path.write_text(text, encoding="ascii")


@pytest.mark.parametrize("kind", SignedNoteKind)
def test_signed_notes_are_valid_under_the_key_and_equal_the_simulators(tmp_path, kind):
    digest = bytes(range(32))
    made = signing._signing_key(simulator.ORIGIN, simulator.PUBLISHER.seed)
    assert (made.line, made.publisher) == (simulator.PUBLISHER.line, simulator.PUBLISHER.publisher)
    note = made.sign(kind, digest)
    text = f"{simulator.ORIGIN}/{kind.value} v0\n{digest.hex()}\n"
    assert note == simulator.PUBLISHER.note(text)
    parsed = notes.parse_note(note)
    notes.check_signature(parsed, made.public)
    assert notes.parse_text(parsed.text, made.public.name) == (kind, digest)
    assert ed25519.verify(made.public.public, text.encode(), parsed.signatures[0].signature)
