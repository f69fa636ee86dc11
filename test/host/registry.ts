// A small test registry for the extension host: a test is a name and an async function that throws.
import { appendFileSync } from "node:fs";

type Test = { readonly name: string; readonly body: () => Promise<void> };

const tests: Test[] = [];
const limit = 60_000; // milliseconds per test

/** Adds a test to the run. */
export function test(name: string, body: () => Promise<void>): void {
  tests.push({ name, body });
}

/** Runs all tests in order, one JSON line per outcome; throws when one failed, as VS Code expects. */
export async function runAll(): Promise<void> {
  const file = process.env.CONVLENS_HOST_REPORT;
  if (!file) throw new Error("CONVLENS_HOST_REPORT names no file to report to");
  const report = (event: object) => appendFileSync(file, `${JSON.stringify(event)}\n`);
  let failed = 0;
  for (const each of tests) {
    const started = Date.now();
    const message = await failureOf(each);
    if (message !== undefined) failed++;
    const kind = message === undefined ? "passed" : "failed";
    report({ kind, name: each.name, milliseconds: Date.now() - started, message });
  }
  report({ kind: "end" });
  if (failed > 0) throw new Error(`${failed} of ${tests.length} tests failed`);
}

async function failureOf({ body }: Test): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done within ${limit / 1000} seconds`)), limit);
  });
  try {
    await Promise.race([body(), tooLong]);
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  } finally {
    clearTimeout(timer);
  }
}
