/** A file as it was dropped or found in an archive. `path` uses forward slashes and names no parent folder. */
export interface Entry {
  readonly path: string;
  readonly blob: Blob;
  /** Its content, where that is in memory. */
  readonly bytes?: Uint8Array<ArrayBuffer> | undefined;
}

/** A file that was left out, and why, in words that follow "because". */
export interface SkippedEntry {
  path: string;
  reason: string;
}

/** First bytes of a file. */
export async function headOf(entry: Entry, length: number): Promise<Uint8Array> {
  return entry.bytes?.subarray(0, length) ?? new Uint8Array(await entry.blob.slice(0, length).arrayBuffer());
}

/**
 * The path of an entry of an archive if it is a plain one: relative, without `..`, drive letters or control
 * characters; null where it tries to leave its folder.
 */
export function safePath(path: string): string | null {
  const parts = path
    .replaceAll("\\", "/")
    .split("/")
    .filter((part) => part !== "" && part !== ".");
  const plain = parts.length > 0 && !parts.includes("..") && !/^[a-z]:$/i.test(parts[0]);
  const printable = [...path].every((letter) => letter >= " " && letter !== "\u007f");
  return plain && printable && !/^[\\/]/.test(path) ? parts.join("/") : null;
}

/** Files in hidden folders, hidden files, and folders that programs keep beside those of people. */
export function isHidden(path: string): boolean {
  return /(^|\/)(\.[^/]|__pycache__\/|__MACOSX\/|@eaDir\/|\$RECYCLE\.BIN\/|System Volume Information\/|lost\+found\/)/i.test(
    path,
  );
}

/** Files that systems leave behind in folders and archives; they say nothing about the set. */
export function isClutter(path: string): boolean {
  return /(^|\/)(__MACOSX\/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$|\.git\/)/i.test(path);
}
