/** Looks at data from outside before anything relies on its type. */
import type { ConfigData } from "../core/graph/paramValue.ts";

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isText(value: unknown): value is string {
  return typeof value === "string";
}

export function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

export function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(isText);
}

/** Lists and objects inside one another, at most. */
const deepestData = 8;

/** An object of plain data, as values for parameters are. */
export function isConfigRecord(value: unknown): value is Readonly<Record<string, ConfigData>> {
  return isRecord(value) && Object.values(value).every((item) => isConfigData(item, 0));
}

function isConfigData(value: unknown, depth: number): value is ConfigData {
  if (value === null || typeof value === "boolean" || isText(value) || isNumber(value)) return true;
  if (depth > deepestData) return false;
  if (Array.isArray(value)) return value.every((item) => isConfigData(item, depth + 1));
  return isRecord(value) && Object.values(value).every((item) => isConfigData(item, depth + 1));
}
