import { lesson } from "gradbook";
import type { data } from "gradbook";

type Row = Record<string, string>;
type States = Record<string, string[]>;
type Table = Record<string, number[]>;
/** The parents of each node. */
type Graph = Record<string, string[]>;

const countSetup = `type Row = Record<string, string>;
type Counts = Record<string, Record<string, number>>;
type States = Record<string, string[]>;
type Table = Record<string, number[]>;
const sum = (values: number[]): number => values.reduce((a, b) => a + b, 0);
function count(rows: Row[], node: string, parents: string[]): Counts {
  const counts: Counts = {};
  for (const row of rows) {
    const given = parents.map((parent) => row[parent]).join(" ");
    counts[given] ??= {};
    counts[given][row[node]] = (counts[given][row[node]] ?? 0) + 1;
  }
  return counts;
}
function cases(parents: string[], states: States): string[] {
  let found = [""];
  for (const parent of parents)
    found = found.flatMap((start) => states[parent].map((state) => \`\${start} \${state}\`.trim()));
  return found;
}`;

/** Every combination of the parents' states, by counting like a mileage meter. */
function combinations(parents: readonly string[], states: States): string[] {
  const sizes = parents.map((parent) => states[parent]?.length ?? 0);
  const all = sizes.reduce((product, size) => product * size, 1);
  return Array.from({ length: all }, (_, number) => {
    let rest = number;
    const words: string[] = [];
    for (let i = parents.length - 1; i >= 0; i--) {
      const size = sizes[i] ?? 1;
      words.unshift(states[parents[i] ?? ""]?.[rest % size] ?? "");
      rest = Math.floor(rest / size);
    }
    return words.join(" ");
  });
}

/** (N + above) / (all + below) for each case and state, by looking at every row for every cell. */
function countedTable(
  rows: readonly Row[],
  node: string,
  parents: readonly string[],
  states: States,
  rule: (n: number, all: number, size: number) => number,
): Table {
  const own = states[node] ?? [];
  return Object.fromEntries(
    combinations(parents, states).map((text) => {
      const mine = rows.filter((row) => parents.map((parent) => row[parent]).join(" ") === text);
      return [
        text,
        own.map((state) => rule(mine.filter((row) => row[node] === state).length, mine.length, own.length)),
      ];
    }),
  );
}

const kinds = [
  ["yes", "no"],
  ["low", "middle", "high"],
];

