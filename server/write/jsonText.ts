/** JSON as people lay it out: objects over several lines, short lists and short objects on one. */
import type { ConfigData } from "../../core/graph/paramValue.ts";

/** Longest list or object on one line, in characters. */
const longestLine = 90;

export function jsonText(value: ConfigData): string {
  return `${written(value, "")}\n`;
}

function written(value: ConfigData, indent: string): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const short = onOneLine(value);
  if (short.length <= longestLine && isPlain(value)) return short;
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const list: readonly ConfigData[] = value;
    return `[\n${list.map((item) => `${inner}${written(item, inner)}`).join(",\n")}\n${indent}]`;
  }
  const members = Object.entries(value).map(
    ([key, item]) => `${inner}${JSON.stringify(key)}: ${written(item, inner)}`,
  );
  return `{\n${members.join(",\n")}\n${indent}}`;
}

/** Lists of anything short; objects only where nothing in them is an object itself, so that layers stay over lines. */
function isPlain(value: ConfigData): boolean {
  if (Array.isArray(value)) return true;
  return (
    typeof value === "object" &&
    value !== null &&
    Object.keys(value).length <= 3 &&
    Object.values(value).every((item) => typeof item !== "object" || item === null)
  );
}

function onOneLine(value: ConfigData): string {
  if (Array.isArray(value)) {
    const list: readonly ConfigData[] = value;
    return `[${list.map(onOneLine).join(", ")}]`;
  }
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${onOneLine(item)}`);
  return `{${members.join(", ")}}`;
}
