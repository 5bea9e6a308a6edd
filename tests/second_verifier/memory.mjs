// Stored results, so that the same statement is not checked twice.

import { Failed } from "./failed.mjs";

export class Memory {
  constructor(most) {
    this.most = most;
    this.results = new Map();
  }

  get(name, compute) {
    if (!this.results.has(name)) this.keep(name, outcome(compute));
    return this.results.get(name)();
  }

  // All are forgotten when there are too many.
  keep(name, result) {
    if (this.results.size >= this.most) this.results.clear();
    this.results.set(name, result);
  }
}

// A failed check is a result as well; any other exception is not kept.
function outcome(compute) {
  try {
    const value = compute();
    return () => value;
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    return () => {
      throw new Failed(error.check);
    };
  }
}
