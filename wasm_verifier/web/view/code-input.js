/**
 * The code: removed from the address as soon as the page opens, and checked for typing mistakes
 * before anything starts. The verifier decides whether it is a code at all.
 */
"use strict";

(() => {
  const view = ((globalThis.proofpress ??= {}).view ??= {});

  const LENGTH = 76;
  const START = "por1";
  const STRANGER = /[^0-9ac-hj-np-z]/; // 1, b, i and o occur only at the start, if at all

  /**
   * The code that a link brought, removed from the address and from this history entry.
   * @returns {string} empty if there was none
   */
  view.takeFragment = () => {
    const fragment = location.hash.slice(1);
    if (!fragment || document.getElementById(fragment)) return ""; // none, or an anchor on this page
    history.replaceState(null, "", location.pathname + location.search);
    return view.cleanCode(fragment);
  };

  /**
   * What was pasted, without blanks, line breaks and the link around it.
   * @param {string} text
   */
  view.cleanCode = (text) => {
    const inLink = text.includes("#") ? text.slice(text.lastIndexOf("#") + 1) : text;
    const bare = inLink.replace(/[\s\u200b\u00ad\ufeff]+/g, "");
    return bare === bare.toUpperCase() ? bare.toLowerCase() : bare;
  };

  /**
   * What is plainly wrong with a code, for the person who types it; empty if nothing is.
   * @param {string} code as `cleanCode` gives it
   */
  view.codeSlip = (code) => {
    if (!code) return "Paste your code here.";
    if (code !== code.toLowerCase()) return "A code is all small or all capital letters, not both.";
    if (!START.startsWith(code.slice(0, 4))) return "A code begins with por1. This is something else.";
    const stranger = code.slice(4).match(STRANGER);
    if (stranger) return `A code has no “${stranger[0]}” in it. Is it another letter or digit?`;
    if (code.length < LENGTH) return `${code.length} of ${LENGTH} characters: the end is missing.`;
    if (code.length > LENGTH) return `${code.length} characters instead of ${LENGTH}: the code is too long.`;
    return "";
  };

  /** @param {string} slip */
  view.showSlip = (slip) => {
    view.setText("code-note", slip);
    view.byId("code").setAttribute("aria-invalid", slip ? "true" : "false");
  };

  /** Says what is wrong once enough is typed to tell; never complains about an empty field. */
  view.watchCode = () => {
    const field = view.byId("code");
    const watch = () => {
      const code = view.cleanCode(field.value);
      const unfinished = code.length < LENGTH && document.activeElement === field;
      view.showSlip(code && !unfinished ? view.codeSlip(code) : "");
    };
    field.addEventListener("input", watch);
    field.addEventListener("blur", watch);
  };
})();
