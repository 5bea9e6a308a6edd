"""The flaws of earlier systems: each class of the list of threats has a test.

The numbers are those of the list of threats. Most tests are in `test_threats_1_to_9` and
`test_threats_10_to_28`, which also show each attack without its defence. Classes that are not about
proofs (wallet signatures, pages, prices) have their tests beside what they are about; others, about
what a stranger sees, are in `test_stranger`. `ELSEWHERE` says where.
"""

from __future__ import annotations

import importlib

from tests.verifier import test_threats_1_to_9, test_threats_10_to_28

ELSEWHERE = {
    12: [("tests.generator.keys.test_master", "test_no_two_created_keys_are_alike")],
    13: [
        ("tests.verifier.test_months", "test_two_snapshots_of_the_same_ledger_share_no_bytes"),
        ("tests.verifier.test_months", "test_leaves_are_in_another_order_each_month"),
        ("tests.verifier.test_months", "test_a_shard_stays_the_same_each_month"),
    ],
    14: [
        ("tests.verifier.test_stranger", "test_nothing_of_the_dictionary_is_in_a_file"),
        (
            "tests.verifier.test_curious_customer",
            "test_a_customer_opens_their_own_way_up_and_nothing_else",
        ),
    ],
    17: [("tests.verifier.test_standalone", "test_every_python_gives_the_same_answers")],
    19: [
        ("tests.verifier.test_canonical", "test_size_is_capped_before_parsing"),
        ("tests.verifier.test_notes", "test_limits_of_a_note"),
        ("tests.verifier.core.test_shard_file", "test_a_file_beyond_the_limit_is_refused"),
        ("tests.verifier.test_cli", "test_files_beyond_their_limit_are_3"),
    ],
    21: [("tests.verifier.test_cli", "test_a_name_cannot_write_on_the_terminal")],
    24: [
        ("tests.verifier.test_stranger", "test_no_pad_is_used_twice_within_a_snapshot"),
        ("tests.verifier.test_stranger", "test_no_pad_is_used_twice_across_snapshots"),
        (
            "tests.generator.liabilities.reference.test_shard",
            "test_pads_change_when_anything_changes",
        ),
    ],
    25: [
        ("tests.verifier.test_stranger", "test_boundaries_cannot_be_found"),
        ("tests.verifier.test_stranger", "test_lengths_say_nothing_of_a_single_account"),
    ],
    27: [
        (
            "tests.generator.liabilities.reference.test_shard",
            "test_no_balance_is_shown_to_more_than_a_few",
        )
    ],
}
NOT_ABOUT_PROOFS = {15, 16, 20}


def test_every_class_of_threat_has_a_test() -> None:
    names = [*vars(test_threats_1_to_9), *vars(test_threats_10_to_28)]
    here = {int(name.split("_")[2]) for name in names if name.startswith("test_threat_")}
    assert here | ELSEWHERE.keys() | NOT_ABOUT_PROOFS == set(range(1, 29))
    for tests in ELSEWHERE.values():
        for module, name in tests:
            assert callable(getattr(importlib.import_module(module), name))
