"""The two secrets: what is derived from them, and how their files are kept."""

import base64
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofpress import keys
from proofpress.errors import InputError, StateError
from proofpress_verify import code_text, ed25519, notes
from proofpress_verify.notes import SignedNoteKind
from tests import reference, simulator, strategies


@given(
    st.binary(min_size=32, max_size=32),
    strategies.publishers,
    st.integers(0, 2**32 - 1),
    strategies.account_names,
)
def test_code_is_the_reference_code(secret, publisher, generation, account):
    code = keys.CodeKey(secret).code(publisher, account, generation)
    assert code == reference.make_code(secret, publisher, generation, account)
    assert keys.code_text(code, publisher) == reference.code_text(code, publisher)


def test_codes_differ_by_account_generation_publisher_and_key():
    key, publisher = keys.CodeKey(bytes(32)), bytes(20)
    made = {
        key.code(publisher, b"a"),
        key.code(publisher, b"b"),
        key.code(publisher, b"a", 1),
        key.code(b"\x01" * 20, b"a"),
        keys.CodeKey(b"\x01" * 32).code(publisher, b"a"),
    }
    assert len(made) == 5


def test_created_keys_read_back_and_are_for_their_owner_only(tmp_path):
    code_key = keys.create_code_key(tmp_path / "keys" / "code.key")
    signing_key = keys.create_signing_key(tmp_path / "keys" / "signing.key", "example.com/por")
    assert keys.read_code_key(tmp_path / "keys" / "code.key") == code_key
    assert keys.read_signing_key(tmp_path / "keys" / "signing.key") == signing_key
    modes = {path.stat().st_mode & 0o777 for path in (tmp_path / "keys").iterdir()}
    assert modes == {0o600}
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700


def test_created_keys_stay_private_under_any_umask(tmp_path):
    before = os.umask(0)
    try:
        keys.create_code_key(tmp_path / "code.key")
    finally:
        os.umask(before)
    assert (tmp_path / "code.key").stat().st_mode & 0o777 == 0o600


def test_no_two_created_keys_are_alike(tmp_path):
    made = {keys.create_code_key(tmp_path / f"{i}.key").secret for i in range(8)}
    made |= {keys.create_signing_key(tmp_path / f"{i}.sign", "a.example").secret for i in range(8)}
    assert len(made) == 16


@pytest.mark.parametrize(
    "create", [keys.create_code_key, lambda path: keys.create_signing_key(path, "example.com")]
)
def test_a_key_is_never_overwritten(tmp_path, create):
    create(tmp_path / "a.key")
    before = (tmp_path / "a.key").read_bytes()
    with pytest.raises(StateError):
        create(tmp_path / "a.key")
    assert (tmp_path / "a.key").read_bytes() == before


@pytest.mark.parametrize("mode", [0o604, 0o640, 0o660, 0o666])
def test_a_key_that_others_may_read_is_refused(tmp_path, mode):
    keys.create_code_key(tmp_path / "code.key")
    (tmp_path / "code.key").chmod(mode)
    with pytest.raises(InputError, match="chmod 600"):
        keys.read_code_key(tmp_path / "code.key")


def test_an_absent_key_says_how_to_make_one(tmp_path):
    with pytest.raises(InputError, match="keygen"):
        keys.read_signing_key(tmp_path / "signing.key")


@given(st.binary(max_size=200))
def test_any_bytes_are_a_key_or_an_input_error(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("keys") / "a.key"
    path.write_bytes(data)
    path.chmod(0o600)
    for read in (keys.read_code_key, keys.read_signing_key):
        with pytest.raises(InputError):
            read(path)


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
    assert keys.read_signing_key(path).secret == signer.seed
    assert change(text) != text
    write_private(path, change(text))
    with pytest.raises(InputError):
        keys.read_signing_key(path)


def write_private(path, text):
    path.touch(0o600)
    path.write_text(text, encoding="ascii")


def test_secrets_are_in_no_representation(tmp_path):
    code_key = keys.create_code_key(tmp_path / "code.key")
    signing_key = keys.create_signing_key(tmp_path / "signing.key", "example.com")
    shown = repr((code_key, signing_key, code_text.Code(b"\x55" * 20, bytes(20))))
    for secret in (code_key.secret, signing_key.secret, b"\x55" * 20):
        assert repr(secret)[2:-1] not in shown
        assert secret.hex() not in shown


@pytest.mark.parametrize("kind", SignedNoteKind)
def test_signed_notes_hold_under_the_key_and_are_the_simulators(tmp_path, kind):
    digest = bytes(range(32))
    made = keys._signing_key(simulator.ORIGIN, simulator.PUBLISHER.seed)
    assert (made.line, made.publisher) == (simulator.PUBLISHER.line, simulator.PUBLISHER.publisher)
    note = made.sign(kind, digest)
    text = f"{simulator.ORIGIN}/{kind.value} v0\n{digest.hex()}\n"
    assert note == simulator.PUBLISHER.note(text)
    parsed = notes.parse_note(note)
    notes.check_signature(parsed, made.public)
    assert notes.parse_text(parsed.text, made.public.name) == (kind, digest)
    assert ed25519.verify(made.public.public, text.encode(), parsed.signatures[0].signature)
