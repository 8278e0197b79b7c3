import { lesson } from "gradbook";
import type { data } from "gradbook";

const text = (en: string, zh: string): { en: string; zh: string } => ({ en, zh });
const near = (a: number, b: number): boolean => Math.abs(a - b) < 1e-9;

interface Facts {
  cloudy: number;
  rainIfCloudy: number;
  rainIfClear: number;
  sprinklerIfCloudy: number;
  sprinklerIfClear: number;
  rainMisses: number;
  sprinklerMisses: number;
}

type Tables = Record<string, number[][]>;
const lawnNodes = ["cloudy", "rain", "sprinkler", "wet"];
const wetRows = ["sprinkler yes, rain yes", "sprinkler yes, rain no", "sprinkler no, rain yes", "neither"];

const lawnParts = `type Facts = {
  cloudy: number; rainIfCloudy: number; rainIfClear: number; sprinklerIfCloudy: number; sprinklerIfClear: number;
  rainMisses: number; sprinklerMisses: number;
};`;

/** A learner's answer to E1 with another `wet` (or another `rain` and `sprinkler`). */
const lawnWith = (
  wet: string,
  rain = "[f.rainIfCloudy, 1 - f.rainIfCloudy], [f.rainIfClear, 1 - f.rainIfClear]",
): string =>
  `function lawn(f: Facts): { [node: string]: number[][] } {
  return {
    cloudy: [[f.cloudy, 1 - f.cloudy]],
    rain: [${rain}],
    sprinkler: [[f.sprinklerIfCloudy, 1 - f.sprinklerIfCloudy], [f.sprinklerIfClear, 1 - f.sprinklerIfClear]],
    wet: [${wet}],
  };
}`;
const wetAlone = "[1 - f.sprinklerMisses, f.sprinklerMisses], [1 - f.rainMisses, f.rainMisses], [0, 1]";

export const e1 = lesson.exercise<{ lawn: (f: Facts) => Tables }>({
  id: "05.E1",
  title: text("The lawn", "草坪"),
  prompt: text(
    "Fill in the four CPTs of the lawn from the facts: one row for each combination of the parents' states, each row summing to 1.",
    "根据给出的事实填好草坪的四张 CPT：父节点状态的每种组合一行，每行加起来等于 1。",
  ),
  names: ["lawn"],
  setup: lawnParts,
  check({ lawn }, c) {
    c.cases(30, () => {
      const draw = (): number => Math.round(c.rng.float(0.03, 0.97) * 100) / 100;
      const f: Facts = {
        cloudy: draw(),
        rainIfCloudy: draw(),
        rainIfClear: draw(),
        sprinklerIfCloudy: draw(),
        sprinklerIfClear: draw(),
        rainMisses: draw(),
        sprinklerMisses: draw(),
      };
      // P(yes) of every row, in the order of the rows.
      const expected: Record<string, number[]> = {
        cloudy: [f.cloudy],
        rain: [f.rainIfCloudy, f.rainIfClear],
        sprinkler: [f.sprinklerIfCloudy, f.sprinklerIfClear],
        wet: [1 - f.rainMisses * f.sprinklerMisses, 1 - f.sprinklerMisses, 1 - f.rainMisses, 0],
      };
      const tables = lawn(f);
      for (const node of lawnNodes) {
        const rows = expected[node] ?? [];
        const right = rows.map((p) => [p, 1 - p]);
        const got = tables?.[node];
        const isTable =
          Array.isArray(got) &&
          got.length === rows.length &&
          got.every((row) => Array.isArray(row) && row.length === 2 && row.every((p) => typeof p === "number"));
        c.that(
          isTable,
          text(
            `The table of \`${node}\` must have ${rows.length} row${rows.length > 1 ? "s" : ""} of 2 numbers each: one row for each combination of its parents' states.`,
            `\`${node}\` 的表应当有 ${rows.length} 行，每行 2 个数：父节点状态的每种组合一行。`,
          ),
          { got, call: node },
        );
        rows.forEach((p, i) => {
          const row = got?.[i] ?? [];
          const sum = row.reduce((a, b) => a + b, 0);
          const details = { got, expected: right, call: `lawn(f).${node}, f = ${JSON.stringify(f)}` };
          const columnSums = [0, 1].map((k) => got?.reduce((total, each) => total + (each[k] ?? 0), 0) ?? 0);
          c.that(
            Math.abs(sum - 1) < 1e-9,
            rows.length > 1 && columnSums.every((total) => near(total, 1))
              ? text(
                  `In the table of \`${node}\` the columns sum to 1; the rows must. The states of the parents go down, the states of \`${node}\` across.`,
                  `\`${node}\` 的表里，是列加起来等于 1；应当是行。父节点的状态往下排，\`${node}\` 自己的状态往右排。`,
                )
              : text(
                  `Row ${i + 1} of \`${node}\` sums to ${Number(sum.toFixed(4))}. A row is a distribution: yes and no together make 1.`,
                  `\`${node}\` 的第 ${i + 1} 行加起来是 ${Number(sum.toFixed(4))}。一行就是一个分布：yes 和 no 合起来等于 1。`,
                ),
            details,
          );
          c.equal(got, right, {
            call: details.call,
            message: text(`The table of \`${node}\` is not right yet.`, `\`${node}\` 的表还不对。`),
            tolerance: 1e-9,
            mistakes: lawnMistakes(node, right, f),
          });
        });
      }
    });
  },
  why: text(
    "Four small tables, nine numbers, and the 16 worlds of the lawn all have their probability. The table of `wet` you did not look up: you built it from how its causes work (a so-called noisy-OR).",
    "四张小表、九个数，草坪的 16 个世界就都有了概率。`wet` 的表不是查来的，是你从各个原因怎样起作用推出来的（这叫 noisy-OR）。",
  ),
  hints: [
    text(
      "The missing row of `rain` is the one for a clear sky: `[f.rainIfClear, 1 - f.rainIfClear]`. `sprinkler` has the same form.",
      "`rain` 缺的是不多云的那一行：`[f.rainIfClear, 1 - f.rainIfClear]`。`sprinkler` 的形式一样。",
    ),
    text(
      "`wet` has four rows, its last parent `rain` changing fastest: both on, only the sprinkler, only rain, neither.",
      "`wet` 有四行，最后一个父节点 `rain` 变得最快：两样都有、只有洒水器、只有雨、都没有。",
    ),
    text(
      "Only the sprinkler: the grass stays dry (no) with probability `f.sprinklerMisses`. Neither: `[0, 1]`.",
      "只有洒水器时，草是干的（no）的概率是 `f.sprinklerMisses`。都没有：`[0, 1]`。",
    ),
    text(
      "Both on: it stays dry only if both miss, independently: the probability of no is `f.rainMisses * f.sprinklerMisses`.",
      "两样都有：只有两样都没淋到，草才是干的，而且互相独立，所以 no 的概率是 `f.rainMisses * f.sprinklerMisses`。",
    ),
  ],
  solution: lawnWith(
    `\n      [1 - f.rainMisses * f.sprinklerMisses, f.rainMisses * f.sprinklerMisses],\n      [1 - f.sprinklerMisses, f.sprinklerMisses],\n      [1 - f.rainMisses, f.rainMisses],\n      [0, 1],\n    `,
  ),
  alternatives: [
    `function lawn(f: Facts): { [node: string]: number[][] } {
  const yes = (p: number) => [p, 1 - p];
  const wet: number[][] = [];
  for (const sprinkler of [true, false]) {
    for (const rain of [true, false]) {
      let dry = 1;
      if (sprinkler) dry = dry * f.sprinklerMisses;
      if (rain) dry = dry * f.rainMisses;
      wet.push([1 - dry, dry]);
    }
  }
  return {
    cloudy: [yes(f.cloudy)],
    rain: [f.rainIfCloudy, f.rainIfClear].map(yes),
    sprinkler: [f.sprinklerIfCloudy, f.sprinklerIfClear].map(yes),
    wet,
  };
}`,
    `const lawn = (f: Facts) => {
  const [s, r] = [1 - f.sprinklerMisses, 1 - f.rainMisses];
  const both = s + r - s * r;
  return {
    wet: [[both, 1 - both], [s, 1 - s], [r, 1 - r], [0, 1]],
    sprinkler: [[f.sprinklerIfCloudy, 1 - f.sprinklerIfCloudy], [f.sprinklerIfClear, 1 - f.sprinklerIfClear]],
    rain: [[f.rainIfCloudy, 1 - f.rainIfCloudy], [f.rainIfClear, 1 - f.rainIfClear]],
    cloudy: [[f.cloudy, 1 - f.cloudy]],
  };
};`,
  ],
  wrong: [
    {
      code: "const lawn = (f: Facts) => ({ cloudy: [[0.5, 0.5]], rain: [[0.8, 0.2], [0.2, 0.8]], sprinkler: [[0.1, 0.9], [0.5, 0.5]], wet: [[0.99, 0.01], [0.9, 0.1], [0.9, 0.1], [0, 1]] });",
      says: "The table of cloudy is not right",
      kind: "constant",
    },
    {
      code: lawnWith(
        `[1 - f.rainMisses * f.sprinklerMisses, f.rainMisses * f.sprinklerMisses], ${wetAlone}`,
        "[f.rainIfCloudy, f.rainIfClear], [1 - f.rainIfCloudy, 1 - f.rainIfClear]",
      ),
      says: "the columns sum to 1; the rows must",
      kind: "misconception",
    },
    {
      code: lawnWith(
        `[(1 - f.rainMisses) * (1 - f.sprinklerMisses), 1 - (1 - f.rainMisses) * (1 - f.sprinklerMisses)], ${wetAlone}`,
      ),
      says: "wets the grass only if both",
    },
    {
      code: lawnWith(
        "[1 - f.rainMisses * f.sprinklerMisses, f.rainMisses * f.sprinklerMisses], [1 - f.rainMisses, f.rainMisses], [1 - f.sprinklerMisses, f.sprinklerMisses], [0, 1]",
      ),
      says: "The second and third row are swapped",
    },
    {
      code: lawnWith(
        "[f.rainMisses * f.sprinklerMisses, 1 - f.rainMisses * f.sprinklerMisses], [f.sprinklerMisses, 1 - f.sprinklerMisses], [f.rainMisses, 1 - f.rainMisses], [1, 0]",
      ),
      says: "yes and no are swapped",
    },
    {
      code: lawnWith(`[1 - f.rainMisses * f.sprinklerMisses, f.rainMisses], ${wetAlone}`),
      says: "sums to",
    },
    {
      code: lawnWith("[1 - f.rainMisses * f.sprinklerMisses, f.rainMisses * f.sprinklerMisses], [0, 1]"),
      says: "must have 4 rows",
    },
  ],
});