export const e1 = lesson.exercise<{
  learnCpt: (rows: Row[], node: string, parents: string[], states: States) => Table;
  cptError: (learned: Table, truth: Table, share: Record<string, number>) => number;
}>({
  id: "07.E1",
  title: { en: "A CPT from counts, and how wrong it is", zh: "数出一张 CPT，再量它错多少" },
  prompt: {
    en: "learnCpt gives the table with 1 added to every count, for every case of the parents; cptError gives its error, weighted by how often each case occurs.",
    zh: "learnCpt 给出每个计数都加 1 的表，父节点的每种情形都要有；cptError 给出它的误差，按各情形出现的频率加权。",
  },
  names: ["learnCpt", "cptError"],
  setup: countSetup,
  check({ learnCpt, cptError }, c) {
    c.cases(25, (i) => {
      const parents = ["a", "b"].slice(0, i < 3 ? 1 : i % 3);
      const states: States = Object.fromEntries(
        [...parents, "x"].map((name) => [name, kinds[i < 2 ? 0 : c.rng.int(0, 1)] ?? []]),
      );
      const rows: Row[] = c.rng.array(i < 3 ? 6 : c.rng.int(1, 40), () =>
        Object.fromEntries(Object.entries(states).map(([name, own]) => [name, c.rng.choice(own)])),
      );
      // Some cases of the parents are never seen.
      const kept = parents.length > 0 && c.rng.bool(0.6) ? rows.filter((row) => row["a"] !== "yes") : rows;
      const call = `learnCpt(${kept.length} rows, "x", [${parents.map((name) => `"${name}"`).join(", ")}], states)`;
      const got = learnCpt(kept, "x", parents, states);
      const laplace = (n: number, all: number, size: number): number => (n + 1) / (all + size);
      const expected = countedTable(kept, "x", parents, states, laplace);
      if (typeof got === "object" && got !== null) {
        const missing = Object.keys(expected).find((text) => !Object.hasOwn(got, text));
        c.that(
          missing === undefined,
          {
            en: `The case "${missing}" has no row. Cases that no row shows need one too: there, every state gets the same share.`,
            zh: `情形“${missing}”没有对应的行。数据里没出现过的情形也要有一行：那里每个状态分到同样多。`,
          },
          { call, got, expected },
        );
      }
      c.equal(got, expected, {
        call,
        mistakes: [
          {
            value: countedTable(kept, "x", parents, states, (n, all, size) => (all > 0 ? n / all : 1 / size)),
            says: {
              en: "These are the plain shares: add 1 to each count first.",
              zh: "这是没有平滑的比例：先给每个计数加 1。",
            },
          },
          {
            value: countedTable(kept, "x", parents, states, (n, all) => (all > 0 ? n / all : 0)),
            says: {
              en: "These are the plain shares: add 1 to each count first.",
              zh: "这是没有平滑的比例：先给每个计数加 1。",
            },
          },
          {
            value: countedTable(kept, "x", parents, states, (n, all) => (n + 1) / all),
            says: {
              en: "The rows sum to more than 1: with 1 added to each of r counts, the total below the line grows by r.",
              zh: "每行之和超过了 1：r 个计数各加 1，分母就要加 r。",
            },
          },
          {
            value: countedTable(kept, "x", parents, states, (n, all) => (n + 1) / (all + 1)),
            says: {
              en: "The rows sum to more than 1: with 1 added to each of r counts, the total below the line grows by r.",
              zh: "每行之和超过了 1：r 个计数各加 1，分母就要加 r。",
            },
          },
          {
            value: countedTable(kept, "x", parents, states, (n, all) => (n + 1) / (all + 2)),
            says: {
              en: "The 2 below the line is right for two states only. It must be the number of the node's states.",
              zh: "分母里的 2 只适用于两个状态。应当是这个节点的状态数。",
            },
          },
          {
            value: countedTable(kept, "x", parents, states, (n, _, size) => (n + 1) / (kept.length + size)),
            says: {
              en: "Each row is divided by the number of all rows. Given a case, only the rows of this case count.",
              zh: "每行都除以了全部行数。给定一种情形，只算属于这种情形的行。",
            },
          },
        ],
      });
    });
    c.cases(25, (i) => {
      const texts = combinations(["a", "b"].slice(0, i < 2 ? 1 : c.rng.int(1, 2)), {
        a: kinds[i < 2 ? 0 : c.rng.int(0, 1)] ?? [],
        b: kinds[0] ?? [],
      });
      const size = i < 2 ? 2 : c.rng.int(2, 4);
      const distribution = (count: number): number[] => {
        const drawn = c.rng.floats(count, 0.05, 1);
        const all = drawn.reduce((a, b) => a + b, 0);
        return drawn.map((value) => value / all);
      };
      const truth = Object.fromEntries(texts.map((text) => [text, distribution(size)]));
      const learned = Object.fromEntries(texts.map((text) => [text, distribution(size)]));
      const parts = distribution(texts.length);
      const share = Object.fromEntries(texts.map((text, k) => [text, parts[k] ?? 0]));
      const gaps = texts.map((text) => (learned[text] ?? []).map((value, k) => value - (truth[text]?.[k] ?? NaN)));
      const largest = gaps.map((row) => row.reduce((most, gap) => (Math.abs(gap) > most ? Math.abs(gap) : most), 0));
      const weighted = (errors: readonly number[]): number =>
        errors.reduce((sum, e, k) => sum + (parts[k] ?? 0) * e, 0);
      const total = (errors: readonly number[]): number => errors.reduce((sum, e) => sum + e, 0);
      c.equal(cptError(learned, truth, share), weighted(largest), {
        call: "cptError(learned, truth, share)",
        message: {
          en: `Largest differences by case: ${texts.map((text, k) => `${text}: ${largest[k]?.toFixed(3)} (share ${parts[k]?.toFixed(3)})`).join("; ")}.`,
          zh: `各情形的最大差：${texts.map((text, k) => `${text}：${largest[k]?.toFixed(3)}（频率 ${parts[k]?.toFixed(3)}）`).join("；")}。`,
        },
        mistakes: [
          {
            value: total(largest) / largest.length,
            says: {
              en: "Every case counts the same here. Weight each by its share.",
              zh: "这里各种情形一样重。请按各自的频率加权。",
            },
          },
          {
            value: total(largest),
            says: {
              en: "Every case counts the same here. Weight each by its share.",
              zh: "这里各种情形一样重。请按各自的频率加权。",
            },
          },
          {
            value: weighted(gaps.map((row) => row.reduce((most, gap) => Math.max(most, gap), -1))),
            says: {
              en: "A value that is too small is an error as well: take Math.abs of the difference.",
              zh: "偏小也是误差：差要取 Math.abs。",
            },
          },
          {
            value: weighted(gaps.map((row) => row.reduce((sum, gap) => sum + Math.abs(gap), 0))),
            says: {
              en: "These are the sums of all differences of a row. The largest one is asked for.",
              zh: "这是一行里各个差之和。要的是最大的那个。",
            },
          },
          {
            value: Math.max(...largest),
            says: {
              en: "This is the worst case alone. Add up all of them, each weighted by its share.",
              zh: "这只是最糟的一种情形。要把各情形按频率加权后相加。",
            },
          },
        ],
      });
    });
  },
  why: {
    en: "Nobody will ask a rare case often; but who asks it gets the prior's answer, not the data's.",
    zh: "罕见的情形很少有人问；可一旦问到，回答的是先验，不是数据。",
  },
  hints: [
    {
      en: "Go through cases(parents, states). For each case, take its counts, or an empty object if there are none: counts[given] ?? {}.",
      zh: "遍历 cases(parents, states)。每种情形取出它的计数，没有就用空对象：counts[given] ?? {}。",
    },
    {
      en: "For each state of the node: (n[state] ?? 0) + 1, divided by the sum of all counts of the case plus the number of states.",
      zh: "对节点的每个状态：(n[state] ?? 0) + 1，除以这种情形的计数之和加上状态数。",
    },
    {
      en: "cptError: for each case, Math.max(...) of the absolute differences, times share[given]; add these up.",
      zh: "cptError：对每种情形，取各个差的绝对值的 Math.max(...)，乘以 share[given]，再加起来。",
    },
  ],
  solution: `function learnCpt(rows: Row[], node: string, parents: string[], states: States): Table {
  const counts = count(rows, node, parents);
  const table: Table = {};
  for (const given of cases(parents, states)) {
    const n = counts[given] ?? {};
    const all = sum(Object.values(n)) + states[node].length;
    table[given] = states[node].map((state) => ((n[state] ?? 0) + 1) / all);
  }
  return table;
}
function cptError(learned: Table, truth: Table, share: Record<string, number>): number {
  let error = 0;
  for (const given of Object.keys(truth)) {
    const gaps = truth[given].map((value, k) => Math.abs(value - learned[given][k]));
    error += share[given] * Math.max(...gaps);
  }
  return error;
}`,
  alternatives: [
    `const learnCpt = (rows: Row[], node: string, parents: string[], states: States): Table =>
  Object.fromEntries(cases(parents, states).map((given) => {
    const mine = rows.filter((row) => parents.map((parent) => row[parent]).join(" ") === given);
    return [given, states[node].map((state) => (1 + mine.filter((row) => row[node] === state).length) / (mine.length + states[node].length))];
  }));
const cptError = (learned: Table, truth: Table, share: Record<string, number>): number =>
  Object.entries(share).reduce((total, [given, part]) => total + part * Math.max(...learned[given].map((p, i) => Math.abs(p - truth[given][i]))), 0);`,
    `function learnCpt(rows: Row[], node: string, parents: string[], states: States): Table {
  const table: Table = {};
  for (const given of cases(parents, states)) table[given] = states[node].map(() => 1);
  for (const row of rows) table[parents.map((parent) => row[parent]).join(" ")][states[node].indexOf(row[node])]++;
  for (const given of Object.keys(table)) {
    const all = sum(table[given]);
    table[given] = table[given].map((n) => n / all);
  }
  return table;
}
function cptError(learned: Table, truth: Table, share: Record<string, number>): number {
  let error = 0;
  for (const given in share) {
    let worst = 0;
    for (let k = 0; k < truth[given].length; k++) worst = Math.max(worst, Math.abs(truth[given][k] - learned[given][k]));
    error += worst * share[given];
  }
  return error;
}`,
  ],
  wrong: [
    {
      kind: "constant",
      code: `const learnCpt = (rows: Row[], node: string, parents: string[], states: States): Table => ({ yes: [0.5, 0.5], no: [0.5, 0.5] });
const cptError = (learned: Table, truth: Table, share: Record<string, number>): number => 0;`,
      says: /expected|has no row/,
    },
    {
      kind: "misconception",
      code: `function learnCpt(rows: Row[], node: string, parents: string[], states: States): Table {
  const table: Table = {};
  for (const [given, n] of Object.entries(count(rows, node, parents))) {
    const all = sum(Object.values(n)) + states[node].length;
    table[given] = states[node].map((state) => ((n[state] ?? 0) + 1) / all);
  }
  return table;
}
const cptError = (learned: Table, truth: Table, share: Record<string, number>): number => 0;`,
      says: "has no row",
    },
    {
      code: `function learnCpt(rows: Row[], node: string, parents: string[], states: States): Table {
  const counts = count(rows, node, parents);
  const table: Table = {};
  for (const given of cases(parents, states)) {
    const n = counts[given] ?? {};
    const all = Math.max(1, sum(Object.values(n)));
    table[given] = states[node].map((state) => (n[state] ?? 0) / all);
  }
  return table;
}
const cptError = (learned: Table, truth: Table, share: Record<string, number>): number => 0;`,
      says: /plain shares|expected/,
    },
    {
      code: `function learnCpt(rows: Row[], node: string, parents: string[], states: States): Table {
  const counts = count(rows, node, parents);
  const table: Table = {};
  for (const given of cases(parents, states)) {
    const n = counts[given] ?? {};
    const all = sum(Object.values(n)) + 1;
    table[given] = states[node].map((state) => ((n[state] ?? 0) + 1) / all);
  }
  return table;
}
const cptError = (learned: Table, truth: Table, share: Record<string, number>): number => 0;`,
      says: "sum to more than 1",
    },
    {
      code: `const learnCpt = (rows: Row[], node: string, parents: string[], states: States): Table =>
  Object.fromEntries(cases(parents, states).map((given) => {
    const mine = rows.filter((row) => parents.map((parent) => row[parent]).join(" ") === given);
    return [given, states[node].map((state) => (1 + mine.filter((row) => row[node] === state).length) / (mine.length + states[node].length))];
  }));
const cptError = (learned: Table, truth: Table, share: Record<string, number>): number =>
  sum(Object.keys(truth).map((given) => Math.max(...learned[given].map((p, i) => Math.abs(p - truth[given][i]))))) / Object.keys(truth).length;`,
      says: "Weight each by its share",
    },
    {
      code: `const learnCpt = (rows: Row[], node: string, parents: string[], states: States): Table =>
  Object.fromEntries(cases(parents, states).map((given) => {
    const mine = rows.filter((row) => parents.map((parent) => row[parent]).join(" ") === given);
    return [given, states[node].map((state) => (1 + mine.filter((row) => row[node] === state).length) / (mine.length + states[node].length))];
  }));
const cptError = (learned: Table, truth: Table, share: Record<string, number>): number =>
  sum(Object.keys(truth).map((given) => share[given] * Math.max(...learned[given].map((p, i) => p - truth[given][i]))));`,
      says: "too small is an error as well",
    },
  ],
});

