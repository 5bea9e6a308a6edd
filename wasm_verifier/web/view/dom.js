/**
 * Small helpers for the page. Text goes in as text: nothing here, and nothing that uses
 * this, ever parses a string as HTML.
 */
"use strict";

(() => {
  const view = ((globalThis.proofpress ??= {}).view ??= {});

  /** @param {string} id @returns {HTMLElement} */
  view.byId = (id) => {
    const found = document.getElementById(id);
    if (!found) throw new Error(`the page has no #${id}`);
    return found;
  };

  /** @param {string} id @param {string} text */
  view.setText = (id, text) => {
    view.byId(id).textContent = text;
  };

  /** @param {string} id @param {boolean} shown */
  view.show = (id, shown = true) => {
    view.byId(id).hidden = !shown;
  };

  /** Says something to screen readers without moving the focus. @param {string} text */
  view.announce = (text) => view.setText("announcer", text);

  /**
   * A new element. A child that is a string becomes text.
   * @param {string} tag
   * @param {Record<string, string>} [attributes]
   * @param {...(Node | string)} children
   */
  view.make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };

  /**
   * Of all elements with `data-<name>`, shows those with this value.
   * @param {string} name @param {string} value
   */
  view.choose = (name, value) => {
    for (const each of document.querySelectorAll(`#page [data-${name}]`)) {
      each.hidden = each.getAttribute(`data-${name}`) !== value;
    }
  };

  /** A copy of one of the icons that the page came with. @param {string} name */
  view.icon = (name) => document.querySelector(`main [data-icon="${name}"] svg`).cloneNode(true);

  /**
   * An exact amount with its thousands grouped and its fraction in a lighter colour.
   * @param {string} text such as "1234.5"
   */
  view.amount = (text) => {
    const [whole, fraction] = text.split(".");
    const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
    const isLong = fraction && grouped.length + fraction.length > 17; // only these may break
    const made = view.make("span", { class: isLong ? "number long" : "number" }, grouped);
    if (fraction) made.append(view.make("span", { class: "fraction" }, `.${fraction}`));
    return made;
  };

  const SCOPES = { customer: "", platform: "platform’s own", bonus: "bonus" };

  /** An asset's name, with its scope unless it is the customers'. */
  view.assetName = ({ asset, name, scope }) => {
    const label = SCOPES[scope] ?? scope;
    const made = view.make("span", {}, asset ?? name);
    if (label) made.append(" ", view.make("span", { class: "tag caution" }, label));
    return made;
  };

  /**
   * A moment as the reader's clock shows it, and in UTC.
   * @param {string} text `YYYY-MM-DDTHH:MM:SSZ`
   */
  view.moment = (text) => {
    const local = new Date(text).toLocaleString([], { dateStyle: "long", timeStyle: "short" });
    const utc = `${text.slice(0, 10)} ${text.slice(11, 16)} UTC`;
    return view.make("time", { datetime: text }, `${local} your time (${utc})`);
  };

  /** A date as the reader writes dates. @param {string} text `YYYY-MM-DD` */
  view.day = (text) => new Date(`${text}T00:00:00Z`).toLocaleDateString([], { dateStyle: "long", timeZone: "UTC" });

  /**
   * A table row: a heading cell, then cells. The roles keep it a row where a narrow screen
   * shows it as a card; `label` is the column's name there.
   * @param {Node | string} heading
   * @param {...{content: Node | string, kind?: string, label?: string}} cells
   */
  view.row = (heading, ...cells) => {
    const made = view.make("tr", { role: "row" }, view.make("th", { scope: "row", role: "rowheader" }, heading));
    for (const { content, kind = "", label = "" } of cells) {
      const cell = view.make("td", { role: "cell", class: kind });
      if (label) cell.append(view.make("span", { class: "label", "aria-hidden": "true" }, label));
      cell.append(content);
      made.append(cell);
    }
    return made;
  };
})();
