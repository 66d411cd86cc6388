import type { DBSchema, IDBPDatabase } from "idb";
import { openDB } from "idb";
import type { KeptContent, KeptItem, KeptRun, KeptStore } from "./kept-store.ts";

interface Schema extends DBSchema {
  items: { key: string; value: KeptItem };
  contents: { key: string; value: KeptContent };
  runs: { key: number; value: KeptRun };
}

const VERSION = 1;

/** Keeps things in this origin's IndexedDB; opened at the first use. */
export function indexedDbStore(name = "quantization-lab"): KeptStore {
  let opened: Promise<IDBPDatabase<Schema>> | null = null;
  const database = () => {
    opened ??= openDB<Schema>(name, VERSION, {
      upgrade: (db) => {
        db.createObjectStore("items", { keyPath: "id" });
        db.createObjectStore("contents", { keyPath: "id" });
        db.createObjectStore("runs", { autoIncrement: true });
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
  };
}
