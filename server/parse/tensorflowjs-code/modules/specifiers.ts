/** The files and packages that a text imports, found without parsing it. */

/** Specifiers of imports, re-exports and `require`; one in a comment or text may be among them. */
export function specifiersIn(text: string): readonly string[] {
  const found = new Set<string>();
  for (const [, specifier] of text.matchAll(
    /\b(?:from|import|require)\b\s*\(?\s*["']([^"'\r\n]{1,300})["']/g,
  )) {
    if (specifier !== undefined) found.add(specifier);
    if (found.size >= mostSpecifiers) break;
  }
  return [...found];
}

const mostSpecifiers = 300;
