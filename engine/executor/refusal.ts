/** Why something does not run, and at which layer. */
export interface Refusal {
  readonly kind: "refused";
  /** A sentence or more. */
  readonly reason: string;
  /** Path of the layer where it stops, where it is at one. */
  readonly layer: string | null;
}

export function refusal(reason: string, layer: string | null = null): Refusal {
  return { kind: "refused", reason, layer };
}
