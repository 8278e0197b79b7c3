export interface DeclarationBundle {
  /** Where TypeScript wrote its declarations. */
  readonly types: string;
  readonly outfile: string;
  /** What is imported, by the file (without `.d.ts`) that holds it. */
  readonly entries: Readonly<Record<string, string>>;
}
export function bundleDeclarations(bundle?: DeclarationBundle): void;
export function bundleWhenChanged(): void;
