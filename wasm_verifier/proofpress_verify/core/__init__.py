"""From bytes to root and balances: all that a verdict about one account rests on.

Bytes and numbers go in; out comes what was established, or the one check that failed. No module
here imports anything but the others here and the standard library. To be read in this order:
errors, hashing, amounts, codes, tree, shard_file, ladder, proof. Comments name the section of the
format document (site_templates/format.md) whose rules follow.
"""