function lawnMistakes(node: string, right: number[][], f: Facts): { value: number[][]; says: lesson.Text }[] {
  const flipped = right.map(([yes = 0, no = 0]) => [no, yes]);
  const flippedMistake = {
    value: flipped,
    says: text(
      `In every row of \`${node}\` yes and no are swapped: the first column is yes.`,
      `\`${node}\` 的每一行都把 yes 和 no 弄反了：第一列是 yes。`,
    ),
  };
  if (node === "rain" || node === "sprinkler") {
    const says = text(
      `The two rows of \`${node}\` are swapped: the first is for cloudy = yes.`,
      `\`${node}\` 的两行弄反了：第一行对应 cloudy = yes。`,
    );
    return [flippedMistake, { value: [...right].reverse(), says }];
  }
  if (node !== "wet") return [flippedMistake];
  const [, second = [], third = [], fourth = []] = right;
  const bothWet = (1 - f.rainMisses) * (1 - f.sprinklerMisses);
  return [
    flippedMistake,
    {
      value: [right[0] ?? [], third, second, fourth],
      says: text(
        `The second and third row are swapped. The parents are \`sprinkler\`, \`rain\`, and the last one changes fastest: the second row is "${wetRows[1]}".`,
        "第二行和第三行弄反了。父节点依次是 `sprinkler`、`rain`，最后一个变得最快：第二行是 sprinkler = yes、rain = no。",
      ),
    },
    {
      value: [[bothWet, 1 - bothWet], second, third, fourth],
      says: text(
        "The first row says that it wets the grass only if both succeed. One of them is enough: the grass stays dry only if both miss.",
        "第一行写成了两样都淋到草才会湿。其实一样就够：两样都没淋到，草才是干的。",
      ),
    },
  ];
}

type Graph = Record<string, string[]>;

const names = "abcdefghijkl".split("");

