"""The publisher's books: from the files of a ledger to batches of (account, column, amount)."""
