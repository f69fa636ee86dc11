/** Layers that follow one another without a branch make a chain: drawn as one stack, and one node for the layout. */

export interface Chains {
  /** Rows of layers, each chain in its own order. */
  readonly chains: readonly (readonly number[])[];
  /** Numbers of chains: the last layer of the first goes into the first layer of the second. */
  readonly links: readonly (readonly [from: number, to: number])[];
}

/** `inputsOf` gives the rows that a row takes from; those outside of `rows` are left out. Every row is in one chain. */
export function findChains(rows: readonly number[], inputsOf: (row: number) => readonly number[]): Chains {
  const own = new Set(rows);
  const inputs = new Map(rows.map((row) => [row, inputsOf(row).filter((source) => own.has(source))]));
  const takers = new Map<number, number[]>(rows.map((row) => [row, []]));
  for (const [row, sources] of inputs) for (const source of sources) takers.get(source)?.push(row);
  /** The row that goes on in the same chain. */
  const following = (row: number): number | undefined => {
    const [taker, ...others] = takers.get(row) ?? [];
    return taker !== undefined && others.length === 0 && inputs.get(taker)?.length === 1 && taker !== row
      ? taker
      : undefined;
  };
  const followers = new Set(rows.map(following));
  const placed = new Set<number>();
  const chains: number[][] = [];
  const chainFrom = (first: number) => {
    const chain: number[] = [];
    for (let row: number | undefined = first; row !== undefined && !placed.has(row); row = following(row)) {
      placed.add(row);
      chain.push(row);
    }
    if (chain.length > 0) chains.push(chain);
  };
  for (const row of rows) if (!followers.has(row)) chainFrom(row);
  // What is left goes round in circles, as a layer that is used twice can.
  for (const row of rows) chainFrom(row);
  return { chains, links: linksOf(chains, inputs) };
}

function linksOf(chains: readonly (readonly number[])[], inputs: ReadonlyMap<number, readonly number[]>) {
  const chainOf = new Map(chains.flatMap((chain, number) => chain.map((row) => [row, number] as const)));
  return chains.flatMap(([first], to) =>
    (first === undefined ? [] : (inputs.get(first) ?? [])).map(
      (source) => [chainOf.get(source) ?? 0, to] as const,
    ),
  );
}
