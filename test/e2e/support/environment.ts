// What scripts/test-e2e.mjs hands to the tests it runs.

export const environment = {
  /** Address of VS Code's server, without a path. */
  url: required("CONVLENS_E2E_URL"),
  /** Web socket of the browser that is already running. */
  browser: required("CONVLENS_E2E_BROWSER"),
  /** Folder of the server's and the extension hosts' logs. */
  logs: required("CONVLENS_E2E_LOGS"),
  /** Folder to put screenshots into. */
  screenshots: required("CONVLENS_E2E_SCREENSHOTS"),
  /** The repository. */
  root: process.env.CONVLENS_ROOT ?? ".",
};

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run these tests with npm run test:e2e`);
  return value;
}
