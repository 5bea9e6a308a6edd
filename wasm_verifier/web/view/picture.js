/**
 * The path from the customer's leaf to the published total, for one asset at a time: as a table,
 * and as a picture drawn from the same rows.
 */
"use strict";

(() => {
  const view = ((globalThis.proofpress ??= {}).view ??= {});

  const SVG = "http://www.w3.org/2000/svg";
  const WIDTH = 340;
  const BOX = { width: 160, height: 48, radius: 9 };
  const STEP = 92; // from one level to the next
  const LEFT = 84;
  const RIGHT = WIDTH - LEFT;
  const MIDDLE = WIDTH / 2;

  const textOf = (sums, { asset, scope }) =>
    sums.find((each) => each.asset === asset && each.scope === scope)?.text ?? "0";

  /**
   * The levels of a report's path for one asset, from the leaf up.
   * @param {object} report @param {{asset: string, scope: string}} column
   */
  view.levels = (report, column) =>
    report.path.map((step, i) => ({
      what: step.what,
      side: step.side,
      sibling: { sum: textOf(step.sibling_sums, column), accounts: step.sibling_accounts, hash: step.sibling_hash },
      node: { sum: textOf(step.node_sums, column), accounts: step.node_accounts, hash: step.node_hash },
      isTop: i === report.path.length - 1,
      isFile: step.what === "in shard" && report.path[i + 1]?.what !== "in shard",
    }));

  const number = (text) => Number(text).toLocaleString("en");

  /** The label of the node that a level leads to. */
  function nodeName(level) {
    if (level.isTop) return "Published total";
    return level.isFile ? `this file: ${number(level.node.accounts)}` : counted(level.node.accounts);
  }

  /** The label of the sibling at a level. */
  function siblingName(level) {
    const accounts = Number(level.sibling.accounts);
    if (level.what === "above shards") return accounts ? `${number(accounts)} in other files` : "no accounts";
    return accounts === 1 ? "1 neighbour" : `${number(accounts)} neighbours`;
  }

  const counted = (accounts) => `${number(accounts)} ${Number(accounts) === 1 ? "account" : "accounts"}`;

  /** The rows of the table. */
  view.pathRows = (levels) =>
    levels.map((level, i) =>
      view.row(
        String(i + 1),
        { content: siblingName(level) },
        { content: view.amount(level.sibling.sum), kind: "amount" },
        { content: view.amount(level.node.sum), kind: "amount" },
        { content: number(level.node.accounts), kind: "amount" },
        { content: view.make("code", { class: "hash" }, level.node.hash), kind: "hash-cell" },
      ),
    );

  /** @param {string} tag @param {Record<string, string | number>} attributes @param {...(Node | string)} children */
  function draw(tag, attributes, ...children) {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
    element.append(...children);
    return element;
  }

  /** A sum short enough for a box: exact if it fits, otherwise cut and marked as cut. */
  function shortSum(text) {
    const [whole, fraction] = text.split(".");
    const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
    const full = fraction ? `${grouped}.${fraction}` : grouped;
    if (full.length <= 17) return full;
    return grouped.length <= 15 ? `${full.slice(0, 16).replace(/\.$/, "")}…` : `${grouped.slice(0, 16)}…`;
  }

  /** A box with a name and a sum, its middle at x. */
  function box(kind, x, y, name, sum) {
    return draw(
      "g",
      { class: kind },
      draw("rect", { x: x - BOX.width / 2, y, width: BOX.width, height: BOX.height, rx: BOX.radius }),
      draw("text", { class: "name", x, y: y + 18 }, name),
      draw("text", { class: "value", x, y: y + 37 }, shortSum(sum)),
    );
  }

  /** The line from a box up to the node that it is added into. */
  const line = (kind, x, from, to, target) =>
    draw("path", { class: kind, d: `M${x} ${from}V${(from + to) / 2}H${target}V${to}` });

  /**
   * The picture: the customer at the bottom, the published total at the top.
   * @param {ReturnType<typeof view.levels>} levels
   * @param {string} asset @param {string} ownSum
   */
  view.pathPicture = (levels, asset, ownSum) => {
    const height = levels.length * STEP + BOX.height + 4;
    const yOf = (level) => height - BOX.height - 2 - level * STEP;
    const lines = [];
    const boxes = [];
    let own = { sum: ownSum, name: "You", kind: "you" };
    levels.forEach((level, i) => {
      const ownX = level.side === "left" ? RIGHT : LEFT;
      const y = yOf(i);
      const above = yOf(i + 1) + BOX.height;
      const target = i + 1 < levels.length ? (levels[i + 1].side === "left" ? RIGHT : LEFT) : MIDDLE;
      lines.push(line("line", WIDTH - ownX, y, above, target), line("line own", ownX, y, above, target));
      boxes.push(box(own.kind, ownX, y, own.name, own.sum));
      boxes.push(box("beside", WIDTH - ownX, y, siblingName(level), level.sibling.sum));
      own = { sum: level.node.sum, name: nodeName(level), kind: level.isTop ? "own total" : "own" };
    });
    boxes.push(box(own.kind, MIDDLE, yOf(levels.length), own.name, own.sum));
    const label = `From your ${asset} up to the published total, in ${levels.length} steps. The table below shows the same.`;
    const attributes = { class: "tree way", viewBox: `0 0 ${WIDTH} ${height}`, role: "img", "aria-label": label };
    return draw("svg", attributes, ...lines, ...boxes);
  };
})();
