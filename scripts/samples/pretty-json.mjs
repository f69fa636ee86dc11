// Writes JSON for people: short lists and objects stay on one line, so that a layer's sizes can be read at a glance.

const lineWidth = 100;

/** JSON text of `value`, two spaces a level. */
export function prettyJson(value, indent = "") {
  const flat = flatJson(value);
  if (typeof value !== "object" || value === null || flat.length + indent.length <= lineWidth) return flat;
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    return `[\n${value.map((each) => inner + prettyJson(each, inner)).join(",\n")}\n${indent}]`;
  }
  const entries = Object.entries(value).map(
    ([key, each]) => `${inner}${JSON.stringify(key)}: ${prettyJson(each, inner)}`,
  );
  return `{\n${entries.join(",\n")}\n${indent}}`;
}

/** As Python's json.dumps writes it: one line, a space behind commas and colons. */
export function flatJson(value) {
  if (Array.isArray(value)) return `[${value.map(flatJson).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(([key, each]) => `${JSON.stringify(key)}: ${flatJson(each)}`);
    return `{${entries.join(", ")}}`;
  }
  return JSON.stringify(value);
}
