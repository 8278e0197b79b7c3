import type { TestProject } from "vitest/node";
import { chromium } from "./chromium";

declare module "vitest" {
  export interface ProvidedContext {
    /** The browser's program. */
    browser: string;
  }
}

/** Vitest's global set-up of the browser tests: a browser is there before the first test. */
export function setup(project: TestProject): void {
  project.provide("browser", chromium());
}