interface Pair {
  a: string;
  b: string;
  nats: number;
}

const pairSetup = `type Pair = { a: string; b: string; nats: number };`;
const places = ["ant", "bee", "cat", "dog", "elk", "fox", "gnu"];
const pairText = ({ a, b }: Pair): string => `${a} - ${b}`;

/** The edges between two nodes along a forest, if it joins them. */
function wayBetween(edges: readonly Pair[], from: string, to: string): Pair[] | undefined {
  const ways = new Map<string, Pair[]>([[from, []]]);
  for (const [node, way] of ways) {
    if (node === to) return way;
    for (const edge of edges) {
      const other = edge.a === node ? edge.b : edge.b === node ? edge.a : undefined;
      if (other !== undefined && !ways.has(other)) ways.set(other, [...way, edge]);
    }
  }
  return undefined;
}

export const e2 = lesson.exercise<{ spanningTree: (names: string[], pairs: Pair[]) => Pair[] }>({
  id: "07.E2",
  title: { en: "The strongest tree", zh: "最强的树" },
  prompt: {
    en: "spanningTree(names, pairs) chooses the pairs that join all names without a circle, with the largest sum of nats.",
    zh: "spanningTree(names, pairs) 选出把所有名字连起来又不成圈的那些对，使 nats 之和最大。",
  },
  names: ["spanningTree"],
  setup: pairSetup,
  mayMutate: true,
  check({ spanningTree }, c) {
    c.cases(60, (i) => {
      const count = i < 2 ? 3 : i < 5 ? 4 : c.rng.int(3, 7);
      const names = places.slice(0, count);
      const pairs = c.rng.shuffle(
        names.flatMap((a, k) =>
          names.slice(k + 1).map((b): Pair => {
            const nats = (1 + Math.round(c.rng.float() * 9999)) / 10000;
            return c.rng.bool() ? { a, b, nats } : { a: b, b: a, nats };
          }),
        ),
      );
      const call = `spanningTree([${names.join(", ")}], [${pairs.map((pair) => `${pairText(pair)} ${pair.nats}`).join(", ")}])`;
      const got: unknown = spanningTree(
        [...names],
        pairs.map((pair) => ({ ...pair })),
      );
      if (!Array.isArray(got)) {
        c.equal(got, [], { call, message: { en: "A list of pairs is asked for.", zh: "要的是一个由对组成的列表。" } });
        return;
      }
      const chosen = got.map((one: Partial<Pair> | undefined) =>
        pairs.find(({ a, b }) => (one?.a === a && one.b === b) || (one?.a === b && one.b === a)),
      );
      const odd = chosen.findIndex((pair) => pair === undefined);
      c.that(
        odd < 0,
        {
          en: "Return the chosen pairs as they are, each with a, b and nats.",
          zh: "把选中的对原样放进列表返回，每个都带着 a、b 和 nats。",
        },
        { call, got: got[odd] },
      );
      const tree = chosen.filter((pair) => pair !== undefined);
      tree.forEach((pair, k) => {
        const circle = wayBetween(tree.slice(0, k), pair.a, pair.b);
        c.that(
          circle === undefined,
          {
            en: `${circle?.length === 1 ? "A pair is there twice" : "There is a circle"}: ${pair.a} and ${pair.b} are already joined by ${circle?.map(pairText).join(", ")}.`,
            zh: `${circle?.length === 1 ? "有一对出现了两次" : "出现了圈"}：${pair.a} 和 ${pair.b} 已经由 ${circle?.map(pairText).join("、")} 连着了。`,
          },
          { call, got: tree.map(pairText) },
        );
      });
      const lonely = names.find((name) => wayBetween(tree, names[0] ?? "", name) === undefined);
      c.that(
        lonely === undefined,
        {
          en: `The tree is in pieces: no way leads from ${names[0]} to ${lonely}. ${count} names need ${count - 1} pairs; these are ${tree.length}.`,
          zh: `树是断开的：从 ${names[0]} 到 ${lonely} 没有路。${count} 个名字需要 ${count - 1} 对，这里有 ${tree.length} 对。`,
        },
        { call, got: tree.map(pairText) },
      );
      for (const left of pairs) {
        const weaker = wayBetween(tree, left.a, left.b)?.find(({ nats }) => nats < left.nats);
        c.that(
          weaker === undefined,
          {
            en: `A tree, but not the strongest: ${pairText(left)} (${left.nats}) is left out, and ${weaker && pairText(weaker)} (${weaker?.nats}), which is weaker, joins the same parts.`,
            zh: `是一棵树，但不是最强的：${pairText(left)}（${left.nats}）没有选，而连着同样两部分的 ${weaker && pairText(weaker)}（${weaker?.nats}）更弱。`,
          },
          { call, got: tree.map(pairText) },
        );
      }
    });
  },
  why: {
    en: "Being greedy is right here: a proof says that no other tree has more information. With two parents a node that is lost.",
    zh: "在这里，贪心就是对的：可以证明没有别的树信息更多。一旦允许两个父节点，就没有这种好事了。",
  },
  hints: [
    {
      en: "Sort the pairs, strongest first: pairs.sort((p, q) => q.nats - p.nats). Then go through them and take, or skip.",
      zh: "把这些对从强到弱排好：pairs.sort((p, q) => q.nats - p.nats)。然后逐个看，要么取，要么跳过。",
    },
    {
      en: "Skip a pair whose ends are joined already. Remember which part each name is in: at first, each is its own part.",
      zh: "两端已经连着的就跳过。记住每个名字属于哪一块：开始时各自成一块。",
    },
    {
      en: "const part = Object.fromEntries(names.map((name) => [name, name])); when a pair is taken, every name in part[b] moves to part[a].",
      zh: "const part = Object.fromEntries(names.map((name) => [name, name]))；取下一对时，所有属于 part[b] 的名字都改到 part[a]。",
    },
    {
      en: "Take care: const [from, to] = [part[b], part[a]] first, then for (const name of names) if (part[name] === from) part[name] = to;",
      zh: "注意先记下 const [from, to] = [part[b], part[a]]，再 for (const name of names) if (part[name] === from) part[name] = to;",
    },
  ],
  solution: `function spanningTree(names: string[], pairs: Pair[]): Pair[] {
  const part = Object.fromEntries(names.map((name) => [name, name]));
  const tree: Pair[] = [];
  for (const pair of [...pairs].sort((p, q) => q.nats - p.nats)) {
    const [to, from] = [part[pair.a], part[pair.b]];
    if (from === to) continue;
    tree.push(pair);
    for (const name of names) if (part[name] === from) part[name] = to;
  }
  return tree;
}`,
  alternatives: [
    `function spanningTree(names: string[], pairs: Pair[]): Pair[] {
  const inside = new Set([names[0]]);
  const tree: Pair[] = [];
  while (inside.size < names.length) {
    const border = pairs.filter(({ a, b }) => inside.has(a) !== inside.has(b));
    const best = border.reduce((p, q) => (q.nats > p.nats ? q : p));
    tree.push(best);
    inside.add(best.a).add(best.b);
  }
  return tree;
}`,
    `function spanningTree(names: string[], pairs: Pair[]): Pair[] {
  const reach = (edges: Pair[], from: string): string[] => {
    const seen = [from];
    for (const node of seen)
      for (const { a, b } of edges) {
        if (a === node && !seen.includes(b)) seen.push(b);
        if (b === node && !seen.includes(a)) seen.push(a);
      }
    return seen;
  };
  let kept = pairs.sort((p, q) => p.nats - q.nats);
  for (const weak of [...kept]) {
    const without = kept.filter((pair) => pair !== weak);
    if (reach(without, weak.a).includes(weak.b)) kept = without;
  }
  return kept;
}`,
  ],
  alsoRight: [{ change: "tree.unshift(pair)", why: "the order of the chosen pairs is free" }],
  wrong: [
    {
      kind: "constant",
      code: `const spanningTree = (names: string[], pairs: Pair[]): Pair[] => [];`,
      says: "in pieces",
    },
    {
      kind: "misconception",
      code: `const spanningTree = (names: string[], pairs: Pair[]): Pair[] => [...pairs].sort((p, q) => q.nats - p.nats).slice(0, names.length - 1);`,
      says: "There is a circle",
    },
    {
      code: `function spanningTree(names: string[], pairs: Pair[]): Pair[] {
  const seen = new Set<string>();
  const tree: Pair[] = [];
  for (const pair of [...pairs].sort((p, q) => q.nats - p.nats)) {
    if (seen.has(pair.a) && seen.has(pair.b)) continue;
    seen.add(pair.a).add(pair.b);
    tree.push(pair);
  }
  return tree;
}`,
      says: "in pieces",
    },
    {
      code: `function spanningTree(names: string[], pairs: Pair[]): Pair[] {
  const part = Object.fromEntries(names.map((name) => [name, name]));
  const tree: Pair[] = [];
  for (const pair of [...pairs].sort((p, q) => p.nats - q.nats)) {
    const [to, from] = [part[pair.a], part[pair.b]];
    if (from === to) continue;
    tree.push(pair);
    for (const name of names) if (part[name] === from) part[name] = to;
  }
  return tree;
}`,
      says: "not the strongest",
    },
    {
      code: `const spanningTree = (names: string[], pairs: Pair[]): Pair[] => pairs.filter(({ a, b }) => a === names[0] || b === names[0]);`,
      says: "not the strongest",
    },
    {
      code: `function spanningTree(names: string[], pairs: Pair[]): Pair[] {
  const part = Object.fromEntries(names.map((name) => [name, name]));
  const tree: Pair[] = [];
  for (const pair of [...pairs].sort((p, q) => q.nats - p.nats)) {
    if (part[pair.a] === part[pair.b]) continue;
    tree.push(pair);
    part[pair.b] = part[pair.a];
  }
  return tree;
}`,
      says: "There is a circle",
    },
  ],
});

