/**
 * The runtime of a page that contains it: files as base64 in elements of the page instead of
 * downloads. The engine checks each of them as it checks a download.
 */
"use strict";

(() => {
  const proofpress = (globalThis.proofpress ??= {});
  const { RuntimeFailure, unpackChunks } = proofpress;

  /** @param {string} text @returns {Uint8Array} */
  const fromBase64 = (text) =>
    Uint8Array.fromBase64?.(text) ?? Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

  /** @param {RuntimeFile} file @param {Reading} reading @returns {Promise<Uint8Array>} */
  async function readEmbedded({ name, path, size }, { onBytes }) {
    try {
      const bytes = fromBase64(document.getElementById(`file-${name}`).textContent);
      onBytes(bytes.length);
      return path === name ? bytes : await unpackChunks([bytes], name, size);
    } catch {
      throw new RuntimeFailure("runtime-file", name, "not the data that this page should contain");
    }
  }

  proofpress.readEmbedded = readEmbedded;
})();
