/**
 * The boot image: Python's memory when the verifier is ready.
 *
 * Two thirds of that memory are zeros or come from the wasm file, so only the rest is stored. A boot
 * image is (numbers are unsigned, 32 bits, little-endian)
 *
 *     headLength, memoryLength, runCount
 *     runCount times  kept, new     blocks of BLOCK bytes that stay as the wasm file has them,
 *                                   then blocks that are stored
 *     head                          what Pyodide keeps besides the memory in a snapshot
 *     blocks                        the stored ones, in order
 *
 * `imageHead` and `restoreMemory` return the input of `makeImage`, byte for byte. The memory is
 * restored in place: a second copy of its thirty megabytes would take as long again.
 */
"use strict";

(() => {
  const BLOCK = 32; // bytes
  const NUMBERS = 3;
  const DATA_SECTION = 11;
  const I32_CONST = 0x41;
  const END = 0x0b;

  /** Reads a wasm file's numbers, which are LEB128. */
  class Reader {
    /** @param {Uint8Array} bytes @param {number} at */
    constructor(bytes, at) {
      Object.assign(this, { bytes, at });
    }

    byte() {
      return this.bytes[this.at++];
    }

    /** @returns {number} up to 32 bits; a signed one comes out as its 32 bits, unsigned */
    number() {
      let value = 0;
      for (let shift = 0; ; shift += 7) {
        const byte = this.byte();
        value |= (byte & 0x7f) << shift;
        if (byte < 0x80) return value >>> 0;
      }
    }

    /** @param {number} wanted */
    expect(wanted) {
      if (this.byte() !== wanted) throw new Error("the wasm file's data is not laid out as expected");
    }
  }

  /**
   * The data segments of a wasm file: the address of each in memory, and its bytes.
   * @param {Uint8Array} wasm @returns {Generator<[number, Uint8Array]>}
   */
  function* dataSegments(wasm) {
    const reader = new Reader(wasm, 8); // after magic number and version
    while (reader.at < wasm.length) {
      const section = reader.byte();
      const length = reader.number();
      if (section !== DATA_SECTION) {
        reader.at += length;
        continue;
      }
      for (let left = reader.number(); left > 0; left -= 1) {
        reader.expect(0); // an active segment of the one memory
        reader.expect(I32_CONST);
        const address = reader.number();
        reader.expect(END);
        const size = reader.number();
        yield [address, wasm.subarray(reader.at, reader.at + size)];
        reader.at += size;
      }
      return;
    }
  }

  /** @param {Uint8Array} memory zeros @param {Uint8Array} wasm */
  function copyDataSegments(memory, wasm) {
    for (const [address, bytes] of dataSegments(wasm)) memory.set(bytes, address);
  }

  /** @param {Uint8Array} image */
  function partsOf(image) {
    const [headLength, , runCount] = new Uint32Array(image.slice(0, 4 * NUMBERS).buffer);
    const headAt = 4 * (NUMBERS + 2 * runCount);
    const runs = new Uint32Array(image.slice(4 * NUMBERS, headAt).buffer);
    return { headAt, runs, blocksAt: headAt + headLength };
  }

  /** What Pyodide keeps besides the memory. @param {Uint8Array} image @returns {Uint8Array} */
  function imageHead(image) {
    const { headAt, blocksAt } = partsOf(image);
    return image.slice(headAt, blocksAt);
  }

  /**
   * Overwrites `memory` with the image's memory.
   * @param {Uint8Array} memory @param {number} top all zeros from here on
   * @param {Uint8Array} image @param {Uint8Array} wasm
   */
  function restoreMemory(memory, top, image, wasm) {
    const { runs, blocksAt } = partsOf(image);
    memory.fill(0, 0, top);
    copyDataSegments(memory, wasm);
    let from = blocksAt;
    let to = 0;
    for (let run = 0; run < runs.length; run += 2) {
      to += BLOCK * runs[run];
      const length = BLOCK * runs[run + 1];
      memory.set(image.subarray(from, from + length), to);
      from += length;
      to += length;
    }
  }

  /** @param {Uint8Array} a @param {Uint8Array} b of the same length @param {number} block */
  function sameBlock(a, b, block) {
    for (let i = block * BLOCK; i < (block + 1) * BLOCK; i += 1) if (a[i] !== b[i]) return false;
    return true;
  }

  /**
   * @param {Uint8Array} snapshot as `makeMemorySnapshot` gives it @param {Uint8Array} wasm
   * @returns {Uint8Array}
   */
  function makeImage(snapshot, wasm) {
    const headLength = new Uint32Array(snapshot.slice(0, 8).buffer)[1];
    const memory = snapshot.subarray(headLength);
    const initial = new Uint8Array(memory.length);
    copyDataSegments(initial, wasm);
    const runs = [];
    const stored = [];
    const blocks = memory.length / BLOCK;
    for (let at = 0; at < blocks; ) {
      const start = at;
      while (at < blocks && sameBlock(memory, initial, at)) at += 1;
      const changed = at;
      while (at < blocks && !sameBlock(memory, initial, at)) at += 1;
      runs.push(changed - start, at - changed);
      stored.push(memory.subarray(changed * BLOCK, at * BLOCK));
    }
    const numbers = new Uint32Array([headLength, memory.length, runs.length / 2, ...runs]);
    const parts = [new Uint8Array(numbers.buffer), snapshot.subarray(0, headLength), ...stored];
    const image = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let to = 0;
    for (const part of parts) {
      image.set(part, to);
      to += part.length;
    }
    return image;
  }

  Object.assign(globalThis, { imageHead, restoreMemory, makeImage });
})();
