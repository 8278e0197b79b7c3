import { Tensor } from "../autograd/index";
import { GradbookError } from "../errors";
import { outsideScopes } from "../tensor/memory";
import type { OptimizerOptions, ParameterGroup } from "./parameter-groups";

/** What a rule remembers of one parameter: running averages, and how many steps were done. */
export type ParameterState = Record<string, Tensor | number | undefined>;

/** What an optimiser needs to go on: by position of the parameters, not by the tensors themselves. */
export interface OptimizerStateDict {
  /** What is remembered of each parameter that was changed already. */
  readonly state: Readonly<Record<number, Readonly<Record<string, Tensor | number>>>>;
  /** The options of each group, and the positions of its parameters. */
  readonly paramGroups: readonly (Readonly<Record<string, unknown>> & { readonly params: readonly number[] })[];
}

export function stateOf(
  groups: readonly ParameterGroup[],
  states: ReadonlyMap<Tensor, ParameterState>,
): OptimizerStateDict {
  const positions = new Map(groups.flatMap(({ params }) => params).map((parameter, i) => [parameter, i]));
  const place = (parameter: Tensor): number => positions.get(parameter) ?? -1;
  return {
    state: Object.fromEntries([...states].map(([parameter, state]) => [place(parameter), copyOf(state)])),
    paramGroups: groups.map((group) => ({ ...group, params: group.params.map(place) })),
  };
}

export function loadState<Options extends OptimizerOptions, State extends ParameterState>(
  owner: string,
  groups: ParameterGroup<Options>[],
  states: Map<Tensor, State>,
  { state, paramGroups }: OptimizerStateDict,
): void {
  const sizes = (all: readonly { params: readonly unknown[] }[]): string =>
    all.map(({ params }) => params.length).join(" + ");
  if (sizes(groups) !== sizes(paramGroups)) {
    throw new GradbookError(
      `${owner}.loadStateDict: the state is of ${sizes(paramGroups)} parameters, this optimiser has ${sizes(groups)}`,
    );
  }
  const parameters = groups.flatMap(({ params }) => params);
  for (const [position, { params: _, ...options }] of paramGroups.entries())
    Object.assign(groups[position] ?? {}, options);
  states.clear();
  for (const [position, saved] of Object.entries(state)) {
    const parameter = parameters[Number(position)];
    if (parameter) states.set(parameter, copyOf(saved) as State);
  }
}

/** Tensors are copied: neither side sees what the other does later. */
function copyOf(state: ParameterState): Record<string, Tensor | number> {
  return outsideScopes(() =>
    Object.fromEntries(
      Object.entries(state).flatMap(([name, value]): [string, Tensor | number][] =>
        value === undefined ? [] : [[name, value instanceof Tensor ? value.detach().clone() : value]],
      ),
    ),
  );
}
