// The checks that read the sources without running them. `npm run check` and `npm test` share this list.
import path from "node:path";

const program = (...parts) => path.join("node_modules", ...parts);

/** Name of a check -> the arguments that Node runs it with. */
export const checks = {
  types: [program("typescript", "bin", "tsc"), "-b"],
  "types-of-tests": [program("typescript", "bin", "tsc"), "-p", "tsconfig.test.json"],
  lint: [program("eslint", "bin", "eslint.js"), "--cache", "--cache-location", ".cache/eslint", "."],
  format: [program("prettier", "bin", "prettier.cjs"), "--check", "--cache", "--log-level", "warn", "."],
  "import-rules": [
    program("dependency-cruiser", "bin", "dependency-cruise.mjs"),
    ...["src", "extension/src", "--config", ".dependency-cruiser.cjs", "--output-type", "err-long"],
  ],
};
