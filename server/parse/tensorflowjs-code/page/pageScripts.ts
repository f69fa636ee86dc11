/** Finds the scripts of an HTML page: which are programs, which name a file, and the import map. Total for broken HTML. */

/** Half-open, in UTF-16 offsets of the page. */
export interface PagePlace {
  readonly start: number;
  readonly end: number;
}

export interface PageScript {
  /** `map` is an import map, as JSON. */
  readonly kind: "classic" | "module" | "map";
  /** Between the tags. */
  readonly content: PagePlace;
  /** Runs once the page is there, behind those that run where they stand: modules, and files with `defer`. */
  readonly later: boolean;
  /** The value of `src`, with the place of the tag; the content counts for nothing then. */
  readonly source?: { readonly path: string; readonly tag: PagePlace };
}

/** Scripts of a page that are looked at. */
const mostScripts = 60;

/** The page that was asked about last: its length, its scripts and its import map are asked for one after the other. */
let last: { readonly text: string; readonly scripts: readonly PageScript[] } | undefined;

/** In the order of the page; none of comments, templates, styles and the like, or of a type that is no program. */
export function pageScripts(text: string): readonly PageScript[] {
  if (last?.text !== text) last = { text, scripts: findScripts(text) };
  return last.scripts;
}

function findScripts(text: string): readonly PageScript[] {
  const found: PageScript[] = [];
  let templates = 0;
  tagStart.lastIndex = 0;
  for (let match = tagStart.exec(text); match && found.length < mostScripts; match = tagStart.exec(text)) {
    const name = (match[2] ?? "").toLowerCase();
    if (match[0] === "<!--") {
      // `<!-->` is a whole comment.
      const end = text.indexOf("-->", tagStart.lastIndex - 2);
      if (end < 0) break;
      tagStart.lastIndex = end + 3;
      continue;
    }
    if (match[1] === "/") {
      if (name === "template") templates = Math.max(0, templates - 1);
      continue;
    }
    const tag = readTag(text, tagStart.lastIndex);
    tagStart.lastIndex = tag.end;
    if (name === "template") templates++;
    if (!rawElements.has(name)) continue;
    const close = closingTag(text, name, tag.end);
    tagStart.lastIndex = close.end;
    if (name !== "script" || templates > 0) continue;
    const kind = kindOf(tag.attributes);
    if (!kind) continue;
    const path = tag.attributes.get("src");
    found.push({
      kind,
      content: { start: tag.end, end: close.start },
      later: kind === "module" || (path !== undefined && tag.attributes.has("defer")),
      ...(path === undefined || kind === "map"
        ? {}
        : { source: { path, tag: { start: match.index, end: tag.end } } }),
    });
  }
  return found;
}

/** A comment, or a tag of an element that is looked at. */
const tagStart = /<!--|<(\/?)(script|template|style|textarea|title|noscript|xmp|iframe)(?=[\s/>])/gi;
/** Elements that hold text and no other elements. */
const rawElements: ReadonlySet<string> = new Set([
  "script",
  "style",
  "textarea",
  "title",
  "noscript",
  "xmp",
  "iframe",
]);

interface Tag {
  readonly attributes: ReadonlyMap<string, string>;
  /** Behind the `>`. */
  readonly end: number;
}

const attribute = /[\s/]*(?:>|(=?[^\s/>=]+|=)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?)/y;

function readTag(text: string, start: number): Tag {
  const attributes = new Map<string, string>();
  attribute.lastIndex = start;
  let end = text.length;
  for (let match = attribute.exec(text); match; match = attribute.exec(text)) {
    const [, name, double, single, plain] = match;
    if (name === undefined) return { attributes, end: attribute.lastIndex };
    const key = name.toLowerCase();
    if (!attributes.has(key)) attributes.set(key, double ?? single ?? plain ?? "");
    end = attribute.lastIndex;
  }
  // A tag that does not end, such as one that is being typed.
  return { attributes, end: Math.min(end, text.length) };
}

/** From `</` on; the end of the text where an element is not closed. */
function closingTag(text: string, name: string, from: number): PagePlace {
  const pattern = new RegExp(`</${name}(?=[\\s/>])`, "gi");
  pattern.lastIndex = from;
  const match = pattern.exec(text);
  if (!match) return { start: text.length, end: text.length };
  const close = text.indexOf(">", pattern.lastIndex);
  return { start: match.index, end: close < 0 ? text.length : close + 1 };
}

function kindOf(attributes: ReadonlyMap<string, string>): PageScript["kind"] | undefined {
  const type = (attributes.get("type") ?? "").trim().toLowerCase();
  if (type === "module") return "module";
  if (type === "importmap") return "map";
  return programTypes.test(type) ? "classic" : undefined;
}

/** What browsers run, and what Babel and TypeScript run for them. */
const programTypes =
  /^(?:|(?:text|application)\/(?:x-)?(?:javascript|ecmascript|typescript|babel|jsx)|text\/(?:jscript|livescript))(?:;.*)?$/;
