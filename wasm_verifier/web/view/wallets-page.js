/**
 * The page of a wallet list: each row with the build's result and, on request, with the result of
 * checking the signed list on this device. Without scripts the page is the same, without the buttons.
 */
"use strict";

(() => {
  const proofpress = (globalThis.proofpress ??= {});
  const { view } = proofpress;
  const { byId, make, setText, show } = view;

  const CHUNK = 200; // rows; the checking program gives fewer when they take long
  const NAMED = 20;
  const KEYS = 200; // that the page lists at most
  const VERDICTS = { valid: "Valid", invalid: "Invalid", unsigned: "Unsigned", unsupported: "Not checked" };
  const TAGS = { valid: "tag good", invalid: "tag bad" };
  const PHASES = { download: "Fetching the checking program", start: "Starting it on your device" };
  const MISTRUST = "Use another copy of this site, and trust the file wallets.csv rather than this page.";
  const NOT_LOADED = {
    tone: "unknown",
    title: "The checking program did not load",
    explanation:
      "It could not be fetched, or is not the one that this page names. " +
      "This says nothing about the signatures: they were not checked.",
    advice: "Load the page again, or use another copy of this site.",
  };
  const PAGE_FAULT = {
    tone: "unknown",
    title: "This page failed",
    explanation:
      "There is a fault in the page itself. This says nothing about the signatures: they were not checked.",
    advice: "Please report it to the operator of this site.",
  };

  const device = byId("device");
  const rows = new Map([...document.querySelectorAll("tr[data-row]")].map((row) => [Number(row.dataset.row), row]));
  const number = (value) => Number(value).toLocaleString("en");
  const rowWord = (count) => `${number(count)} ${count === 1 ? "row" : "rows"}`;

  /** @type {ReturnType<typeof proofpress.createListChecker> | null} */
  let checker = null;
  /** Counts the runs; raised to end the current one. */
  let round = 0;

  // --- asking ----------------------------------------------------------------------------

  /** The opened list, or why there is none; a failure is not stored, so it can be tried again. */
  async function openList() {
    const { root: base, snapshot } = device.dataset;
    checker ??= proofpress.createListChecker?.({ base, snapshotPath: `snapshots/${snapshot}/`, onProgress: showLoading });
    if (!checker) return { state: "refused", ...NOT_LOADED };
    const opened = await checker.open();
    if (opened.state !== "open") forget();
    return opened;
  }

  function forget() {
    checker?.close();
    checker = null;
  }

  /**
   * Runs one of the two checks, and shows its result.
   * @param {(opened: object, isOn: () => boolean) => Promise<void>} check throws a refusal
   * @param {(title: string) => void} [onRefused]
   */
  async function run(check, onRefused = () => {}) {
    const mine = ++round;
    const isOn = () => mine === round;
    show("device-answer", false);
    turnOn(true);
    showStep("Fetching the list that was signed", 0);
    try {
      const opened = await openList();
      if (!isOn()) return;
      if (opened.state !== "open") throw opened;
      await check(opened, isOn);
    } catch (refusal) {
      if (!isOn()) return;
      const shown = refusal.state === "refused" ? refusal : PAGE_FAULT;
      showRefusal(shown);
      onRefused(shown.title);
    }
    if (isOn()) turnOn(false);
  }

  /** An answer of the checking program, or its refusal thrown. @param {object} told */
  function answered(told) {
    if (told.state !== "refused") return told;
    forget();
    throw told;
  }

  /** @param {number} first @param {number} most @returns {Promise<object[]>} */
  const ask = async (first, most) => answered(await checker.check(first, most)).rows;

  /** @param {number} row */
  function checkOne(row) {
    showPending(row, "Checking on your device…");
    run(async (opened, isOn) => {
      showStep(`Checking row ${number(row)}`, 1000);
      const [found] = await ask(row, 1);
      if (!isOn()) return;
      if (!found) throw { ...missingRow(row, opened.rows), state: "refused" };
      const said = showRow(found) ? "This page does not agree." : "This page says the same.";
      view.announce(`Row ${number(row)}: ${VERDICTS[found.verdict]}. ${found.words}. ${said}`);
    }, (title) => showPending(row, `Not checked: ${title}. See the message above the list.`));
  }

  const checkAll = () => run(async (opened, isOn) => {
    const tally = { counts: { valid: 0, invalid: 0, unsigned: 0, unsupported: 0 }, differing: [], unseen: [] };
    let told = 0; // tenths of the list that were announced
    for (let done = 0; done < opened.rows; ) {
      showStep(`Checked ${number(done)} of ${rowWord(opened.rows)}`, (1000 * done) / opened.rows);
      const found = await ask(done + 1, CHUNK);
      if (!isOn()) return;
      found.forEach((each) => count(tally, each));
      done += found.length;
      const tenths = Math.floor((10 * done) / opened.rows);
      if (tenths > told && done < opened.rows) view.announce(`${number(done)} of ${rowWord(opened.rows)} checked`);
      told = tenths;
    }
    const { keys } = answered(await checker.keys());
    if (isOn()) showSummary(opened, tally, keys);
  });

  function count(tally, found) {
    tally.counts[found.verdict] += 1;
    if (showRow(found)) tally.differing.push(found.row);
    if (!rows.has(found.row) && found.verdict === "invalid") tally.unseen.push(found);
  }

  const missingRow = (row, known) => ({
    tone: "bad",
    title: `The signed list has no row ${number(row)}`,
    explanation: `It has ${rowWord(known)}. This page does not show the list that was signed.`,
    advice: MISTRUST,
  });

  // --- one row ---------------------------------------------------------------------------

  /** A cell's text without the column's name that narrow screens show. @param {Element} cell */
  function shownText(cell) {
    const copy = cell.cloneNode(true);
    copy.querySelectorAll(".label, .parts").forEach((each) => each.remove());
    return copy.textContent.trim();
  }

  /** A balance as the page shows it: without zeros at its end. @param {string} text */
  const plain = (text) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);

  /** What the page shows about a row's signature. @param {Element} row */
  const shownStatus = (row) => {
    const cell = row.querySelector("[data-cell=status]");
    const text = (place) => cell.querySelector(`:scope > ${place}`)?.textContent.trim();
    return { title: text(".tag"), words: text(".parts") };
  };

  /**
   * Where the page differs from the signed list or this device's result. It compares the text that
   * readers see, because that is what counts. @returns {string[]}
   */
  function differences(row, found) {
    const { title, words } = shownStatus(row);
    const balance = shownText(row.querySelector("[data-cell=balance]")).replaceAll(",", "");
    const listed = found.balance ? plain(found.balance) : "none stated";
    return [
      title !== VERDICTS[found.verdict] && `The page says “${title}”.`,
      title === VERDICTS[found.verdict] && words !== found.words && `The page says “${words}”.`,
      shownText(row.querySelector("th")) !== found.asset && `The coin in the signed list is ${found.asset}.`,
      row.querySelector(".address code").textContent !== found.address &&
        `The address in the signed list is ${found.address}.`,
      balance !== listed && `The balance in the signed list: ${listed}.`,
    ].filter(Boolean);
  }

  /** Shows a row's result, if the page has the row. @returns {boolean} whether page and result differ */
  function showRow(found) {
    const row = rows.get(found.row);
    if (!row) return false;
    const differing = differences(row, found);
    const result = make(
      "p",
      { class: "own-result" },
      make("span", { class: "by" }, "Checked on your device: "),
      make("span", { class: TAGS[found.verdict] ?? "tag" }, VERDICTS[found.verdict]),
      " ",
      make("span", { class: "parts" }, found.words),
    );
    if (differing.length) {
      result.append(make("strong", { class: "differs" }, `This page does not agree. ${differing.join(" ")}`));
    } else {
      result.append(make("span", { class: "parts" }, "This page says the same."));
    }
    putResult(row, result);
    return differing.length > 0;
  }

  /** @param {number} row @param {string} text */
  const showPending = (row, text) =>
    putResult(rows.get(row), make("p", { class: "own-result pending" }, make("span", { class: "parts" }, text)));

  /** @param {Element} row @param {Element} result */
  function putResult(row, result) {
    row.querySelector(".own-result")?.remove();
    row.querySelector(".own").prepend(result);
  }

  /** @param {number} row @param {HTMLElement} element */
  function addButton(row, element) {
    const what = shownStatus(element).title === VERDICTS.unsigned ? "Check this row" : "Check this signature";
    const label = `${what}, row ${number(row)}`;
    const button = make("button", { type: "button", class: "small-button", "aria-label": label }, what);
    button.addEventListener("click", () => checkOne(row));
    element.querySelector("[data-cell=status]").append(make("div", { class: "own" }, button));
  }

  // --- the box above the list ---------------------------------------------------------------

  /** @param {boolean} busy */
  function turnOn(busy) {
    show("device-progress", busy);
    show("stop", busy);
    show("check-all", !busy);
    const lost = document.activeElement === document.body || document.activeElement?.hidden;
    if (lost) byId(busy ? "stop" : "check-all").focus();
  }

  /** @param {string} text @param {number} thousandths */
  function showStep(text, thousandths) {
    if (thousandths === 0) view.announce(text);
    setText("device-step", text);
    byId("device-bar").value = thousandths;
  }

  /** @param {{phase: "download" | "start", done: number, total: number}} progress */
  function showLoading({ phase, done, total }) {
    const amount = phase === "download" ? `, ${megabytes(done)} of ${megabytes(total)} MB` : "";
    setText("device-step", PHASES[phase] + amount);
    byId("device-bar").value = phase === "download" ? (700 * done) / total : 700 + (300 * done) / total;
  }

  const megabytes = (bytes) => (bytes / 1e6).toFixed(1);

  /** @param {"good" | "caution" | "bad" | "info"} tone @param {string} title @param {...(Node | string)} body */
  function answer(tone, title, ...body) {
    const box = byId("device-answer");
    box.className = `banner ${tone}`;
    const kind = tone === "info" ? "unknown" : tone;
    const texts = body.map((each) => (typeof each === "string" ? make("p", {}, each) : each));
    box.replaceChildren(
      view.icon(kind),
      make("div", {}, make("p", {}, make("strong", {}, title)), ...texts),
    );
    show("device-answer");
    view.announce([title, ...body.filter((each) => typeof each === "string")].join(" "));
  }

  function showRefusal({ tone, title, explanation, advice, check, detail }) {
    const details = [check && `${check.name}${check.where ? ` (${check.where})` : ""}`];
    if (check) details.push(`expected ${check.expected}`, `found ${check.found}`);
    if (detail) details.push(detail);
    const shown = details.filter(Boolean);
    const fold = make("details", { class: "fold" }, make("summary", {}, "Technical details"));
    fold.append(make("pre", { tabindex: "0" }, make("code", {}, shown.join("\n"))));
    answer(tone === "bad" ? "bad" : "info", `${title}.`, explanation, advice, ...(shown.length ? [fold] : []));
  }

  /** The verdicts whose counts on the page differ. */
  function differingCounts(counts) {
    return Object.keys(counts).filter((verdict) => Number(device.dataset[verdict]) !== counts[verdict]);
  }

  /** The counts of a whole list, and whether the page says the same. @returns {string} */
  function summary(opened, { counts, differing }, totals) {
    const listed = Object.entries(counts).map(([verdict, amount]) => `${number(amount)} ${VERDICTS[verdict].toLowerCase()}`);
    const about = [`${listed.join(", ")}.`];
    if (opened.rows > rows.size) about.push(`The page shows ${rowWord(rows.size)} of them; these counts are of all.`);
    if (differing.length) about.push(`This page does not agree in ${namedRows(differing)}: see there.`);
    else if (totals.length) about.push("This page states different counts: trust these rather than the page.");
    else about.push("The rows on this page say the same.");
    if (opened.draft) about.push("The statement is a draft.");
    return about.join(" ");
  }

  /** Whether the page's list of shared keys differs from what this device found. */
  function differingKeys(keys) {
    const shown = [...document.querySelectorAll("[data-shared]")].map((each) => each.textContent.trim());
    const expected = keys.slice(0, KEYS).map(({ text }) => text);
    return Number(device.dataset.keys) !== keys.length || JSON.stringify(shown) !== JSON.stringify(expected);
  }

  /** @param {{reach: string, text: string}[]} keys */
  function sharedKeys(keys) {
    if (!keys.length) return ["No key backs one asset in several rows."];
    const more = keys.length > NAMED ? ` The first ${NAMED} of ${number(keys.length)}:` : "";
    const items = keys.slice(0, NAMED).map(({ text }) => make("li", {}, text));
    return [`Keys that back one asset in several rows.${more}`, make("ul", {}, ...items)];
  }

  function showSummary(opened, tally, keys) {
    const totals = differingCounts(tally.counts);
    const text = summary(opened, tally, totals);
    const done = `All ${rowWord(opened.rows)} of the signed list were checked on your device.`;
    const source = make("p", {}, "It is the list of the statement ", make("code", {}, opened.fingerprint), ".");
    const sums = "The sums of the list are the reserves in the statement.";
    const rest = [...unseenList(tally.unseen), ...sharedKeys(keys), sums, source];
    if (differingKeys(keys)) {
      const other = "This page lists different keys that back several rows.";
      answer("bad", "This page does not say what the signed list says.", done, text, other, MISTRUST, ...rest);
    } else if (tally.differing.length || totals.length) {
      answer("bad", "This page does not say what the signed list says.", done, text, MISTRUST, ...rest);
    } else {
      const doubtful = tally.counts.invalid || keys.some(({ reach }) => reach === "within");
      answer(doubtful ? "caution" : "good", done, text, ...rest);
    }
  }

  /** @param {number[]} numbers */
  function namedRows(numbers) {
    const more = numbers.length > NAMED ? ` and ${number(numbers.length - NAMED)} more` : "";
    return `${numbers.length === 1 ? "row" : "rows"} ${numbers.slice(0, NAMED).map(number).join(", ")}${more}`;
  }

  /** Rows with an invalid signature that the page does not show. */
  function unseenList(unseen) {
    if (!unseen.length) return [];
    const items = unseen
      .slice(0, NAMED)
      .map(({ row, asset, address, words }) => make("li", {}, `Row ${number(row)}, ${asset} at ${address}: ${words}`));
    const more = unseen.length > NAMED ? ` The first ${NAMED}:` : "";
    const verb = unseen.length === 1 ? "has" : "have";
    return [`${rowWord(unseen.length)} beyond those shown ${verb} an invalid signature.${more}`, make("ul", {}, ...items)];
  }

  function stop() {
    round += 1;
    document.querySelectorAll(".own-result.pending").forEach((each) => each.remove());
    turnOn(false);
    answer("info", "Stopped.", "Rows that were checked keep their result.");
    byId("check-all").focus();
  }

  function begin() {
    for (const [row, element] of rows) addButton(row, element);
    const { files } = JSON.parse(byId("runtime").textContent);
    setText("device-size", `${megabytes(files.reduce((sum, { bytes }) => sum + bytes, 0))} MB`);
    byId("check-all").addEventListener("click", checkAll);
    byId("stop").addEventListener("click", stop);
    show("device");
  }

  begin();
})();