/** A random graph: forward edges along a hidden order; `close` closes one or more circles by arrows backwards. */
function randomGraph(rng: data.Random, close: boolean): Graph {
  const nodes = rng.sample(names, rng.int(close ? 2 : 3, 9));
  const density = rng.float(0.15, 0.55);
  const graph: Graph = Object.fromEntries(rng.shuffle(nodes).map((node) => [node, []]));
  nodes.forEach((child, i) => {
    for (const parent of nodes.slice(0, i)) if (rng.bool(density)) graph[child]?.push(parent);
  });
  if (close) {
    const length = rng.int(1, nodes.length);
    const from = rng.int(0, nodes.length - length);
    for (let i = from; i < from + length; i++) {
      const child = nodes[i + 1 < from + length ? i + 1 : from] ?? "";
      const parent = nodes[i] ?? "";
      if (!graph[child]?.includes(parent)) graph[child]?.push(parent);
    }
  }
  for (const node of nodes) graph[node] = rng.shuffle(graph[node] ?? []);
  return graph;
}

/** The nodes that can come back to themselves, by repeated products of the matrix of reach (Warshall). */
function circular(graph: Graph): string[] {
  const nodes = Object.keys(graph);
  const reach = new Set(nodes.flatMap((child) => (graph[child] ?? []).map((parent) => `${parent}>${child}`)));
  for (const via of nodes) {
    for (const a of nodes) {
      for (const b of nodes) if (reach.has(`${a}>${via}`) && reach.has(`${via}>${b}`)) reach.add(`${a}>${b}`);
    }
  }
  return nodes.filter((node) => reach.has(`${node}>${node}`));
}

const peelCell = `type Graph = { [node: string]: string[] };
function peel(graph: Graph): { order: string[]; stuck: string[] } {
  const order: string[] = [];
  let left = Object.keys(graph);
  while (true) {
    const ready = left.filter((node) => graph[node].every((parent) => order.includes(parent)));
    if (ready.length === 0) return { order, stuck: left };
    order.push(...ready);
    left = left.filter((node) => !order.includes(node));
  }
}`;