const graphSetup = `type Graph = Record<string, string[]>;
function leadsTo(graph: Graph, a: string, b: string): boolean {
  return a === b || graph[b].some((parent) => leadsTo(graph, a, parent));
}
function changes(graph: Graph): Graph[] {
  const found: Graph[] = [];
  for (const a of Object.keys(graph)) {
    for (const b of Object.keys(graph)) {
      if (a === b || graph[a].includes(b)) continue;
      if (!graph[b].includes(a)) {
        if (!leadsTo(graph, b, a)) found.push({ ...graph, [b]: [...graph[b], a] });
        continue;
      }
      const without = { ...graph, [b]: graph[b].filter((parent) => parent !== a) };
      found.push(without);
      if (!leadsTo(without, a, b)) found.push({ ...without, [a]: [...graph[a], b] });
    }
  }
  return found;
}
const joined = (graph: Graph, a: string, b: string): boolean => graph[a].includes(b) || graph[b].includes(a);`;

const parentsOf = (graph: Graph, node: string): string[] => graph[node] ?? [];

/** Whether the arrows can be laid in an order: nodes whose parents are gone are taken away until none is left. */
function isAcyclic(graph: Graph): boolean {
  let left = Object.keys(graph);
  for (;;) {
    const rest = left.filter((node) => parentsOf(graph, node).some((parent) => left.includes(parent)));
    if (rest.length === left.length) return left.length === 0;
    left = rest;
  }
}

