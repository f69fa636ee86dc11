/** The types of number that memory is counted for. */

/** Bytes of one number. Quantised models keep some numbers, such as biases, in wider types; that is not counted here. */
export const bytesPerNumber = { float32: 4, float16: 2, int8: 1 } as const;

export type NumberType = keyof typeof bytesPerNumber;