export const e2 = lesson.exercise<{ findCycle: (graph: Graph) => string[] }>({
  id: "05.E2",
  title: text("Name the circle", "指出那个环"),
  prompt: text(
    'Write `findCycle(graph)`: a circle along the arrows such as `["a", "b", "a"]`, or `[]` if there is none.',
    '写出 `findCycle(graph)`：顺着箭头的一个环，如 `["a", "b", "a"]`；没有环就返回 `[]`。',
  ),
  names: ["findCycle"],
  setup: peelCell,
  check({ findCycle }, c) {
    const diamond: Graph = { a: [], b: ["a"], c: ["a"], d: ["b", "c"] };
    c.cases(60, (i) => {
      const graph = i === 0 ? diamond : randomGraph(c.rng, i % 3 !== 0);
      const inCircles = circular(graph);
      const got = findCycle(graph);
      const details = { got };
      c.that(
        Array.isArray(got) && got.every((node) => typeof node === "string"),
        text(
          'Return a list of names, such as `["a", "b", "a"]`, or `[]`.',
          '应当返回名字的列表，如 `["a", "b", "a"]`，或者 `[]`。',
        ),
        details,
      );
      if (inCircles.length === 0) {
        c.that(
          got.length === 0,
          text(
            "This graph has no circle: nobody can get back along the arrows. Two ways to the same node are no circle.",
            "这张图没有环：顺着箭头谁也走不回来。两条路通到同一个节点，不算环。",
          ),
          { ...details, expected: [] },
        );
        return;
      }
      c.that(
        got.length > 0,
        text(`There is a circle, and it goes through ${inCircles[0]}.`, `图里有环，而且经过 ${inCircles[0]}。`),
        details,
      );
      const arrow = (from: string, to: string): boolean => (graph[to] ?? []).includes(from);
      const unknown = got.find((node) => !Object.hasOwn(graph, node));
      c.that(
        unknown === undefined,
        text(`The graph has no node called ${unknown}.`, `图里没有叫 ${unknown} 的节点。`),
        details,
      );
      const [first = "", last = ""] = [got[0], got.at(-1)];
      c.that(
        got.length > 1 && first === last,
        got.length > 1 && arrow(last, first)
          ? text(
              `Write the first node once more at the end: ${[...got, first].join(" → ")}.`,
              `第一个节点要在末尾再写一遍：${[...got, first].join(" → ")}。`,
            )
          : text(
              `The way begins at ${first} and ends at ${last}: a circle ends where it begins.`,
              `这条路从 ${first} 出发，停在 ${last}：环要走回出发的地方。`,
            ),
        details,
      );
      const steps = got.slice(1).map((to, k) => [got[k] ?? "", to] as const);
      const missing = steps.find(([from, to]) => !arrow(from, to));
      if (missing) {
        const [from, to] = missing;
        const isBackwards = steps.every(([a, b]) => arrow(b, a));
        c.fail(
          isBackwards
            ? text(
                "Every step goes against its arrow, from child to parent. Turn the list round.",
                "每一步都是逆着箭头走的，从子到父。把列表倒过来。",
              )
            : text(
                `There is no arrow ${from} → ${to}: ${from} is not among the parents of ${to}.`,
                `没有 ${from} → ${to} 这个箭头：${to} 的父节点里没有 ${from}。`,
              ),
          details,
        );
      }
      const twice = got.slice(1).find((node, k, rest) => rest.indexOf(node) !== k);
      c.that(
        twice === undefined,
        text(
          `The walk passes ${twice} more than once; the circle is the part between two visits.`,
          `这条路不止一次经过 ${twice}；两次之间的那一段才是环。`,
        ),
        details,
      );
    });
  },
  why: text(
    "A program that says which arrows are to blame saves an hour of searching. Compilers, spreadsheets and build tools do the same with their circular references.",
    "程序能说出是哪几个箭头的问题，就省下一个小时的查找。编译器、电子表格、构建工具遇到循环引用，做的也是这件事。",
  ),
  hints: [
    text(
      "`peel(graph).stuck` is empty when there is no circle: then return `[]`.",
      "没有环时，`peel(graph).stuck` 是空的：这时返回 `[]`。",
    ),
    text(
      "Each stuck node has a stuck parent (why else would it be stuck?). So from any of them you can walk on, from child to parent, for ever, and among finitely many nodes you must come to one that you have visited.",
      "每个卡住的节点都有一个卡住的父节点（不然怎么会卡住？）。所以从任何一个出发，都可以从子到父一直走下去；节点就那么多，总会走到一个来过的。",
    ),
    text(
      "Keep the walk in a list. When the next parent is at place `at` of the list, what came from there on is the circle; what came before is only the way to it.",
      "把走过的节点记在列表里。如果下一个父节点在列表的第 `at` 项，从那里往后就是环，之前的只是走到环上的路。",
    ),
    text(
      "You walked against the arrows, so turn the list round: `const circle = [...walk.slice(at), parent].reverse();`",
      "你是逆着箭头走的，所以要把列表倒过来：`const circle = [...walk.slice(at), parent].reverse();`",
    ),
  ],
  solution: `function findCycle(graph: Graph): string[] {
  const { stuck } = peel(graph);
  if (stuck.length === 0) return [];
  const walk = [stuck[0]];
  while (true) {
    const last = walk[walk.length - 1];
    const parent = graph[last].filter((node) => stuck.includes(node))[0];
    const at = walk.indexOf(parent);
    if (at >= 0) return [...walk.slice(at), parent].reverse();
    walk.push(parent);
  }
}`,
  alternatives: [
    `function findCycle(graph: Graph): string[] {
  const search = (path: string[]): string[] => {
    for (const parent of graph[path[0]]) {
      if (parent === path[path.length - 1]) return [parent, ...path];
      if (path.includes(parent)) continue;
      const found = search([parent, ...path]);
      if (found.length > 0) return found;
    }
    return [];
  };
  for (const node of Object.keys(graph)) {
    const found = search([node]);
    if (found.length > 0) return found;
  }
  return [];
}`,
    `function findCycle(graph: Graph): string[] {
  for (const start of Object.keys(graph)) {
    const cameFrom = new Map<string, string>();
    const queue = [start];
    while (queue.length > 0) {
      const node = queue.shift() as string;
      for (const child of Object.keys(graph).filter((each) => graph[each].includes(node))) {
        if (child === start) {
          const circle = [start];
          let at = node;
          while (at !== start) {
            circle.unshift(at);
            at = cameFrom.get(at) as string;
          }
          return [start, ...circle];
        }
        if (!cameFrom.has(child)) {
          cameFrom.set(child, node);
          queue.push(child);
        }
      }
    }
  }
  return [];
}`,
    `function findCycle(graph: Graph): string[] {
  const done = new Set<string>();
  let circle: string[] = [];
  function visit(node: string, path: string[]) {
    if (circle.length > 0 || done.has(node)) return;
    if (path.includes(node)) {
      circle = [node, ...path.slice(0, path.indexOf(node) + 1)];
      return;
    }
    for (const parent of graph[node]) visit(parent, [node, ...path]);
    done.add(node);
  }
  for (const node of Object.keys(graph)) visit(node, []);
  return circle;
}`,
  ],
  wrong: [
    { code: "const findCycle = (graph: Graph): string[] => [];", says: "There is a circle", kind: "constant" },
    {
      code: `function findCycle(graph: Graph): string[] {
  const search = (node: string, from: string, path: string[]): string[] => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    const children = Object.keys(graph).filter((each) => graph[each].includes(node));
    for (const next of [...children, ...graph[node]]) {
      if (next === from) continue;
      const found = search(next, node, [...path, node]);
      if (found.length > 0) return found;
    }
    return [];
  };
  for (const node of Object.keys(graph)) {
    const found = search(node, "", []);
    if (found.length > 0) return found;
  }
  return [];
}`,
      says: "Two ways to the same node are no circle",
      kind: "misconception",
    },
    {
      code: `function findCycle(graph: Graph): string[] {
  const { stuck } = peel(graph);
  if (stuck.length === 0) return [];
  return [...stuck, stuck[0]];
}`,
      says: /There is no arrow|goes against/,
    },
    {
      code: `function findCycle(graph: Graph): string[] {
  const { stuck } = peel(graph);
  if (stuck.length === 0) return [];
  const walk = [stuck[0]];
  while (true) {
    const parent = graph[walk[walk.length - 1]].filter((node) => stuck.includes(node))[0];
    const at = walk.indexOf(parent);
    if (at >= 0) return [...walk.slice(at), parent];
    walk.push(parent);
  }
}`,
      says: /goes against its arrow|There is no arrow/,
    },
    {
      code: `function findCycle(graph: Graph): string[] {
  const { stuck } = peel(graph);
  if (stuck.length === 0) return [];
  const walk = [stuck[0]];
  while (true) {
    const parent = graph[walk[0]].filter((node) => stuck.includes(node))[0];
    const at = walk.indexOf(parent);
    if (at >= 0) return walk.slice(0, at + 1);
    walk.unshift(parent);
  }
}`,
      says: /once more at the end|a circle ends where it begins/,
    },
    {
      code: `function findCycle(graph: Graph): string[] {
  const { stuck } = peel(graph);
  if (stuck.length === 0) return [];
  const walk = [stuck[0]];
  while (true) {
    const parent = graph[walk[0]].filter((node) => stuck.includes(node))[0];
    if (walk.includes(parent)) return [parent, ...walk];
    walk.unshift(parent);
  }
}`,
      says: "a circle ends where it begins",
    },
  ],
});

type Shape = Record<string, { states: string[]; parents: string[] }>;
interface Counts {
  nodes: number;
  edges: number;
  parameters: number;
}

/** A random network without tables: 1 to 8 nodes of 2 to 5 states, up to 3 parents. */
function randomShape(rng: data.Random): Shape {
  const nodes = rng.sample(names, rng.int(1, 8));
  const entries = nodes.map((node, i) => {
    const states = "pqrst".split("").slice(0, rng.int(2, 5));
    return [node, { states, parents: rng.sample(nodes.slice(0, i), rng.int(0, Math.min(3, i))) }] as const;
  });
  return Object.fromEntries(rng.shuffle(entries));
}

const shapeParts = `type Shape = { [node: string]: { states: string[]; parents: string[] } };
type Counts = { nodes: number; edges: number; parameters: number };`;

