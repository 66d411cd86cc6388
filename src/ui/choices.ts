/** The entries of a registry as a control takes them. */
export const choicesOf = <Entry extends { id: string; name: string }>(
  registry: readonly Entry[],
): { value: Entry["id"]; label: string }[] => registry.map(({ id, name }) => ({ value: id, label: name }));
