/** The values of the keys that were set last; older values are dropped. */
export class RecentValues<T> {
  readonly #entries = new Map<string, T>();

  /** @param limit values that are kept */
  constructor(private readonly limit = 1) {}

  get(key: string): T | null {
    return this.#entries.get(key) ?? null;
  }

  set(key: string, value: T): T {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > this.limit) this.#entries.delete(oldest);
    return value;
  }

  clear(): void {
    this.#entries.clear();
  }
}
