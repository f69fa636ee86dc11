/** Where an up-sampled position reads: one source position (nearest), or two with shares (bilinear). */
export interface AxisSource {
  readonly low: number;
  readonly high: number;
  /** Share of `high`; 0 for nearest. */
  readonly share: number;
}

/**
 * Sources of each output position along one axis. Bilinear uses half-pixel centres, as Keras and TensorFlow do:
 * `(out + 0.5) / factor - 0.5`, held at the edges.
 */
export function axisSources(size: number, factor: number, bilinear: boolean): AxisSource[] {
  return Array.from({ length: size * factor }, (_, out) => {
    if (!bilinear) {
      const position = Math.floor(out / factor);
      return { low: position, high: position, share: 0 };
    }
    const place = Math.min(Math.max((out + 0.5) / factor - 0.5, 0), size - 1);
    const low = Math.floor(place);
    return { low, high: Math.min(low + 1, size - 1), share: place - low };
  });
}
