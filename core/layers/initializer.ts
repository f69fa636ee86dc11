/** The initialiser argument of a weight: Keras class name and settings, whatever form the file writes. */
import { type ConfigData, isConfigRecord } from "../graph/paramValue.ts";
import type { ConfigReader } from "./configReader.ts";
import type { InitializerSpec } from "./operation.ts";

/** Reads `param`; `fallback` is Keras's default class for that weight. */
export function readInitializer(reader: ConfigReader, param: string, fallback: string): InitializerSpec {
  const data = reader.peek(param);
  if (typeof data === "string") return { className: data, config: {} };
  if (data && typeof data === "object" && !Array.isArray(data)) {
    const object = data as { readonly [key: string]: ConfigData };
    const className = object.class_name;
    const config = object.config;
    if (typeof className === "string") {
      return { className, config: isConfigRecord(config) ? config : {} };
    }
  }
  return { className: fallback, config: {} };
}
