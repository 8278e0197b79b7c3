import { noGrad, type Tensor } from "../autograd/index";
import { GradbookError } from "../errors";

export interface LoadOptions {
  /** Whether every name must be there, and no other. Default true. */
  strict?: boolean;
}

export interface LoadResult {
  /** Names of this module that the state does not have. */
  readonly missingKeys: readonly string[];
  /** Names of the state that this module does not have. */
  readonly unexpectedKeys: readonly string[];
}

/** Copies values by name over those of a module. */
export function loadState(
  own: readonly (readonly [name: string, value: Tensor])[],
  state: Readonly<Record<string, Tensor>>,
  { strict = true }: LoadOptions,
): LoadResult {
  const names = new Set(own.map(([name]) => name));
  const unexpectedKeys = Object.keys(state).filter((name) => !names.has(name));
  const missingKeys = [...names].filter((name) => !(name in state));
  if (strict && unexpectedKeys.length + missingKeys.length > 0) {
    const parts = [
      ...(missingKeys.length > 0 ? [`missing: ${missingKeys.join(", ")}`] : []),
      ...(unexpectedKeys.length > 0 ? [`unknown: ${unexpectedKeys.join(", ")}`] : []),
    ];
    throw new GradbookError(
      `loadStateDict: the names do not fit this module (${parts.join("; ")}); { strict: false } loads those that do`,
    );
  }
  for (const [name, value] of own) checkShape(name, value, state[name]);
  noGrad(() => {
    for (const [name, value] of own) if (state[name]) value.copy_(state[name]);
  });
  return { missingKeys, unexpectedKeys };
}

function checkShape(name: string, value: Tensor, source: Tensor | undefined): void {
  if (!source || String(source.shape) === String(value.shape)) return;
  throw new GradbookError(
    `loadStateDict: '${name}' has the shape [${source.shape.join(", ")}], expected [${value.shape.join(", ")}]`,
  );
}