export const e3 = lesson.exercise<{ countNetwork: (shape: Shape) => Counts }>({
  id: "05.E3",
  title: text("Count nodes, arrows and parameters", "数节点、箭头和参数"),
  prompt: text(
    "Write `countNetwork(shape)`: `{ nodes, edges, parameters }`; a row of k states has k - 1 free parameters.",
    "写出 `countNetwork(shape)`：返回 `{ nodes, edges, parameters }`；k 个状态的一行有 k - 1 个自由参数。",
  ),
  names: ["countNetwork"],
  setup: shapeParts,
  check({ countNetwork }, c) {
    c.cases(60, (i) => {
      const shape = i === 0 ? twoNodes : randomShape(c.rng);
      // Counted one by one: every combination of parents' states is listed.
      const [expected, cells, added, plain]: [Counts, Counts, Counts, Counts] = [0, 1, 2, 3].map(() => ({
        nodes: Object.keys(shape).length,
        edges: 0,
        parameters: 0,
      })) as [Counts, Counts, Counts, Counts];
      for (const { states, parents } of Object.values(shape)) {
        let rows: string[] = [""];
        let sum = 0;
        for (const parent of parents) {
          const own = shape[parent]?.states ?? [];
          sum += own.length;
          rows = rows.flatMap((row) => own.map((state) => row + state));
        }
        for (const counts of [expected, cells, added, plain]) counts.edges += parents.length;
        expected.parameters += rows.length * states.length - rows.length;
        cells.parameters += rows.length * states.length;
        added.parameters += (parents.length === 0 ? 1 : sum) * (states.length - 1);
        plain.parameters += states.length - 1;
      }
      const got = countNetwork(shape);
      c.that(
        typeof got?.nodes === "number" && typeof got.edges === "number" && typeof got.parameters === "number",
        text(
          "Return an object with three numbers, such as { nodes: 2, edges: 1, parameters: 3 }.",
          "应当返回含三个数的对象，如 { nodes: 2, edges: 1, parameters: 3 }。",
        ),
        { got },
      );
      c.equal(got.nodes, expected.nodes, {
        message: text("The nodes: one for each key of the object.", "节点数：对象有几个键，就有几个节点。"),
      });
      c.equal(got.edges, expected.edges, {
        message: text("The arrows: each parent in each list is one.", "箭头数：每个列表里的每个父节点都是一个箭头。"),
        mistakes: [
          {
            value: 2 * expected.edges,
            says: text("Every arrow is counted twice.", "每个箭头都数了两遍。"),
          },
        ],
      });
      c.equal(got.parameters, expected.parameters, {
        message: text("The free parameters are not right yet.", "自由参数的个数还不对。"),
        mistakes: [
          {
            value: cells.parameters,
            says: text(
              "These are all cells of the tables. In each row the last number follows from the others.",
              "这是所有格子的个数。每一行的最后一个数，由其余几个就定下来了。",
            ),
          },
          {
            value: added.parameters,
            says: text(
              "The states of the parents are added. But every state of one parent meets every state of the other: multiply.",
              "你把各个父节点的状态数加起来了。可一个父节点的每个状态会碰上另一个的每个状态：要相乘。",
            ),
          },
          {
            value: plain.parameters,
            says: text(
              "This counts one row for each node. A node has one row for each combination of its parents' states.",
              "这样每个节点只算了一行。父节点状态的每种组合都有一行。",
            ),
          },
        ],
      });
    });
  },
  why: text(
    "The number of parameters is what a network costs: in numbers to think up, or, from lesson 07 on, in data to learn them from. It doubles with every yes-or-no parent.",
    "参数的个数就是一个网络的代价：要么得一个个想出来，要么（从第 07 课起）得有那么多数据来学。每多一个是非题当父节点，一张表就翻一倍。",
  ),
  hints: [
    text(
      "`Object.keys(shape)` are the nodes. Go through them with a loop and add up `shape[node].parents.length`.",
      "`Object.keys(shape)` 就是节点。用循环走一遍，把 `shape[node].parents.length` 加起来。",
    ),
    text(
      "Rows of one node: start with 1, and multiply by the number of states of each parent. Without parents it stays 1.",
      "一个节点有几行：从 1 开始，每个父节点有几个状态就乘几。没有父节点就还是 1。",
    ),
    text("`parameters += rows * (states.length - 1);`", "`parameters += rows * (states.length - 1);`"),
  ],
  solution: `function countNetwork(shape: Shape): Counts {
  let edges = 0;
  let parameters = 0;
  for (const { states, parents } of Object.values(shape)) {
    let rows = 1;
    for (const parent of parents) rows = rows * shape[parent].states.length;
    edges += parents.length;
    parameters += rows * (states.length - 1);
  }
  return { nodes: Object.keys(shape).length, edges, parameters };
}`,
  alternatives: [
    `const countNetwork = (shape: Shape): Counts => {
  const families = Object.values(shape);
  const size = (name: string) => shape[name].states.length;
  return {
    nodes: families.length,
    edges: families.map((family) => family.parents).flat().length,
    parameters: families
      .map(({ states, parents }) => parents.map(size).reduce((a, b) => a * b, 1) * (states.length - 1))
      .reduce((a, b) => a + b, 0),
  };
};`,
    `function countNetwork(shape: Shape): Counts {
  const counts = { nodes: 0, edges: 0, parameters: 0 };
  for (const node of Object.keys(shape)) {
    counts.nodes++;
    let cells = shape[node].states.length;
    for (const parent of shape[node].parents) {
      counts.edges++;
      cells *= shape[parent].states.length;
    }
    counts.parameters += cells - cells / shape[node].states.length;
  }
  return counts;
}`,
  ],
  wrong: [
    {
      code: "const countNetwork = (shape: Shape) => ({ nodes: 37, edges: 46, parameters: 509 });",
      says: "one for each key",
      kind: "constant",
    },
    {
      code: `function countNetwork(shape: Shape): Counts {
  let [edges, parameters] = [0, 0];
  for (const { states, parents } of Object.values(shape)) {
    let rows = parents.length === 0 ? 1 : 0;
    for (const parent of parents) rows = rows + shape[parent].states.length;
    edges += parents.length;
    parameters += rows * (states.length - 1);
  }
  return { nodes: Object.keys(shape).length, edges, parameters };
}`,
      says: "multiply",
      kind: "misconception",
    },
    {
      code: `function countNetwork(shape: Shape): Counts {
  let [edges, parameters] = [0, 0];
  for (const { states, parents } of Object.values(shape)) {
    let cells = states.length;
    for (const parent of parents) cells = cells * shape[parent].states.length;
    edges += parents.length;
    parameters += cells;
  }
  return { nodes: Object.keys(shape).length, edges, parameters };
}`,
      says: "all cells of the tables",
    },
    {
      code: `function countNetwork(shape: Shape): Counts {
  let [edges, parameters] = [0, 0];
  for (const { states, parents } of Object.values(shape)) {
    edges += parents.length;
    parameters += 2 ** parents.length * (states.length - 1);
  }
  return { nodes: Object.keys(shape).length, edges, parameters };
}`,
      says: "free parameters are not right",
    },
    {
      code: `function countNetwork(shape: Shape): Counts {
  const families = Object.values(shape);
  return {
    nodes: families.length,
    edges: families.filter(({ parents }) => parents.length > 0).length,
    parameters: families.reduce((sum, { states }) => sum + states.length - 1, 0),
  };
}`,
      says: /each parent in each list|one row for each node/,
    },
  ],
});