const withParents = (graph: Graph, node: string, parents: string[]): Graph => ({ ...graph, [node]: parents });
const add = (graph: Graph, a: string, b: string): Graph => withParents(graph, b, [...parentsOf(graph, b), a]);
const remove = (graph: Graph, a: string, b: string): Graph =>
  withParents(
    graph,
    b,
    parentsOf(graph, b).filter((parent) => parent !== a),
  );
const arrowsOf = (graph: Graph): [string, string][] =>
  Object.keys(graph).flatMap((b) => parentsOf(graph, b).map((a): [string, string] => [a, b]));
const arrowText = (graph: Graph): string =>
  arrowsOf(graph)
    .map(([a, b]) => `${a} → ${b}`)
    .join(", ") || "-";

/** A random graph without circles: arrows follow a random order. */
function randomGraph(rng: data.Random, names: readonly string[], density: number, mostParents = 9): Graph {
  const order = rng.shuffle([...names]);
  const graph: Graph = Object.fromEntries(names.map((name) => [name, []]));
  order.forEach((b, i) => {
    graph[b] = rng.shuffle(order.slice(0, i).filter(() => rng.bool(density))).slice(0, mostParents);
  });
  return graph;
}

/** Rows of 0 and 1: a node follows the mean of its parents strongly. */
function strongRows(rng: data.Random, graph: Graph, count: number): Record<string, number>[] {
  const order: string[] = [];
  const names = Object.keys(graph);
  while (order.length < names.length) {
    order.push(
      ...names.filter((name) => !order.includes(name) && parentsOf(graph, name).every((one) => order.includes(one))),
    );
  }
  const roots = Object.fromEntries(names.map((name) => [name, rng.float(0.35, 0.65)]));
  return rng.array(count, () => {
    const row: Record<string, number> = {};
    for (const name of order) {
      const parents = parentsOf(graph, name);
      const on = parents.reduce((sum, parent) => sum + (row[parent] ?? 0), 0) / Math.max(1, parents.length);
      row[name] = rng.bool(parents.length > 0 ? 0.08 + 0.84 * on : roots[name]) ? 1 : 0;
    }
    return row;
  });
}

/** BIC of yes-or-no rows, straight from its formula; families are remembered. */
function bicOf(rows: readonly Record<string, number>[]): (graph: Graph) => number {
  const families = new Map<string, number>();
  const family = (node: string, parents: readonly string[]): number => {
    const on = new Float64Array(2 ** parents.length);
    const all = new Float64Array(2 ** parents.length);
    for (const row of rows) {
      const at = parents.reduce((place, parent) => 2 * place + (row[parent] ?? 0), 0);
      all[at] = (all[at] ?? 0) + 1;
      on[at] = (on[at] ?? 0) + (row[node] ?? 0);
    }
    let fit = 0;
    all.forEach((n, at) => {
      for (const k of [on[at] ?? 0, n - (on[at] ?? 0)]) if (k > 0) fit += k * Math.log(k / n);
    });
    return fit - (Math.log(rows.length) / 2) * all.length;
  };
  return (graph) => {
    let total = 0;
    for (const [node, parents] of Object.entries(graph)) {
      const key = `${node}|${[...parents].sort().join()}`;
      const known = families.get(key) ?? family(node, [...parents].sort());
      families.set(key, known);
      total += known;
    }
    return total;
  };
}

