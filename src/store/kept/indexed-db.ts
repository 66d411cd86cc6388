import type { DBSchema, IDBPDatabase } from "idb";
import { openDB } from "idb";
import type { LogEntry } from "#share/log-file.ts";
import type { KeptContent, KeptItem, KeptRun, KeptStore } from "./kept-store.ts";

interface Schema extends DBSchema {
  items: { key: string; value: KeptItem };
  contents: { key: string; value: KeptContent };
  runs: { key: number; value: KeptRun };
  log: { key: string; value: LogEntry };
}

/** 2: the experiment log. */
const VERSION = 2;

/** Keeps things in this origin's IndexedDB; opened at the first use. */
export function indexedDbStore(name = "quantization-lab"): KeptStore {
  let opened: Promise<IDBPDatabase<Schema>> | null = null;
  const database = () => {
    opened ??= openDB<Schema>(name, VERSION, {
      upgrade: (db, from) => {
        if (from < 1) {
          db.createObjectStore("items", { keyPath: "id" });
          db.createObjectStore("contents", { keyPath: "id" });
          db.createObjectStore("runs", { autoIncrement: true });
        }
        if (from < 2) db.createObjectStore("log", { keyPath: "id" });
      },
      // Another tab has a newer lab open and needs the database: it is opened again at the next use.
      blocking: (_from, _to, event) => {
        (event.target as IDBDatabase).close();
        opened = null;
      },
    });
    return opened;
  };
  return {
    items: async () => (await database()).getAll("items"),
    content: async (id) => (await database()).get("contents", id),
    // Both or neither, so that no list names what is not there.
    put: async (item, content) => {
      const write = (await database()).transaction(["items", "contents"], "readwrite");
      await Promise.all([
        write.objectStore("items").put(item),
        write.objectStore("contents").put(content),
        write.done,
      ]);
    },
    update: async (item) => {
      await (await database()).put("items", item);
    },
    remove: async (id) => {
      const write = (await database()).transaction(["items", "contents"], "readwrite");
      await Promise.all([
        write.objectStore("items").delete(id),
        write.objectStore("contents").delete(id),
        write.done,
      ]);
    },
    runs: async () => (await (await database()).getAll("runs")).reverse(),
    addRun: async (run, limit) => {
      const write = (await database()).transaction("runs", "readwrite");
      await write.store.add(run);
      const keys = await write.store.getAllKeys();
      await Promise.all(keys.slice(0, -limit).map((key) => write.store.delete(key)));
      await write.done;
    },
    log: async () => (await database()).getAll("log"),
    putLog: async (entries) => {
      const write = (await database()).transaction("log", "readwrite");
      await Promise.all([...entries.map((entry) => write.store.put(entry)), write.done]);
    },
    removeLog: async (ids) => {
      const write = (await database()).transaction("log", "readwrite");
      await Promise.all([...ids.map((id) => write.store.delete(id)), write.done]);
    },
  };
}
