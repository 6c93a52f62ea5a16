// The outbox: every change is written here before it is sent, and leaves only when the server has acknowledged it.
// IndexedDB; sealed with AES-GCM where the browser offers crypto.subtle (not over plain http). `kept` says how well:
// "sealed", "plain" (readable on this device until the attempt is handed in) or "memory" (lost with the page).

const DATABASE = "exams-outbox";

function asPromise(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function finished(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
}

function openDatabase() {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("changes", { keyPath: ["attempt", "client", "seq"] }).createIndex("attempt", "attempt");
    request.result.createObjectStore("meta", { keyPath: "attempt" });
  };
  return asPromise(request);
}

const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
export const newClient = () => [...crypto.getRandomValues(new Uint8Array(12))].map((n) => n.toString(16).padStart(2, "0")).join("");

export class Outbox {
  // attempt: number; key: base64 of 32 bytes that the server gives to this person for this attempt.
  static async open(attempt, key) {
    const outbox = new Outbox(attempt);
    try {
      outbox.database = await openDatabase();
      outbox.kept = "plain";
      if (globalThis.crypto?.subtle) {
        outbox.key = await crypto.subtle.importKey("raw", bytes(key), "AES-GCM", false, ["encrypt", "decrypt"]);
        outbox.kept = "sealed";
      }
      const stored = await asPromise(outbox.database.transaction("meta").objectStore("meta").get(attempt));
      if (stored) outbox.meta = { ...outbox.meta, ...(await outbox.unseal(stored.sealed)), client: stored.client, seq: stored.seq };
      await outbox.readAll();
    } catch (error) {
      console.warn("no storage on this device", error);
      outbox.database = null;
      outbox.kept = "memory";
    }
    return outbox;
  }

  constructor(attempt) {
    this.attempt = attempt;
    this.meta = { client: "", seq: 0, flags: [], scratch: "", used: {} };
    this.waiting = []; // [{client, seq, question, value}] in the order of writing
    this.writes = Promise.resolve();
  }

  async seal(value) {
    const text = new TextEncoder().encode(JSON.stringify(value));
    if (!this.key) return { plain: JSON.stringify(value) };
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, this.key, text) };
  }

  async unseal(sealed) {
    if (sealed?.plain !== undefined) return JSON.parse(sealed.plain);
    const data = await crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.iv }, this.key, sealed.data);
    return JSON.parse(new TextDecoder().decode(data));
  }

  async readAll() {
    const store = this.database.transaction("changes").objectStore("changes");
    const rows = await asPromise(store.index("attempt").getAll(this.attempt));
    const found = [];
    for (const row of rows) {
      try {
        found.push({ client: row.client, seq: row.seq, ...(await this.unseal(row.sealed)) });
      } catch {
        console.warn("a change on this device belongs to another key and is left alone");
      }
    }
    this.waiting = found.sort((one, other) => one.seq - other.seq);
  }

  // One write at a time, in order; each resolves only when the browser's transaction is complete.
  queue(write) {
    const done = this.writes.then(write);
    this.writes = done.catch((error) => console.warn("could not write on this device", error));
    return done;
  }

  useClient(client) {
    if (this.meta.client !== client) this.meta = { ...this.meta, client, seq: 0 };
    return this.queue(() => this.storeMeta());
  }

  async storeMeta(alsoChange) {
    if (!this.database) return;
    const { client, seq, ...own } = this.meta;
    const sealed = await this.seal(own);
    const change = alsoChange && { attempt: this.attempt, client: alsoChange.client, seq: alsoChange.seq,
      sealed: await this.seal({ question: alsoChange.question, value: alsoChange.value }) };
    const transaction = this.database.transaction(["changes", "meta"], "readwrite");
    transaction.objectStore("meta").put({ attempt: this.attempt, client, seq, sealed });
    if (change) transaction.objectStore("changes").put(change);
    await finished(transaction);
  }

  // Write a change down; resolves when it is safe on this device.
  add(question, value) {
    this.meta.seq += 1;
    const change = { client: this.meta.client, seq: this.meta.seq, question, value };
    this.waiting.push(change);
    return this.queue(() => this.storeMeta(change)).then(() => change);
  }

  // Replace the value of a change that the server will never take, keeping its number.
  amend(change, value) {
    change.value = value;
    return this.queue(() => this.storeMeta(change));
  }

  remember(changes) {
    Object.assign(this.meta, changes);
    return this.queue(() => this.storeMeta());
  }

  // Take out what the server has acknowledged: [{question, seq}] of one client, matched on both.
  acknowledge(client, accepted) {
    const known = new Set(accepted.map((each) => `${each.seq} ${each.question}`));
    const gone = this.waiting.filter((each) => each.client === client && known.has(`${each.seq} ${each.question}`));
    this.waiting = this.waiting.filter((each) => !gone.includes(each));
    return this.queue(async () => {
      if (!this.database || !gone.length) return;
      const transaction = this.database.transaction("changes", "readwrite");
      for (const each of gone) transaction.objectStore("changes").delete([this.attempt, each.client, each.seq]);
      await finished(transaction);
    });
  }

  // Begin anew under another client id: what waits is numbered from 1 again.
  async renumber(client) {
    const old = this.waiting;
    this.waiting = [];
    this.meta = { ...this.meta, client, seq: 0 };
    for (const each of old) await this.add(each.question, each.value);
    await this.queue(async () => {
      if (!this.database) return;
      const transaction = this.database.transaction("changes", "readwrite");
      for (const each of old) {
        if (each.client !== client) transaction.objectStore("changes").delete([this.attempt, each.client, each.seq]);
      }
      await finished(transaction);
    });
  }

  // After the confirmed end: nothing of the attempt stays on this device.
  purge() {
    this.waiting = [];
    return this.queue(async () => {
      if (!this.database) return;
      const transaction = this.database.transaction(["changes", "meta"], "readwrite");
      transaction.objectStore("meta").delete(this.attempt);
      const cursor = transaction.objectStore("changes").index("attempt").openCursor(this.attempt);
      cursor.onsuccess = () => {
        if (!cursor.result) return;
        cursor.result.delete();
        cursor.result.continue();
      };
      await finished(transaction);
    });
  }
}