/** The graphs that turning covered arrows leads to: those that assert the same independences (Chickering 1995). */
function classOf(graph: Graph): Graph[] {
  const key = (one: Graph): string =>
    Object.keys(one)
      .sort()
      .map((node) => `${node}<${[...parentsOf(one, node)].sort().join("+")}`)
      .join(" ");
  const found = new Map([[key(graph), graph]]);
  for (const one of found.values()) {
    for (const [a, b] of arrowsOf(one)) {
      const others = parentsOf(one, b).filter((parent) => parent !== a);
      const covered = others.length === parentsOf(one, a).length && others.every((x) => parentsOf(one, a).includes(x));
      if (!covered) continue;
      const turned = add(remove(one, a, b), b, a);
      if (!found.has(key(turned))) found.set(key(turned), turned);
    }
  }
  return [...found.values()];
}

const areJoined = (graph: Graph, a: string, b: string): boolean =>
  parentsOf(graph, a).includes(b) || parentsOf(graph, b).includes(a);

/** a → child ← b whose parents are not joined, as texts. */
function collidersOf(graph: Graph): string[] {
  return Object.keys(graph).flatMap((child) => {
    const parents = [...parentsOf(graph, child)].sort();
    return parents.flatMap((a, i) =>
      parents
        .slice(i + 1)
        .filter((b) => !areJoined(graph, a, b))
        .map((b) => `${a} → ${child} ← ${b}`),
    );
  });
}

const people = ["A", "B", "C", "D", "E"];
export const e3 = lesson.exercise<{ climb: (start: Graph, score: (graph: Graph) => number) => Graph }>({
  id: "07.E3",
  title: { en: "Hill-climbing", zh: "爬山" },
  prompt: {
    en: "climb(start, score) goes from graph to better graph by single changes until none of the changes gains.",
    zh: "climb(start, score) 每次改一条箭头，走向得分更高的图，直到没有哪种改动还能得分。",
  },
  names: ["climb"],
  setup: graphSetup,
  check({ climb }, c) {
    const oneClimb = (start: Graph, score: (graph: Graph) => number): Graph => {
      const call = `climb({ ${arrowText(start)} }, score)`;
      const got: unknown = climb(start, score);
      const names = Object.keys(start);
      const graph = got as Graph;
      const fits =
        typeof got === "object" &&
        got !== null &&
        names.every((name) => Array.isArray(graph[name]) && graph[name].every((parent) => names.includes(parent))) &&
        Object.keys(got).length === names.length;
      c.that(
        fits,
        {
          en: "climb must return a graph: for each of the same nodes the list of its parents.",
          zh: "climb 要返回一个图：同样的节点，每个节点给出父节点的列表。",
        },
        { call, got },
      );
      c.that(
        isAcyclic(graph),
        { en: "The arrows of this graph close a circle.", zh: "这个图的箭头成了圈。" },
        { call, got: arrowText(graph) },
      );
      const now = score(graph);
      const better = (
        text: (a: string, b: string) => { en: string; zh: string },
        a: string,
        b: string,
        next: Graph,
      ): void => {
        if (!isAcyclic(next)) return;
        const gain = score(next) - now;
        const says = text(a, b);
        c.that(
          gain <= 1e-6,
          {
            en: `Not at the top yet: ${says.en} would still gain ${gain.toFixed(2)}.`,
            zh: `还没到顶：${says.zh}，还能多得 ${gain.toFixed(2)} 分。`,
          },
          { call, got: arrowText(graph) },
        );
      };
      for (const a of names) {
        for (const b of names) {
          if (a === b || parentsOf(graph, a).includes(b)) continue;
          if (!parentsOf(graph, b).includes(a)) {
            better((x, y) => ({ en: `adding ${x} → ${y}`, zh: `加上 ${x} → ${y}` }), a, b, add(graph, a, b));
            continue;
          }
          const without = remove(graph, a, b);
          better((x, y) => ({ en: `removing ${x} → ${y}`, zh: `去掉 ${x} → ${y}` }), a, b, without);
          better((x, y) => ({ en: `turning ${x} → ${y}`, zh: `把 ${x} → ${y} 掉头` }), a, b, add(without, b, a));
        }
      }
      return graph;
    };
    c.cases(6, () => {
      const names = people.slice(0, 4);
      const truth = randomGraph(c.rng, names, 0.6, 2);
      const start: Graph = Object.fromEntries(names.map((name) => [name, []]));
      oneClimb(start, bicOf(strongRows(c.rng, truth, 2000)));
    });
    // Any score will do for climbing, from any start: here one that gives each arrow, and each pair of parents, a random worth.
    c.cases(20, (i) => {
      const names = people.slice(0, i < 3 ? 3 : c.rng.int(3, 5));
      const worth = new Map<string, number>();
      for (const a of names) {
        for (const b of names) {
          worth.set(`${a}${b}`, c.rng.float(-4, 4));
          for (const other of names) worth.set(`${a}${other}${b}`, c.rng.float(-2, 2));
        }
      }
      const score = (graph: Graph): number =>
        Object.entries(graph).reduce((total, [b, parents]) => {
          const sorted = [...parents].sort();
          const pairs = sorted.flatMap((one, k) =>
            sorted.slice(k + 1).map((other) => worth.get(`${one}${other}${b}`) ?? 0),
          );
          return [...sorted.map((a) => worth.get(`${a}${b}`) ?? 0), ...pairs].reduce(
            (sum, value) => sum + value,
            total,
          );
        }, 0);
      oneClimb(randomGraph(c.rng, names, i % 2 === 0 ? 0.7 : 0.3), score);
    });
  },
  why: {
    en: "The same ten lines search timetables, routes and chip layouts. They end on a summit; nobody says that it is the highest.",
    zh: "同样这十来行，也用来排课表、找路线、布芯片。它停在一个山顶上，但没人说那是最高的。",
  },
  hints: [
    {
      en: "Keep two things: the graph where you stand, and its score. In each round look at every graph of changes(graph).",
      zh: "记住两样东西：现在所在的图和它的得分。每一轮看一遍 changes(graph) 里的每个图。",
    },
    {
      en: "Find the one with the highest score. Is it higher than where you stand? Go there. If not, return.",
      zh: "找出得分最高的那个。比现在高，就走过去；否则返回。",
    },
    {
      en: "for (;;) { let next = graph; for (const one of changes(graph)) if (score(one) > score(next) + 1e-9) next = one; if (next === graph) return graph; graph = next; }",
      zh: "for (;;) { let next = graph; for (const one of changes(graph)) if (score(one) > score(next) + 1e-9) next = one; if (next === graph) return graph; graph = next; }",
    },
  ],
  solution: `function climb(start: Graph, score: (graph: Graph) => number): Graph {
  let graph = start;
  for (;;) {
    let next = graph;
    for (const one of changes(graph)) {
      if (score(one) > score(next) + 1e-9) next = one;
    }
    if (next === graph) return graph;
    graph = next;
  }
}`,
  alternatives: [
    `function climb(start: Graph, score: (graph: Graph) => number): Graph {
  const here = score(start);
  const higher = changes(start).find((one) => score(one) > here + 1e-9);
  return higher ? climb(higher, score) : start;
}`,
    `function climb(start: Graph, score: (graph: Graph) => number): Graph {
  let best = { graph: start, value: score(start) };
  let found = true;
  while (found) {
    found = false;
    const ranked = changes(best.graph).map((graph) => ({ graph, value: score(graph) }));
    ranked.sort((p, q) => q.value - p.value);
    if (ranked[0].value > best.value + 1e-9) {
      best = ranked[0];
      found = true;
    }
  }
  return best.graph;
}`,
    `function climb(start: Graph, score: (graph: Graph) => number): Graph {
  let graph = start;
  for (let step = 0; step < 10000; step++) {
    const values = changes(graph).map(score);
    const top = Math.max(...values);
    if (top <= score(graph)) break;
    graph = changes(graph)[values.indexOf(top)];
  }
  return graph;
}`,
  ],
  alsoRight: [
    {
      change: /1e-9\) next = one; => if \(score\(one\) > score\(next\)( \+ \S+)?\) next = one;/,
      why: "the reserve only saves steps along equal scores: a strictly greater score cannot come round in a circle",
    },
  ],
  wrong: [
    {
      kind: "constant",
      code: `const climb = (start: Graph, score: (graph: Graph) => number): Graph => start;`,
      says: "Not at the top yet",
    },
    {
      kind: "misconception",
      code: `function climb(start: Graph, score: (graph: Graph) => number): Graph {
  let best = start;
  for (const one of changes(start)) if (score(one) > score(best)) best = one;
  return best;
}`,
      says: "Not at the top yet",
    },
    {
      code: `function climb(start: Graph, score: (graph: Graph) => number): Graph {
  let graph = start;
  for (const a of Object.keys(start)) for (const b of Object.keys(start)) {
    if (leadsTo(graph, b, a) || graph[b].includes(a)) continue;
    const next = { ...graph, [b]: [...graph[b], a] };
    if (score(next) > score(graph)) graph = next;
  }
  return graph;
}`,
      says: "Not at the top yet",
    },
    {
      code: `function climb(start: Graph, score: (graph: Graph) => number): Graph {
  let graph = start;
  for (let step = 0; step < 100; step++) {
    let next = graph;
    for (const one of changes(graph)) if (score(one) < score(next)) next = one;
    if (next === graph) break;
    graph = next;
  }
  return graph;
}`,
      says: "Not at the top yet",
    },
    {
      code: `const climb = (start: Graph, score: (graph: Graph) => number): any => Math.max(...changes(start).map(score));`,
      says: "must return a graph",
    },
  ],
});

