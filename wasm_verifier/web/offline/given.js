/**
 * What the customer gave: single files, or folders with snapshots. Only files that a check asks for
 * are read, and none that is too long to be what its name says.
 *
 * @typedef {object} GivenFile
 * @property {string} path with its folders, if it was in one
 * @property {File} file
 *
 * @typedef {object} GivenSnapshot
 * @property {string} folder "" for files that were given singly
 * @property {File} [statement]
 * @property {File} [note]
 * @property {Map<string, File>} shards by the number in their names
 */
"use strict";

(() => {
  const proofpress = (globalThis.proofpress ??= {});
  const { CAPS, FileFailure } = proofpress;

  // Browsers and people change names: "statement (1).json", "statement.json.txt".
  const NAMES = {
    statement: /^statement\b.*\.json(\.txt)?$/i,
    note: /^statement\b.*\.note(\.txt)?$/i,
    shard: /^([0-9a-f]{6})\b.*\.shard(\.txt)?$/i,
    saved: /\.json(\.txt)?$/i,
  };
  const SAVED_IN_FOLDER = /^proofpress-proof\b/i;

  /** @param {string} name */
  const kindOf = (name) => Object.keys(NAMES).find((kind) => NAMES[kind].test(name));

  /** The folder of the snapshot that a file belongs to; shards are two folders deeper. @param {string} path */
  const folderOf = (path) =>
    path
      .split("/")
      .slice(0, -1)
      .join("/")
      .replace(/(^|\/)shards(\/[0-9a-f]{4})?$/, "");

  /**
   * A file's bytes, if it is not too long.
   * @param {File} file @param {number} cap @returns {Promise<Uint8Array>}
   */
  async function bytesOf(file, cap) {
    if (file.size > cap) {
      throw new FileFailure(file.name, `longer than the ${cap} bytes allowed`, { wrong: true });
    }
    const buffer = await file.arrayBuffer().catch(() => {
      throw new FileFailure(file.name, "the browser could not read it");
    });
    return new Uint8Array(buffer);
  }

  /** All that was given so far. */
  class Given {
    constructor() {
      /** @type {Map<string, GivenSnapshot>} */
      this.folders = new Map();
      /** @type {File | undefined} a saved proof */
      this.saved = undefined;
      /** @type {string[]} names of files that a check does not need */
      this.strangers = [];
    }

    /** @param {GivenFile[]} files */
    add(files) {
      this.strangers = [];
      for (const each of files) this.#place(each);
    }

    /** @param {GivenFile} given */
    #place({ path, file }) {
      const kind = kindOf(file.name);
      if (kind === "saved" || !kind) this.#placeOther(path, file, kind);
      else if (kind === "shard") this.#folder(path).shards.set(file.name.slice(0, 6).toLowerCase(), file);
      else this.#folder(path)[kind] = file;
    }

    /** A folder has many other files; they are not reported. */
    #placeOther(path, file, kind) {
      const inFolder = path.includes("/");
      if (kind && (!inFolder || SAVED_IN_FOLDER.test(file.name))) this.saved = file;
      else if (!inFolder) this.strangers.push(file.name);
    }

    /** @param {string} path @returns {GivenSnapshot} */
    #folder(path) {
      const folder = folderOf(path);
      if (!this.folders.has(folder)) this.folders.set(folder, { folder, shards: new Map() });
      return this.folders.get(folder);
    }

    /** What can be checked: newest first, as names of snapshots sort. @returns {GivenSnapshot[]} */
    snapshots() {
      const whole = [...this.folders.values()].filter(({ statement, note }) => statement || note);
      return whole.sort((a, b) => (a.folder < b.folder ? 1 : -1));
    }

    /** @param {GivenSnapshot} snapshot @param {string} number */
    shardOf(snapshot, number) {
      return snapshot.shards.get(number) ?? this.folders.get("")?.shards.get(number);
    }

    /**
     * The snapshot's files, for a check.
     * @param {GivenSnapshot} snapshot
     * @param {(path: string) => void} onMissing called with the path of a needed file that was not given
     * @returns {Source}
     */
    sourceOf(snapshot, onMissing) {
      const need = (path) => {
        onMissing(path);
        throw new FileFailure(path, "it was not given");
      };
      return {
        statement: async () => bytesOf(snapshot.statement ?? need("statement.json"), CAPS.statement),
        note: async () => bytesOf(snapshot.note ?? need("statement.note"), CAPS.note),
        // Nobody else sees which file is read here, so no other files are read with it.
        files: (_, { path }) => {
          const wanted = bytesOf(this.shardOf(snapshot, path.split("/").at(-1).slice(0, 6)) ?? need(path), CAPS.shard);
          return { wanted, all: [wanted] };
        },
        published: async () => [null, null],
      };
    }
  }

  // --- files out of a choice or a drop ---------------------------------------------------

  /** @param {FileList} list @returns {GivenFile[]} */
  const chosenFiles = (list) => Array.from(list, (file) => ({ path: file.webkitRelativePath || file.name, file }));

  /** @param {FileSystemDirectoryEntry} folder @returns {AsyncGenerator<FileSystemEntry>} */
  async function* entriesOf(folder) {
    const reader = folder.createReader();
    for (;;) {
      const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
      if (!some.length) return;
      yield* some;
    }
  }

  /** @param {FileSystemEntry} entry @param {GivenFile[]} found */
  async function walkEntry(entry, found) {
    if (entry.isDirectory) {
      for await (const each of entriesOf(entry)) await walkEntry(each, found);
      return;
    }
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    found.push({ path: entry.fullPath.replace(/^\//, ""), file });
  }

  /** @param {FileSystemHandle} handle @param {string} path @param {GivenFile[]} found */
  async function walkHandle(handle, path, found) {
    if (handle.kind === "file") found.push({ path, file: await handle.getFile() });
    else for await (const each of handle.values()) await walkHandle(each, `${path}/${each.name}`, found);
  }

  /**
   * The files below a folder that was dropped. Chromium has two interfaces for it, and only the newer
   * one works on a page that was opened from a file; other browsers have the older one.
   * @param {FileSystemEntry} entry @param {Promise<FileSystemHandle | null>} handle
   */
  async function filesBelow(entry, handle) {
    const found = [];
    const dropped = await handle;
    if (dropped) await walkHandle(dropped, dropped.name, found);
    else await walkEntry(entry, found);
    return found;
  }

  /** @param {DataTransfer} dropped @returns {Promise<GivenFile[]>} */
  async function droppedFiles(dropped) {
    // Everything is requested at once: the list is empty as soon as the event is over.
    const coming = Array.from(dropped.items, (item) => {
      const entry = item.webkitGetAsEntry?.();
      if (!entry?.isDirectory) return chosenFiles([item.getAsFile()].filter(Boolean));
      const handle = Promise.resolve(item.getAsFileSystemHandle?.()).catch(() => null);
      return filesBelow(entry, handle);
    });
    return (await Promise.all(coming)).flat();
  }

  Object.assign(proofpress, { Given, bytesOf, chosenFiles, droppedFiles });
})();
