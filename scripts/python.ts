import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** A Python that can import `modules`: `$PYTHON`, else python3 from the path or of the system; null if there is none. */
export function pythonWith(...modules: string[]): string | null {
  const candidates = [process.env.PYTHON ?? "python3", "python3", "/usr/bin/python3"];
  const works = (path: string) => spawnSync(path, ["-c", `import ${modules.join(", ")}`]).status === 0;
  return candidates.find(works) ?? null;
}

/** What a script prints. */
export function runPython(python: string | null, script: URL, args: readonly string[]): string {
  if (python === null) throw new Error("no Python was found");
  const command = [fileURLToPath(script), ...args];
  const { status, stdout, stderr } = spawnSync(python, command, { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

/** Appended to the name of tests that are skipped, and printed, so that the report says why. */
export function skipped(python: string | null, modules: string): string {
  if (python) return "";
  const reason = `skipped: no Python with ${modules} was found; set PYTHON to one`;
  console.warn(reason);
  return ` (${reason})`;
}
