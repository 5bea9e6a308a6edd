// A check that failed. Anything else that is thrown is a fault of this program, never a bad proof.

export class Failed extends Error {
  constructor(check) {
    super(check);
    this.check = check;
  }
}

export function must(condition, check) {
  if (!condition) throw new Failed(check);
}

// The page has no check for a file that was not given; the verdict is `cannot-check`.
export class Missing extends Error {}
