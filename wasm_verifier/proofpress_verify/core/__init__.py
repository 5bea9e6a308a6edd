"""From bytes to root and balances: everything that a verdict about one account depends on.

The input is bytes and numbers, the result what was established or the one check that failed. The
modules import only each other and the standard library. Read them in this order: errors, hashing,
amounts, codes, tree, shard_file, ladder, proof. Comments name the section of the format document
(site_templates/format.md) whose rules follow.
"""
