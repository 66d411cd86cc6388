import { LabError } from "#failures/lab-error.ts";

/**
 * Whether pictures of these dimensions fit the model's input.
 *
 * @throws LabError `data.shape-mismatch` with both shapes
 */
export function checkInput(
  input: { name: string; shape: readonly (number | string)[] },
  dims: readonly number[],
): void {
  // A file may leave the shape of its input open.
  if (input.shape.length === 0) return;
  const fits = input.shape
    .slice(1)
    .every((expected, i) => typeof expected === "string" || expected === dims[i]);
  if (fits && input.shape.length === dims.length + 1) return;
  throw new LabError("data.shape-mismatch", {
    what: "input",
    name: input.name,
    actual: `N×${dims.join("×")}`,
    expected: input.shape.join("×"),
  });
}
