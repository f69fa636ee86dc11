/** Where the repository lies; the test runner tells it, since bundled tests run from another folder. */
import path from "node:path";

export const repositoryRoot = process.env.CONVLENS_ROOT ?? process.cwd();

/** Model files and figures beside the repository, which a fresh clone elsewhere may not have. */
export const sharedFolder = path.join(repositoryRoot, "..", "shared");
