/** The settings of section `convlens` that features read, checked, with the defaults of the extension's manifest. */
export interface FeatureSettings {
  readonly inlayHints: {
    readonly outputShape: boolean;
    readonly parameters: boolean;
    readonly macs: boolean;
    readonly receptiveField: boolean;
  };
  readonly codeLens: { readonly runLayer: boolean; readonly totals: boolean };
  readonly diagnostics: { readonly enabled: boolean };
}

export const defaultSettings: FeatureSettings = {
  inlayHints: { outputShape: true, parameters: true, macs: true, receptiveField: false },
  codeLens: { runLayer: true, totals: true },
  diagnostics: { enabled: true },
};

/** What a client sent for section `convlens`; anything that is missing or no boolean keeps its default. */
export function readSettings(sent: unknown): FeatureSettings {
  return {
    inlayHints: booleans(defaultSettings.inlayHints, field(sent, "inlayHints")),
    codeLens: booleans(defaultSettings.codeLens, field(sent, "codeLens")),
    diagnostics: booleans(defaultSettings.diagnostics, field(sent, "diagnostics")),
  };
}

function booleans<T extends Readonly<Record<string, boolean>>>(defaults: T, sent: unknown): T {
  const read: Record<string, boolean> = { ...defaults };
  for (const name of Object.keys(defaults)) {
    const value = field(sent, name);
    if (typeof value === "boolean") read[name] = value;
  }
  return { ...defaults, ...read };
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}
