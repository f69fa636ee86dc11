/** Values in the order they came in; `next` waits for one that has not been taken. */
export interface EventQueue<T> {
  push(value: T): void;
  next(): Promise<T>;
}

export function eventQueue<T>(): EventQueue<T> {
  const values: { readonly value: T }[] = [];
  const takers: ((value: T) => void)[] = [];
  return {
    push(value) {
      const taker = takers.shift();
      if (taker) taker(value);
      else values.push({ value });
    },
    next() {
      const first = values.shift();
      return first ? Promise.resolve(first.value) : new Promise((resolve) => takers.push(resolve));
    },
  };
}