const twoNodes: Shape = {
  disease: { states: ["yes", "no"], parents: [] },
  test: { states: ["low", "middle", "high"], parents: ["disease"] },
};

interface Family {
  states: string[];
  parents: string[];
  table: number[][];
}
type Families = Record<string, Family>;
type World = Record<string, string>;

/** One row of a CPT: usually uneven, sometimes with a zero or certain. */
function randomRow(rng: data.Random, states: number): number[] {
  if (rng.bool(0.12)) {
    const certain = rng.int(0, states - 1);
    return rng.array(states, (i) => (i === certain ? 1 : 0));
  }
  const weights = rng.array(states, () => rng.float(0.02, 1) ** 2);
  if (states > 2 && rng.bool(0.15)) weights[rng.int(0, states - 1)] = 0;
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}

/** A random network of 4 to 5 nodes; its keys come in random order. The last node has two parents. */
function randomFamilies(rng: data.Random): Families {
  const nodes = rng.sample(names, rng.int(4, 5));
  const sizes = nodes.map(() => rng.int(2, 3));
  const entries = nodes.map((node, i): [string, Family] => {
    const parents = rng.sample(nodes.slice(0, i), i === nodes.length - 1 ? 2 : Math.min(i, rng.int(1, 2)));
    const rows = parents.reduce((n, parent) => n * (sizes[nodes.indexOf(parent)] ?? 1), 1);
    const states = ["low", "mid", "high"].slice(0, sizes[i]);
    return [node, { states, parents, table: rng.array(rows, () => randomRow(rng, states.length)) }];
  });
  // A child stands before its parents, so that the order of the keys is no topological order.
  const [last, ...others] = entries.reverse();
  return Object.fromEntries([...(last ? [last] : []), ...rng.shuffle(others)]);
}

/** P of every world by the definition: the tables' entries multiplied, places counted from the last parent on. */
function exactWorlds(families: Families): { world: World; p: number }[] {
  const nodes = Object.keys(families);
  let list: { world: World; p: number }[] = [{ world: {}, p: 1 }];
  for (const node of nodes) {
    list = list.flatMap(({ world }) =>
      (families[node]?.states ?? []).map((state) => ({ world: { ...world, [node]: state }, p: 1 })),
    );
  }
  return list.map(({ world }) => {
    let p = 1;
    for (const node of nodes) {
      const family = families[node];
      if (!family) continue;
      let [row, block] = [0, 1];
      for (const parent of [...family.parents].reverse()) {
        const states = families[parent]?.states ?? [];
        row += block * states.indexOf(world[parent] ?? "");
        block *= states.length;
      }
      p *= family.table[row]?.[family.states.indexOf(world[node] ?? "")] ?? NaN;
    }
    return { world, p };
  });
}

const samples = 10_000;
const networks = 3;
/** All comparisons of a run together refuse a right answer less than once in 10^8 runs: shared among at most 5,000 bounds. */
const allowed = Math.log((2 * 5_000) / 1e-8);

/**
 * Whether a share q among n draws is farther from p than chance goes: P(share >= q) <= exp(-n KL(q || p)), which holds for every
 * n and p (Chernoff; Hoeffding 1963, theorem 1).
 */
function isTooFar(q: number, p: number): boolean {
  const part = (a: number, b: number): number => (a === 0 ? 0 : a * Math.log(a / b));
  // Rounding must not refuse p = 1 or 0 where the sum of a row ends a hair off.
  const safe = p > 1 - 1e-12 ? 1 : p < 1e-12 ? 0 : p;
  return samples * (part(q, safe) + part(1 - q, 1 - safe)) > allowed;
}

const networkCells = `type Family = { states: string[]; parents: string[]; table: number[][] };
type Families = { [node: string]: Family };
type World = { [node: string]: string };
class BayesNet {
  families: Families;
  constructor(families: Families) {
    this.families = families;
  }
  row(node: string, world: World): number[] {
    const { parents, table } = this.families[node];
    let index = 0;
    for (const parent of parents) {
      const { states } = this.families[parent];
      index = index * states.length + states.indexOf(world[parent]);
    }
    return table[index];
  }
}
${peelCell}
function graphOf(families: Families): Graph {
  const graph: Graph = {};
  for (const node of Object.keys(families)) graph[node] = families[node].parents;
  return graph;
}
function draw(states: string[], row: number[], u: number): string {
  let end = 0;
  for (let i = 0; i < states.length; i++) {
    end = end + row[i];
    if (u < end) return states[i];
  }
  return states[states.length - 1];
}`;

/** A learner's sampler with another inner loop, or other lines before it. */
const samplerWith = (
  inner: string,
  before = "const { order } = peel(graphOf(families));\n  const random = new data.Random(seed);",
): string => `function sampleWorlds(families: Families, count: number, seed: number): World[] {
  const net = new BayesNet(families);
  ${before}
  const list: World[] = [];
  for (let i = 0; i < count; i++) {
    const world: World = {};
    ${inner}
    list.push(world);
  }
  return list;
}`;
const drawNode = "world[node] = draw(families[node].states, net.row(node, world), random.float());";

