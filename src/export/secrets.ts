import type { Notebook, Output } from "./notebook";

/** Something in a notebook that looks like a key to somewhere. */
export interface Secret {
  /** Index of the cell. */
  readonly cell: number;
  readonly where: "source" | "output";
  /** What it looks like. */
  readonly what: string;
  /** Its first characters: enough to find it, too few to use it. */
  readonly shown: string;
}

/** Forms that services publish for their keys, so that a match is rarely chance. The group is the secret itself. */
const forms: readonly (readonly [string, RegExp])[] = [
  ["private key", /(-----BEGIN [A-Z ]*PRIVATE KEY-----)/g],
  ["OpenAI-style key", /\b(sk-[A-Za-z0-9_-]{20,})/g],
  ["GitHub token", /\b(gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{30,})/g],
  ["GitLab token", /\b(glpat-[A-Za-z0-9_-]{20,})/g],
  ["Hugging Face token", /\b(hf_[A-Za-z0-9]{30,})/g],
  ["AWS access key", /\b((?:AKIA|ASIA)[A-Z0-9]{16})\b/g],
  ["Google key", /\b(AIza[A-Za-z0-9_-]{35})/g],
  ["Slack token", /\b(xox[abprs]-[A-Za-z0-9-]{10,})/g],
  ["npm token", /\b(npm_[A-Za-z0-9]{36})\b/g],
  ["JSON web token", /\b(eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,})/g],
  ["bearer token", /\bBearer\s+([A-Za-z0-9._~+/-]{20,}=*)/g],
  ["password in an address", /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]+:([^\s/@]{3,})@/gi],
  [
    "named secret",
    /\b[\w-]*(?:api[_-]?key|secret|password|passwd|auth[_-]?token|access[_-]?token)["']?\s*[:=]\s*["']([^\s"'<>]{8,})["']/gi,
  ],
];

function textOf(output: Output): string {
  if (output.type === "stream") return output.text;
  if (output.type === "error") return `${output.message}\n${output.traceback}`;
  const texts = Object.entries(output.data).filter(([mime]) => !mime.startsWith("image/") || mime === "image/svg+xml");
  return texts.map(([, value]) => (typeof value === "string" ? value : JSON.stringify(value))).join("\n");
}

const cover = (secret: string): string => `${secret.slice(0, 6)}...`;

/** Each secret once, in the order of the cells. */
export function findSecrets(notebook: Notebook): readonly Secret[] {
  const seen = new Set<string>();
  const found: Secret[] = [];
  const search = (cell: number, where: Secret["where"], text: string): void => {
    for (const [what, pattern] of forms) {
      for (const [, secret] of text.matchAll(pattern)) {
        if (secret === undefined || seen.has(secret)) continue;
        seen.add(secret);
        found.push({ cell, where, what, shown: cover(secret) });
      }
    }
  };
  notebook.cells.forEach((cell, index) => {
    search(index, "source", cell.source);
    for (const output of cell.outputs) search(index, "output", textOf(output));
  });
  return found;
}
