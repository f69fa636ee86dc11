// A reporter for Node's test runner that writes only the number of tests that passed and failed.
// The default export is what --test-reporter loads.
// biome-ignore lint/style/noDefaultExport: Node's interface for reporters asks for one.
export default async function* countTests(events) {
  let passed = 0;
  let failed = 0;
  for await (const { type, data } of events) {
    if (data?.details?.type === "suite" || data?.skip !== undefined) continue;
    if (type === "test:pass") passed++;
    if (type === "test:fail") failed++;
  }
  yield `${JSON.stringify({ passed, failed })}\n`;
}
