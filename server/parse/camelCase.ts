/** How names are spelled in code: Keras's arguments and values in the way of JavaScript. */

/** `kernel_size` becomes `kernelSize`. */
export function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
