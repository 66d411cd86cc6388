/** The last value computed for a key; an older one is dropped. */
export class Latest<T> {
  #entry: { key: string; value: T } | null = null;

  get(key: string): T | null {
    return this.#entry?.key === key ? this.#entry.value : null;
  }

  set(key: string, value: T): T {
    this.#entry = { key, value };
    return value;
  }

  clear(): void {
    this.#entry = null;
  }
}
