"""The files of both keys: private, never overwritten, never shown."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofpress.errors import InputError, StateError
from proofpress.keys import master, signing
from proofpress_verify import code_text


def test_created_keys_read_back_and_are_for_their_owner_only(tmp_path):
    code_key = master.create_master_key(tmp_path / "keys" / "code.key")
    signing_key = signing.create_signing_key(tmp_path / "keys" / "signing.key", "example.com/por")
    assert master.read_master_key(tmp_path / "keys" / "code.key") == code_key
    assert signing.read_signing_key(tmp_path / "keys" / "signing.key") == signing_key
    modes = {path.stat().st_mode & 0o777 for path in (tmp_path / "keys").iterdir()}
    assert modes == {0o600}
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700


def test_created_keys_stay_private_under_any_umask(tmp_path):
    before = os.umask(0)
    try:
        master.create_master_key(tmp_path / "code.key")
    finally:
        os.umask(before)
    assert (tmp_path / "code.key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "create",
    [master.create_master_key, lambda path: signing.create_signing_key(path, "example.com")],
)
def test_a_key_is_never_overwritten(tmp_path, create):
    create(tmp_path / "a.key")
    before = (tmp_path / "a.key").read_bytes()
    with pytest.raises(StateError):
        create(tmp_path / "a.key")
    assert (tmp_path / "a.key").read_bytes() == before


@pytest.mark.parametrize("mode", [0o604, 0o640, 0o660, 0o666])
def test_a_key_that_others_may_read_is_refused(tmp_path, mode):
    master.create_master_key(tmp_path / "code.key")
    (tmp_path / "code.key").chmod(mode)
    with pytest.raises(InputError, match="chmod 600"):
        master.read_master_key(tmp_path / "code.key")


def test_an_absent_key_says_how_to_make_one(tmp_path):
    with pytest.raises(InputError, match="keygen"):
        signing.read_signing_key(tmp_path / "signing.key")


@given(st.binary(max_size=200))
def test_any_bytes_are_a_key_or_an_input_error(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("keys") / "a.key"
    path.write_bytes(data)
    path.chmod(0o600)
    for read in (master.read_master_key, signing.read_signing_key):
        with pytest.raises(InputError):
            read(path)


def test_secrets_are_in_no_representation(tmp_path):
    code_key = master.create_master_key(tmp_path / "code.key")
    signing_key = signing.create_signing_key(tmp_path / "signing.key", "example.com")
    shown = repr((code_key, signing_key, code_text.Code(b"\x55" * 20, bytes(20))))
    for secret in (code_key.secret, signing_key.secret, b"\x55" * 20):
        assert repr(secret)[2:-1] not in shown
        assert secret.hex() not in shown