export const e4 = lesson.exercise<{ sampleWorlds: (families: Families, count: number, seed: number) => World[] }>({
  id: "05.E4",
  title: text("Dream 10,000 worlds", "梦出一万个世界"),
  prompt: text(
    "Write `sampleWorlds(families, count, seed)`: worlds drawn by ancestral sampling; the same seed gives the same worlds.",
    "写出 `sampleWorlds(families, count, seed)`：用祖先采样抽出的世界；同一个种子给出同样的世界。",
  ),
  names: ["sampleWorlds"],
  setup: networkCells,
  timeLimit: 30,
  check({ sampleWorlds }, c) {
    c.cases(networks, () => {
      const families = randomFamilies(c.rng);
      const nodes = Object.keys(families);
      const seed = c.rng.int(1, 1_000_000);
      const call = `sampleWorlds(families, ${samples}, ${seed})`;
      let worlds: World[];
      try {
        worlds = sampleWorlds(families, samples, seed);
      } catch (error) {
        const isOnlyOrder = worksInOrder(families, (sorted) => sampleWorlds(sorted, 50, seed));
        if (!isOnlyOrder) throw error;
        return c.fail(
          text(
            "This works only if parents come before children in `families`. Go through the nodes in the order that `peel` gives, not in the order of the keys.",
            "只有 `families` 里父节点排在子节点前面时，这样写才行。要按 `peel` 给出的次序走，而不是按键的次序。",
          ),
          { call },
        );
      }
      c.that(
        Array.isArray(worlds) && worlds.length === samples,
        text(`The result must be a list of ${samples} worlds.`, `结果应当是 ${samples} 个世界的列表。`),
        { got: Array.isArray(worlds) ? worlds.length : worlds, expected: samples, call },
      );
      for (const node of nodes) {
        const states = families[node]?.states ?? [];
        const odd = worlds.find((world) => !states.includes(world?.[node] ?? ""));
        c.that(
          odd === undefined,
          text(
            `A world must name a state of every node, and ${node} has the states ${states.join(", ")}.`,
            `一个世界要给每个节点一个状态，而 ${node} 的状态是 ${states.join("、")}。`,
          ),
          { got: odd, call },
        );
      }
      const key = (world: World): string => nodes.map((node) => world[node]).join();
      const counts = new Map<string, number>();
      for (const world of worlds) counts.set(key(world), (counts.get(key(world)) ?? 0) + 1);
      const exact = exactWorlds(families);
      const isSettled = exact.some(({ p }) => p > 0.5); // so few draws may then agree by chance
      c.that(
        counts.size > 1 || exact.some(({ p }) => p > 0.99),
        text(
          `All ${samples} worlds are the same. Is the source of random numbers made anew for each world? Make it once, before the loop.`,
          `${samples} 个世界全都一样。是不是每个世界都重新造了一个随机数来源？只造一个，放在循环之前。`,
        ),
        { got: worlds[0], call },
      );
      const impossible = exact.find(({ world, p }) => p === 0 && counts.has(key(world)));
      compareShares(c, { families, exact, worlds, call });
      c.that(impossible === undefined, text("A world came up that has probability 0.", "出现了一个概率为 0 的世界。"), {
        got: impossible?.world,
        call,
      });
      for (const { world, p } of exact) {
        const share = (counts.get(key(world)) ?? 0) / samples;
        c.that(
          !isTooFar(share, p),
          text(
            `Each node alone, and each with its parents, comes as often as it should, but whole worlds do not: this one came ${Math.round(share * samples)} times of ${samples}, and about ${Math.round(p * samples)} are expected. Every node needs a random number of its own.`,
            `单个节点、节点连同父节点，频率都对，整个世界却不对：这一个在 ${samples} 次里出现了 ${Math.round(share * samples)} 次，应当约为 ${Math.round(p * samples)} 次。每个节点都要用自己的随机数。`,
          ),
          { got: world, call },
        );
      }
      const [again, other] = [sampleWorlds(families, 50, seed), sampleWorlds(families, 50, seed)];
      c.that(
        again.map(key).join("|") === other.map(key).join("|"),
        text(
          "The same seed must give the same worlds: take all random numbers from `new data.Random(seed)`.",
          "同一个种子必须给出同样的世界：随机数都要取自 `new data.Random(seed)`。",
        ),
        { call },
      );
      const fresh = sampleWorlds(families, 50, seed + 1);
      c.that(
        isSettled || fresh.map(key).join("|") !== again.map(key).join("|"),
        text(
          "Another seed gave the very same worlds. Is `seed` used?",
          "换了种子，得到的世界却一模一样。`seed` 用上了吗？",
        ),
        { call },
      );
    });
  },
  why: text(
    "You can now make data from any Bayesian network, however large: it takes one draw for each node. Lesson 06 answers questions with such samples, lesson 07 learns networks from them.",
    "现在不管多大的贝叶斯网络，你都能从里面造出数据：每个节点抽一次就行。第 06 课用这样的样本回答问题，第 07 课从这样的样本里学出网络。",
  ),
  hints: [
    text(
      "Before the loop: `const net = new BayesNet(families);`, `const { order } = peel(graphOf(families));` and `const random = new data.Random(seed);`.",
      "循环之前：`const net = new BayesNet(families);`、`const { order } = peel(graphOf(families));`、`const random = new data.Random(seed);`。",
    ),
    text(
      "One world: start with `const world: World = {};` and go through `order`. When a node's turn comes, its parents already stand in `world`.",
      "一个世界：从 `const world: World = {};` 开始，按 `order` 走一遍。轮到一个节点时，它的父节点已经在 `world` 里了。",
    ),
    text(
      "For one node: `world[node] = draw(families[node].states, net.row(node, world), random.float());`",
      "对一个节点：`world[node] = draw(families[node].states, net.row(node, world), random.float());`",
    ),
  ],
  solution: samplerWith(`for (const node of order) {
      ${drawNode}
    }`),
  alternatives: [
    `function sampleWorlds(families: Families, count: number, seed: number): World[] {
  const random = new data.Random(seed);
  const indexOfRow = (node: string, world: World) =>
    families[node].parents.reduce((n, p) => n * families[p].states.length + families[p].states.indexOf(world[p]), 0);
  function visit(node: string, world: World) {
    if (world[node] !== undefined) return;
    for (const parent of families[node].parents) visit(parent, world);
    const row = families[node].table[indexOfRow(node, world)];
    let u = random.float();
    let state = 0;
    while (state < row.length - 1 && u >= row[state]) u -= row[state++];
    world[node] = families[node].states[state];
  }
  return Array.from({ length: count }, () => {
    const world: World = {};
    for (const node of Object.keys(families)) visit(node, world);
    return world;
  });
}`,
    `function sampleWorlds(families: Families, count: number, seed: number): World[] {
  const net = new BayesNet(families);
  const random = new data.Random(seed);
  const list: World[] = Array.from({ length: count }, () => ({}));
  for (const node of peel(graphOf(families)).order) {
    const us = random.floats(count);
    list.forEach((world, i) => (world[node] = draw(families[node].states, net.row(node, world), us[i])));
  }
  return list;
}`,
  ],
  wrong: [
    {
      code: `function sampleWorlds(families: Families, count: number, seed: number): World[] {
  const world: World = {};
  for (const node of Object.keys(families)) world[node] = families[node].states[0];
  return new Array(count).fill(world);
}`,
      says: /All 10000 worlds are the same|came/,
      kind: "constant",
    },
    {
      code: samplerWith(
        `for (const node of order) {
      const { states, table } = families[node];
      const average = states.map((_, k) => table.reduce((sum, row) => sum + row[k], 0) / table.length);
      world[node] = draw(states, average, random.float());
    }`,
      ),
      // Where the average over the rows is nearly right, it is only seen together with the parents.
      says: /the plain average over the rows|Is . drawn from the row of its CPT that fits/,
      kind: "misconception",
    },
    {
      code: samplerWith(`const random = new data.Random(seed);
    for (const node of order) {
      ${drawNode}
    }`),
      says: "All 10000 worlds are the same",
    },
    {
      code: samplerWith(`const u = random.float();
    for (const node of order) world[node] = draw(families[node].states, net.row(node, world), u);`),
      says: /random number of its own|is the row of its CPT|came/,
    },
    {
      code: samplerWith(`for (const node of Object.keys(families)) {
      ${drawNode}
    }`),
      says: "in the order that peel gives",
    },
    {
      code: samplerWith(`for (const node of order) {
      const { states } = families[node];
      world[node] = states[Math.floor(random.float() * states.length)];
    }`),
      // In a table whose rows average to equal shares, both are true.
      says: /All its states come equally often|the plain average over the rows/,
    },
    {
      code: samplerWith(`for (const node of order) {
      const row = net.row(node, world);
      world[node] = families[node].states[row.indexOf(Math.max(...row))];
    }`),
      says: /All 10000 worlds are the same|came/,
    },
    {
      code: samplerWith(`for (const node of order) {
      world[node] = draw(families[node].states, net.row(node, world), Math.random());
    }`),
      says: "The same seed must give the same worlds",
    },
    {
      code: samplerWith(
        `for (const node of order) {
      ${drawNode}
    }`,
        "const { order } = peel(graphOf(families));\n  const random = new data.Random(1);",
      ),
      says: "Is seed used?",
    },
  ],
});

