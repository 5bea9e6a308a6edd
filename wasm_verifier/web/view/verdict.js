/**
 * The answer: puts what the verifier reports into the page's elements for it.
 * Every text of a report is plain text. Whatever a report does not have stays hidden.
 */
"use strict";

(() => {
  const view = ((globalThis.proofpress ??= {}).view ??= {});

  const LIST = new Intl.ListFormat("en-GB");
  const TONES = ["good", "caution", "bad", "unknown"];

  /**
   * Shows a report and moves the focus to its sentence.
   * @param {object} report as the checker gives it
   */
  view.showVerdict = (report) => {
    showSentence(report);
    showRemarks(report.remarks ?? []);
    showFailure(report.check ?? {});
    showReason(report);
    showSays(report.says ?? []);
    showAccount(report);
    showBalances(report);
    showSolvency(report.solvency ?? []);
    showSteps(report);
    showWay(report);
    showSnapshot(report.snapshot ?? {});
    view.showSaving(report);
    view.choose("from", report.fromProof ? "proof" : "code");
    view.show("limits", Boolean(report.account));
    view.show("answer");
    view.byId("verdict").focus();
  };

  function showSentence(report) {
    const tone = TONES.includes(report.tone) ? report.tone : "unknown";
    view.byId("verdict-box").className = `verdict ${tone}`;
    view.choose("tone", tone);
    view.choose("icon", tone);
    view.setText("verdict", report.title);
    view.setText("explanation", report.explanation);
    view.setText("advice", report.advice);
  }

  /** Remarks that the reader can resolve by comparing two values. */
  const TO_COMPARE = ["not-compared", "source-not-compared"];

  function remarkItem({ key, tone, text }) {
    const kind = tone === "caution" ? "caution" : "info";
    const said = view.make("div", {}, view.make("p", {}, text));
    if (TO_COMPARE.includes(key)) said.append(view.make("p", {}, compareButton()));
    return view.make("li", { class: `banner ${kind}` }, view.icon(kind), said);
  }

  /** A button and not a link: an address with a fragment would be taken for one with a code. */
  function compareButton() {
    const button = view.make("button", { type: "button", class: "small-button" }, "Compare with other people");
    button.addEventListener("click", () => {
      view.byId("compare").open = true;
      view.byId("compare-title").focus();
    });
    return button;
  }

  function showRemarks(remarks) {
    const items = remarks.map(remarkItem);
    view.byId("remarks").replaceChildren(...items);
    view.show("remarks", items.length > 0);
  }

  function showFailure(check) {
    view.show("failure", Boolean(check.name));
    view.setText("check-title", check.title ?? "");
    view.setText("check-name", check.name ?? "");
    const where = check.where ? ` (${check.where})` : "";
    showPair("check-expected", check.expected);
    showPair("check-found", check.found ? check.found + where : "");
    showPair("check-attributed", check.attributed_text);
  }

  /** A line of a list of pairs, hidden if there is nothing to say. */
  function showPair(id, text = "") {
    view.setText(id, text);
    view.show(`${id}-row`, Boolean(text));
  }

  function showReason({ reason, detail }) {
    const text = [reason?.kind, reason?.file, detail].filter(Boolean).join("\n");
    view.setText("reason-text", text);
    view.show("reason", Boolean(text));
  }

  /** What the holder of a saved proof wrote. @param {string[]} lines */
  function showSays(lines) {
    view.byId("holder-says").replaceChildren(...lines.map((line) => view.make("p", {}, line)));
    view.show("holder", lines.length > 0);
  }

  function showAccount({ account = "" }) {
    view.setText("account-name", account);
    view.show("account", Boolean(account));
  }

  function showBalances({ account, balances = [], groups = [], snapshot = {} }) {
    view.show("holdings", Boolean(account));
    view.byId("balance-rows").replaceChildren(
      ...balances.map((each) => view.row(view.assetName(each), { content: view.amount(each.text), kind: "amount" })),
    );
    view.byId("group-rows").replaceChildren(...groups.map(groupRow));
    view.show("balances", balances.length > 0);
    view.show("no-balances", balances.length === 0);
    view.byId("moment").replaceChildren();
    if (snapshot.liabilities_at) {
      const taken = view.moment(snapshot.liabilities_at);
      view.byId("moment").append("Balances of ", taken, ". Trades since then are not included.");
    }
  }

  function groupRow(group) {
    const name = view.assetName(group);
    name.append(view.make("span", { class: "parts" }, unitText(group)));
    return view.row(name, { content: view.amount(group.text), kind: "amount" });
  }

  /** What each asset of a group is counted as, which is the publisher's claim. */
  function unitText({ parts, unit }) {
    const others = parts.filter((asset) => asset !== unit).map((asset) => `1 ${asset}`);
    if (!others.length) return unit;
    const counted = `${LIST.format(others)} ${others.length > 1 ? "each " : ""}counted as 1 ${unit}`;
    return others.length < parts.length ? `${unit}, with ${counted}` : counted;
  }

  function showSolvency(rows) {
    view.byId("solvency-rows").replaceChildren(...rows.map(solvencyRow));
    view.show("solvency", rows.length > 0);
  }

  function solvencyRow({ asset, liabilities, reserves, ratio, enough }) {
    const tone = enough === null ? "none" : enough ? "good" : "bad";
    const words = !reserves ? "no reserves stated" : enough ? "at or above 100%" : "below 100%";
    const held = new DocumentFragment();
    held.append(view.make("span", { class: "percent" }, ratio || "–"), view.make("span", { class: "words" }, words));
    return view.row(
      asset,
      { content: held, kind: `ratio main ${tone}` },
      { content: view.amount(liabilities), kind: "amount", label: "Owed to customers" },
      { content: reserves ? view.amount(reserves) : "–", kind: "amount", label: "Reserves stated" },
    );
  }

  /** The steps that passed, then the one that failed, if any: red only if the answer is red. */
  function showSteps({ steps = [], check = {}, tone }) {
    const items = steps.map(({ text }) => view.make("li", {}, view.icon("good"), view.make("span", {}, text)));
    if (check.name && items.length) {
      const failed = view.make("span", {}, `Not passed: ${check.title}`);
      items.push(view.make("li", { class: `failed ${tone}` }, view.icon(tone), failed));
    }
    view.byId("step-list").replaceChildren(...items);
    view.show("steps", items.length > 0);
  }

  function showWay(report) {
    const columns = report.balances?.length ? report.balances : pathColumns(report);
    const shown = Boolean(report.position && report.path?.length && columns.length);
    view.show("way", shown);
    for (const id of ["position", "way-asset", "picture", "way-rows"]) view.byId(id).replaceChildren();
    if (!shown) return;
    const { leaf, leaves, shard, shards } = report.position;
    const number = (value) => Number(value).toLocaleString("en");
    view.setText(
      "position",
      `Your entry is number ${number(leaf)} of ${number(leaves)} ` +
        `in file ${number(shard + 1)} of ${number(shards)} (${fileName(shard)}). ` +
        `${number(report.path.length)} additions lead from it to the published total.`,
    );
    const select = view.byId("way-asset");
    select.replaceChildren(...columns.map((column, i) => new Option(columnName(column), String(i))));
    select.onchange = () => showWayOf(report, columns[Number(select.value)]);
    showWayOf(report, columns[0]);
  }

  const fileName = (shard) => `${shard.toString(16).padStart(6, "0")}.shard`;

  /** The columns of the total, for an account that holds nothing. */
  const pathColumns = (report) => (report.path?.at(-1)?.node_sums ?? []).slice(0, 1);

  const columnName = ({ asset, scope }) => (scope === "customer" ? asset : `${asset} (${scope})`);

  function showWayOf(report, column) {
    const levels = view.levels(report, column);
    const own = report.balances.find((each) => each.asset === column.asset && each.scope === column.scope);
    view.byId("picture").replaceChildren(view.pathPicture(levels, column.asset, own?.text ?? "0"));
    view.byId("way-rows").replaceChildren(...view.pathRows(levels));
  }

  function showSnapshot(snapshot) {
    view.show("about", Boolean(snapshot.id));
    if (!snapshot.id) return;
    view.setText("about-snapshot", snapshot.draft ? `${snapshot.id}, draft` : snapshot.id);
    view.setText("about-name", `${snapshot.name} (${snapshot.origin})`);
    view.byId("about-liabilities").replaceChildren(view.moment(snapshot.liabilities_at));
    view.byId("about-reserves").replaceChildren(view.moment(snapshot.reserves_at));
    showPair("about-due", snapshot.next_due ? view.day(snapshot.next_due) : "");
    view.byId("compare").open = false;
    view.setText("compare-publisher", snapshot.publisher);
    view.setText("compare-fingerprint", snapshot.fingerprint);
  }
})();
