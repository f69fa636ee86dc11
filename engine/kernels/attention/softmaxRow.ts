/** Softmax of one row of attention scores. */

/** In place; steps that `seen` says no of get no share. Where it says no of all, each gets `otherwise`. */
export function softmaxRow(scores: Float64Array, seen: (step: number) => boolean, otherwise: number): void {
  let largest = Number.NEGATIVE_INFINITY;
  let any = false;
  for (let step = 0; step < scores.length; step++) {
    if (!seen(step)) scores[step] = Number.NEGATIVE_INFINITY;
    else {
      any = true;
      largest = Math.max(largest, scores[step] as number);
    }
  }
  if (!any) {
    scores.fill(otherwise);
    return;
  }
  let sum = 0;
  for (let step = 0; step < scores.length; step++) {
    const value = Math.exp((scores[step] as number) - largest);
    scores[step] = value;
    sum += value;
  }
  for (let step = 0; step < scores.length; step++) scores[step] = (scores[step] as number) / sum;
}
