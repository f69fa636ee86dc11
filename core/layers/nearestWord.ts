/** The word that a misspelt one most likely means. */

/** Changes of a character that still look like a slip. */
const mostChanges = 2;

/** The option that differs in the fewest characters, letter case aside; `undefined` where none is near, or two are alike. */
export function nearestWord(given: string, options: readonly string[]): string | undefined {
  const word = given.trim().toLowerCase();
  let best: string | undefined;
  let fewest = mostChanges + 1;
  for (const option of options) {
    const changes = distance(word, option.toLowerCase());
    if (changes === fewest) best = undefined;
    if (changes < fewest) {
      best = option;
      fewest = changes;
    }
  }
  // Of a short word most of the letters must be right.
  return best !== undefined && fewest * 2 < Math.max(word.length, 2) ? best : undefined;
}

/** Characters to add, leave out, replace or swap with their neighbour; more than `mostChanges` is not told apart. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > mostChanges) return mostChanges + 1;
  let older: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let at = 1; at <= a.length; at++) {
    const next = [at];
    for (let to = 1; to <= b.length; to++) {
      const replaced = (row[to - 1] ?? 0) + (a[at - 1] === b[to - 1] ? 0 : 1);
      let best = Math.min(replaced, (row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1);
      const swapped = at > 1 && to > 1 && a[at - 1] === b[to - 2] && a[at - 2] === b[to - 1];
      if (swapped) best = Math.min(best, (older[to - 2] ?? 0) + 1);
      next.push(best);
    }
    older = row;
    row = next;
  }
  return row[b.length] ?? 0;
}