/** Whether the sampler runs once the keys stand in topological order. */
function worksInOrder(families: Families, sample: (sorted: Families) => unknown): boolean {
  const order: string[] = [];
  const visit = (node: string): void => {
    families[node]?.parents.forEach(visit);
    if (!order.includes(node)) order.push(node);
  };
  Object.keys(families).forEach(visit);
  try {
    sample(Object.fromEntries(Object.entries(families).sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))));
    return true;
  } catch {
    return false;
  }
}

/** What a known mistake in drawing one node's state gives away by its frequency. */
function drawMistake(family: Family | undefined, state: number, share: number): { en: string; zh: string } {
  const { table = [], states = [], parents = [] } = family ?? {};
  const average = table.reduce((sum, row) => sum + (row[state] ?? 0), 0) / table.length;
  if (parents.length > 0 && !isTooFar(share, average)) {
    return text(
      " That is the plain average over the rows of its CPT: take the one row that fits the parents' states in this world.",
      "这正好是它的 CPT 各行的平均：应当只取与这个世界里父节点状态对应的那一行。",
    );
  }
  if (parents.length > 0 && !isTooFar(share, table[0]?.[state] ?? 0)) {
    return text(
      " That is what the first row of its CPT says: take the row that fits the parents' states in this world.",
      "这正好是它的 CPT 第一行的数：应当取与这个世界里父节点状态对应的那一行。",
    );
  }
  if (!isTooFar(share, 1 / states.length)) {
    return text(
      " All its states come equally often: the row of its CPT says how often each should.",
      "它的各个状态出现得一样多：每个状态该占多少，要看 CPT 的那一行。",
    );
  }
  return text("", "");
}

interface Drawn {
  readonly families: Families;
  readonly exact: readonly { world: World; p: number }[];
  readonly worlds: readonly World[];
  readonly call: string;
}

/** Compares each node alone, then each node together with its parents: a card about one table is easier to read. */
function compareShares(c: lesson.CheckContext, { families, exact, worlds, call }: Drawn): void {
  const nodes = Object.keys(families);
  const groups = [...nodes.map((node) => [node]), ...nodes.map((node) => [...(families[node]?.parents ?? []), node])];
  for (const group of groups) {
    const label = (world: World): string => group.map((node) => `${node} = ${world[node]}`).join(", ");
    const expected = new Map<string, number>();
    for (const { world, p } of exact) expected.set(label(world), (expected.get(label(world)) ?? 0) + p);
    const counts = new Map<string, number>();
    for (const world of worlds) counts.set(label(world), (counts.get(label(world)) ?? 0) + 1);
    for (const [what, p] of expected) {
      const share = (counts.get(what) ?? 0) / samples;
      const node = group.at(-1) ?? "";
      const wide = Math.round(Math.sqrt(p * (1 - p) * samples));
      const state = families[node]?.states.findIndex((each) => what === `${node} = ${each}`) ?? -1;
      const hint = drawMistake(families[node], state, share);
      const numbers = { came: Math.round(share * samples), due: Math.round(p * samples) };
      c.that(
        !isTooFar(share, Math.min(p, 1)),
        group.length === 1
          ? text(
              `Of ${samples} worlds, ${what} came ${numbers.came} times; about ${numbers.due} are expected (typical luck: ${wide} more or less).${hint.en}`,
              `${samples} 个世界里，${what} 出现了 ${numbers.came} 次，应当约为 ${numbers.due} 次（运气造成的上下波动一般是 ${wide}）。${hint.zh}`,
            )
          : text(
              `${node} alone comes as often as it should, but not together with its parents: ${what} came ${numbers.came} times, about ${numbers.due} are expected. Is ${node} drawn from the row of its CPT that fits the states already drawn, with a random number of its own?`,
              `单看 ${node} 频率是对的，和父节点放在一起就不对了：${what} 出现了 ${numbers.came} 次，应当约为 ${numbers.due} 次。抽 ${node} 时，用的是 CPT 里与已抽出的状态对应的那一行吗？用的是它自己的随机数吗？`,
            ),
        { call },
      );
    }
  }
}