export const e4 = lesson.exercise<{ sameClass: (one: Graph, other: Graph) => boolean }>({
  id: "07.E4",
  title: { en: "Graphs that no data can tell apart", zh: "数据分不开的图" },
  prompt: {
    en: "sameClass(one, other) says whether two graphs assert the same independences: the same pairs joined, the same v-structures.",
    zh: "sameClass(one, other) 判断两个图断言的独立关系是否相同：相连的对相同，v 结构也相同。",
  },
  names: ["sameClass"],
  setup: graphSetup,
  check({ sameClass }, c) {
    c.cases(80, (i) => {
      const names = people.slice(0, i < 3 ? 3 : c.rng.int(3, 5));
      const one = randomGraph(c.rng, names, i < 3 ? 0.7 : c.rng.float(0.3, 0.8));
      let other: Graph;
      if (i % 4 === 0) {
        other = c.rng.choice(classOf(one));
      } else if (i % 4 === 1) {
        // the same pairs, arrows laid by another order
        const order = c.rng.shuffle([...names]);
        other = Object.fromEntries(names.map((name) => [name, []]));
        for (const [a, b] of arrowsOf(one)) {
          const [from, to] = order.indexOf(a) < order.indexOf(b) ? [a, b] : [b, a];
          other = add(other, from, to);
        }
      } else if (i % 4 === 2) {
        const turnable = arrowsOf(one)
          .map(([a, b]) => add(remove(one, a, b), b, a))
          .filter(isAcyclic);
        other = turnable.length > 0 ? c.rng.choice(turnable) : one;
      } else {
        const arrows = arrowsOf(one);
        other = randomGraph(c.rng, names, 0.5);
        if (arrows.length > 0 && c.rng.bool(0.6)) {
          const [a, b] = c.rng.choice(arrows);
          other = remove(one, a, b);
        }
      }
      other = Object.fromEntries(
        c.rng.shuffle(names).map((name) => [name, c.rng.shuffle([...parentsOf(other, name)])]),
      );
      const score = bicOf(strongRows(c.rng, one, 300));
      const same = classOf(one).some((member) =>
        names.every((name) => [...parentsOf(member, name)].sort().join() === [...parentsOf(other, name)].sort().join()),
      );
      const call = `sameClass({ ${arrowText(one)} }, { ${arrowText(other)} })`;
      const got: unknown = sameClass(one, other);
      const bic = `${score(one).toFixed(3)} / ${score(other).toFixed(3)}`;
      const parted = names.flatMap((a, k) => names.slice(k + 1).map((b): [string, string] => [a, b]));
      const unlike = parted.find(([a, b]) => areJoined(one, a, b) !== areJoined(other, a, b));
      const [mine, yours] = [collidersOf(one), collidersOf(other)];
      const odd = [...mine, ...yours].find((text) => mine.includes(text) !== yours.includes(text));
      const why = unlike
        ? {
            en: `${unlike.join(" and ")} are joined in one of them only.`,
            zh: `${unlike.join(" 和 ")} 只在其中一个图里相连。`,
          }
        : odd !== undefined
          ? {
              en: `The same pairs are joined, but ${odd} is a v-structure in one of them only.`,
              zh: `相连的对一样，但 v 结构 ${odd} 只在其中一个图里有。`,
            }
          : {
              en: "The same pairs are joined and the v-structures are the same. Two parents that are joined themselves make no v-structure.",
              zh: "相连的对一样，v 结构也一样。两个父节点自己相连时，不算 v 结构。",
            };
      c.equal(got, same, {
        call,
        message: {
          en: `${why.en} BIC on 300 random rows: ${bic}.`,
          zh: `${why.zh}在 300 行随机数据上的 BIC：${bic}。`,
        },
      });
    });
  },
  why: {
    en: "Whatever the score, and however many rows: inside a class, direction comes from outside the data.",
    zh: "不论用什么得分，不论有多少行：在同一个等价类里，方向只能来自数据之外。",
  },
  hints: [
    {
      en: "Two questions, one after the other. First: for every pair of nodes, is joined(one, a, b) equal to joined(other, a, b)?",
      zh: "两个问题，一个接一个。先问：每一对节点，joined(one, a, b) 和 joined(other, a, b) 是否一样？",
    },
    {
      en: "Then list the v-structures of each graph: for every node c, every two of its parents a and b that are not joined.",
      zh: "再列出每个图的 v 结构：对每个节点 c，取它的任意两个不相连的父节点 a 和 b。",
    },
    {
      en: "Ask it in one loop: for all a, b, c with a and b not joined, graph[c].includes(a) && graph[c].includes(b) must be the same in both graphs.",
      zh: "也可以一个循环问完：对所有 a、b、c（a 与 b 不相连），graph[c].includes(a) && graph[c].includes(b) 在两个图里必须一样。",
    },
  ],
  solution: `function sameClass(one: Graph, other: Graph): boolean {
  const nodes = Object.keys(one);
  for (const a of nodes) {
    for (const b of nodes) {
      if (a === b) continue;
      if (joined(one, a, b) !== joined(other, a, b)) return false;
      if (joined(one, a, b)) continue;
      for (const c of nodes) {
        const inOne = one[c].includes(a) && one[c].includes(b);
        const inOther = other[c].includes(a) && other[c].includes(b);
        if (inOne !== inOther) return false;
      }
    }
  }
  return true;
}`,
  alternatives: [
    `function sameClass(one: Graph, other: Graph): boolean {
  const marks = (graph: Graph): string => {
    const found: string[] = [];
    for (const [child, parents] of Object.entries(graph)) {
      for (const a of parents) {
        found.push([a, child].sort().join("-"));
        for (const b of parents) if (a < b && !joined(graph, a, b)) found.push(a + ">" + child + "<" + b);
      }
    }
    return found.sort().join(" ");
  };
  return marks(one) === marks(other);
}`,
    `function sameClass(one: Graph, other: Graph): boolean {
  const same = (p: Graph, q: Graph): boolean => JSON.stringify(Object.keys(p).sort().map((n) => [...p[n]].sort())) === JSON.stringify(Object.keys(q).sort().map((n) => [...q[n]].sort()));
  const reached: Graph[] = [one];
  for (const graph of reached) {
    if (same(graph, other)) return true;
    for (const b of Object.keys(graph)) for (const a of graph[b]) {
      const rest = graph[b].filter((p) => p !== a).sort();
      if (rest.join() !== [...graph[a]].sort().join()) continue;
      const turned = { ...graph, [b]: rest, [a]: [...graph[a], b] };
      if (!reached.some((known) => same(known, turned))) reached.push(turned);
    }
  }
  return false;
}`,
  ],
  wrong: [
    {
      kind: "constant",
      code: `const sameClass = (one: Graph, other: Graph): boolean => true;`,
      says: /only\.|expected/,
    },
    {
      kind: "misconception",
      code: `const sameClass = (one: Graph, other: Graph): boolean =>
  Object.keys(one).every((a) => Object.keys(one).every((b) => joined(one, a, b) === joined(other, a, b)));`,
      says: "is a v-structure in one of them only",
    },
    {
      code: `const sameClass = (one: Graph, other: Graph): boolean =>
  Object.keys(one).every((a) => [...one[a]].sort().join() === [...other[a]].sort().join());`,
      says: "The same pairs are joined and the v-structures are the same",
    },
    {
      code: `function sameClass(one: Graph, other: Graph): boolean {
  const nodes = Object.keys(one);
  for (const a of nodes) for (const b of nodes) {
    if (a === b) continue;
    if (joined(one, a, b) !== joined(other, a, b)) return false;
    for (const c of nodes) {
      if ((one[c].includes(a) && one[c].includes(b)) !== (other[c].includes(a) && other[c].includes(b))) return false;
    }
  }
  return true;
}`,
      says: "that are joined themselves make no v-structure",
    },
    {
      code: `function sameClass(one: Graph, other: Graph): boolean {
  const count = (graph: Graph): number => Object.values(graph).reduce((sum, parents) => sum + parents.length, 0);
  return count(one) === count(other);
}`,
      says: /only\./,
    },
  ],
});
