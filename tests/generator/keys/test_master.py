"""The master key: the codes that are derived from it, and that no two keys are alike."""

from hypothesis import given
from hypothesis import strategies as st

from proofpress.keys import master, signing
from tests import reference, strategies


@given(
    st.binary(min_size=32, max_size=32),
    strategies.publishers,
    st.integers(0, 2**32 - 1),
    strategies.account_names,
)
def test_code_is_the_reference_code(secret, publisher, generation, account):
    code = master.MasterKey(secret).code(publisher, account, generation)
    assert code == reference.make_code(secret, publisher, generation, account)
    assert master.code_text(code, publisher) == reference.code_text(code, publisher)


def test_codes_differ_by_account_generation_publisher_and_key():
    key, publisher = master.MasterKey(bytes(32)), bytes(20)
    made = {
        key.code(publisher, b"a"),
        key.code(publisher, b"b"),
        key.code(publisher, b"a", 1),
        key.code(b"\x01" * 20, b"a"),
        master.MasterKey(b"\x01" * 32).code(publisher, b"a"),
    }
    assert len(made) == 5


def test_no_two_created_keys_are_alike(tmp_path):
    made = {master.create_master_key(tmp_path / f"{i}.key").secret for i in range(8)}
    made |= {
        signing.create_signing_key(tmp_path / f"{i}.sign", "a.example").secret for i in range(8)
    }
    assert len(made) == 16
