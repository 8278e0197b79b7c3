import { data, lesson } from "gradbook";
import type { bn } from "gradbook";

type World = Record<string, string>;

/** The lesson's plain form of a node: its CPT is a function of a world. */
interface Variable {
  readonly name: string;
  readonly states: readonly string[];
  readonly parents: readonly string[];
  readonly chance: (world: World) => number;
}

interface Row {
  readonly world: World;
  readonly value: number;
}
interface Factor {
  readonly names: string[];
  readonly rows: Row[];
}

/** What the lesson has built when the exercises come. */
const lessonSetup = `type World = Record<string, string>;
type Variable = { name: string; states: readonly string[]; parents: readonly string[]; chance: (world: World) => number };
type Factor = { names: string[]; rows: { world: World; value: number }[] };
function multiply(a: Factor, b: Factor): Factor {
  const shared = a.names.filter((name) => b.names.includes(name));
  const rows: Factor["rows"] = [];
  for (const x of a.rows) for (const y of b.rows)
    if (shared.every((name) => x.world[name] === y.world[name]))
      rows.push({ world: { ...x.world, ...y.world }, value: x.value * y.value });
  return { names: [...new Set([...a.names, ...b.names])], rows };
}`;

/** Every combination of states, as an odometer counts them. */
function combinations(variables: readonly Pick<Variable, "name" | "states">[], fixed: World = {}): World[] {
  const open = variables.map(({ name, states }) => (fixed[name] === undefined ? states : [fixed[name]]));
  const count = open.reduce((product, states) => product * states.length, 1);
  return Array.from({ length: count }, (_, place) => {
    let rest = place;
    const world: World = {};
    variables.forEach(({ name }, i) => {
      const states = open[i] ?? [];
      world[name] = states[rest % states.length] ?? "";
      rest = Math.floor(rest / states.length);
    });
    return world;
  });
}

const keyOf = (names: readonly string[], world: World): string =>
  [...names]
    .sort()
    .map((name) => `${name} = ${world[name]}`)
    .join(", ");

const shares = (values: readonly number[]): number[] => {
  const total = values.reduce((sum, value) => sum + value, 0);
  return values.map((value) => value / total);
};

/** A small random network; every probability lies well inside 0 and 1. */
function randomVariables(c: { rng: data.Random }, count: number, most = 3): Variable[] {
  const letters = c.rng.shuffle(["p", "q", "r", "s", "t", "u", "v"]).slice(0, count);
  const made: Variable[] = [];
  for (const [i, name] of letters.entries()) {
    const states = c.rng.int(2, most) === 2 ? ["yes", "no"] : ["low", "middle", "high"];
    const above = c.rng.sample(made, Math.min(i, c.rng.int(i === 0 ? 0 : 1, 2)));
    const rows = combinations(above).map(() => shares(states.map(() => c.rng.float(0.15, 1))));
    const parents = above.map((parent) => parent.name);
    // the place of the parents' states among their combinations: the first parent's change fastest
    const chance = (world: World): number => {
      let [place, stride] = [0, 1];
      for (const parent of above) {
        place += stride * parent.states.indexOf(world[parent.name] ?? "");
        stride *= parent.states.length;
      }
      return rows[place]?.[states.indexOf(world[name] ?? "")] ?? NaN;
    };
    made.push({ name, states, parents, chance });
  }
  return made;
}

/** P(target, evidence) for each state, by counting worlds. */
function countWorlds(variables: readonly Variable[], target: Variable, evidence: World): number[] {
  const sums = target.states.map(() => 0);
  for (const world of combinations(variables, evidence)) {
    const place = target.states.indexOf(world[target.name] ?? "");
    sums[place] = (sums[place] ?? 0) + variables.reduce((product, variable) => product * variable.chance(world), 1);
  }
  return sums;
}

const printed = (world: World): string =>
  `{ ${Object.entries(world)
    .map(([name, state]) => `${name}: ${state}`)
    .join(", ")} }`;

function factorOf(variable: Variable, variables: readonly Variable[], evidence: World): Factor {
  const names = [...variable.parents, variable.name];
  const family = variables.filter(({ name }) => names.includes(name));
  return { names, rows: combinations(family, evidence).map((world) => ({ world, value: variable.chance(world) })) };
}

function unpack(net: bn.BayesianNetwork): Variable[] {
  return net.topologicalOrder().map((name) => {
    const table = net.cpt(name).toFactor();
    return { name, states: net.states(name), parents: net.parents(name), chance: (world) => table.value(world) };
  });
}

/** All but the target, always the one with the fewest neighbours next. */
function fewestNeighboursFirst(variables: readonly Variable[], target: string): string[] {
  let scopes = variables.map(({ parents, name }) => [...parents, name]);
  const left = new Set(variables.map(({ name }) => name));
  left.delete(target);
  const order: string[] = [];
  const joined = (name: string): string[] => [...new Set(scopes.filter((scope) => scope.includes(name)).flat())];
  while (left.size > 0) {
    const next = [...left].reduce((a, b) => (joined(b).length < joined(a).length ? b : a));
    const scope = joined(next).filter((name) => name !== next);
    scopes = [...scopes.filter((one) => !one.includes(next)), scope];
    left.delete(next);
    order.push(next);
  }
  return order;
}

interface Frozen {
  readonly network: "asia" | "child" | "alarm";
  readonly evidence: World;
  readonly posteriors: Record<string, readonly number[]>;
}

// pgmpy 1.1.2 and pyAgrum 3.3.1 agree on these to 1e-15 (test/golden/bn has the script).
const frozen: readonly Frozen[] = [
  {
    network: "asia",
    evidence: { lung: "no" },
    posteriors: {
      bronc: [0.44285714285714284, 0.557142857142857],
      dysp: [0.4139371428571429, 0.5860628571428571],
      asia: [0.01, 0.99],
    },
  },
  {
    network: "asia",
    evidence: { asia: "no", smoke: "no", bronc: "no" },
    posteriors: { either: [0.0199, 0.9801], xray: [0.06850700000000001, 0.931493], tub: [0.01, 0.99] },
  },
  {
    network: "asia",
    evidence: { smoke: "yes", tub: "no", bronc: "yes", either: "no", xray: "no" },
    posteriors: { lung: [0.0, 1.0], dysp: [0.8, 0.2], asia: [0.00959983831851253, 0.9904001616814875] },
  },
  {
    network: "asia",
    evidence: { smoke: "no", xray: "no", tub: "no", bronc: "yes", either: "no", asia: "no" },
    posteriors: { dysp: [0.8, 0.2], lung: [0.0, 1.0] },
  },
  {
    network: "child",
    evidence: { LVHreport: "no" },
    posteriors: {
      Disease: [
        0.057661320133682845, 0.4038767476218866, 0.3532684240174579, 0.058670531566261674, 0.06477833642854462,
        0.0617446402321665,
      ],
      RUQO2: [0.35816385066780176, 0.4862306409109749, 0.15560550842122334],
      LungParench: [0.695579527494514, 0.10086007908881697, 0.203560393416669],
    },
  },
  {
    network: "child",
    evidence: { RUQO2: "5-12", CO2Report: "<7.5", LVH: "no" },
    posteriors: {
      ChestXray: [
        0.23624360404720426, 0.31626382615085585, 0.2633964059539339, 0.09030016594598123, 0.09379599790202488,
      ],
      Disease: [
        0.05383389861815624, 0.39883441457438995, 0.4049974401618067, 0.034879044689130015, 0.06062219207607006,
        0.046833009880446926,
      ],
      GruntingReport: [0.2325083889997114, 0.7674916110002885],
    },
  },
  {
    network: "child",
    evidence: { DuctFlow: "None", ChestXray: "Normal", LungFlow: "Low", Age: "0-3_days", BirthAsphyxia: "yes" },
    posteriors: {
      Grunting: [0.17307488736041166, 0.8269251126395883],
      GruntingReport: [0.22115242115228814, 0.7788475788477119],
      XrayReport: [0.8, 0.060000000000000005, 0.060000000000000005, 0.020000000000000004, 0.060000000000000005],
    },
  },
  {
    network: "child",
    evidence: {
      GruntingReport: "no",
      LungParench: "Normal",
      LVH: "no",
      DuctFlow: "None",
      ChestXray: "Plethoric",
      RUQO2: "12+",
    },
    posteriors: {
      Age: [0.7176492037999573, 0.18704081341344106, 0.09530998278660165],
      HypoxiaInO2: [0.25820779911556213, 0.22894798885290943, 0.5128442120315284],
      CardiacMixing: [0.09086358694046659, 0.10796292662657647, 0.13022639129835242, 0.6709470951346046],
    },
  },
  {
    network: "alarm",
    evidence: { FIO2: "NORMAL" },
    posteriors: { ERRLOWOUTPUT: [0.05, 0.95], ERRCAUTER: [0.1, 0.9], PULMEMBOLUS: [0.01, 0.99] },
  },
  {
    network: "alarm",
    evidence: { INSUFFANESTH: "FALSE", SHUNT: "NORMAL", CVP: "NORMAL" },
    posteriors: {
      VENTLUNG: [0.7577319737695296, 0.20673806779322226, 0.011696093087406134, 0.02383386534984196],
      TPR: [0.30679999999999996, 0.3961, 0.2971],
      LVFAILURE: [0.003902317590930976, 0.996097682409069],
    },
  },
  {
    network: "alarm",
    evidence: { INTUBATION: "NORMAL", LVFAILURE: "FALSE", PAP: "NORMAL", ARTCO2: "HIGH", VENTALV: "LOW" },
    posteriors: {
      ERRLOWOUTPUT: [0.05, 0.95],
      SHUNT: [0.9481912868182327, 0.051808713181767295],
      ANAPHYLAXIS: [0.009999999999999998, 0.99],
    },
  },
  {
    network: "alarm",
    evidence: {
      LVFAILURE: "FALSE",
      PULMEMBOLUS: "FALSE",
      KINKEDTUBE: "FALSE",
      ERRLOWOUTPUT: "FALSE",
      PRESS: "HIGH",
      FIO2: "NORMAL",
      ANAPHYLAXIS: "FALSE",
      INTUBATION: "NORMAL",
      EXPCO2: "LOW",
    },
    posteriors: {
      HISTORY: [0.01, 0.99],
      CVP: [0.07162, 0.76658, 0.1618],
      MINVOLSET: [0.09246188428556083, 0.89905423603263, 0.00848387968180913],
    },
  },
];

interface E1 {
  sumOut: (factor: Factor, name: string) => Factor;
  eliminate: (factors: Factor[], name: string) => Factor[];
}

const scopesOf = (factors: readonly Factor[]): string[] =>
  factors
    .map(({ names }) => [...names].sort().join(" "))
    .filter((scope) => scope !== "")
    .sort();

const isRow = (row: unknown): row is Row => {
  const { world, value } = (row ?? {}) as { world?: unknown; value?: unknown };
  return typeof world === "object" && world !== null && typeof value === "number";
};

const isFactor = (value: unknown): value is Factor => {
  const { names, rows } = (value ?? {}) as { names?: unknown; rows?: unknown };
  return Array.isArray(names) && Array.isArray(rows) && rows.every(isRow);
};

function checkSumOut(sumOut: E1["sumOut"], c: lesson.CheckContext): void {
  const variables = randomVariables(c, c.rng.int(2, 3));
  const rows = c.rng
    .shuffle(combinations(variables))
    .map((world) => ({ world, value: Math.round(100 * c.rng.float(0.01, 1)) / 100 }));
  const names = variables.map(({ name }) => name);
  const name = c.rng.choice(names);
  const rest = names.filter((other) => other !== name);
  const call = `sumOut(${names.join(" ")} (${rows.length} rows), "${name}")`;
  const got = sumOut({ names, rows }, name);
  c.that(
    isFactor(got),
    {
      en: "It must return a factor { names, rows }, each row of the form { world, value }.",
      zh: "要返回一个因子 { names, rows }，每行的形式是 { world, value }。",
    },
    { call, got },
  );
  c.that(
    !got.names.includes(name),
    { en: `The result still mentions ${name} in its names.`, zh: `结果的 names 里还有 ${name}。` },
    { call, got: got.names },
  );
  c.equal([...got.names].sort(), [...rest].sort(), {
    call,
    message: { en: "The names of the result.", zh: "结果的 names。" },
  });
  const sums = new Map<string, number[]>();
  for (const { world, value } of rows) {
    const key = keyOf(rest, world);
    sums.set(key, [...(sums.get(key) ?? []), value]);
  }
  const table: Record<string, number> = {};
  for (const { world, value } of got.rows) {
    const key = keyOf(rest, world);
    c.that(
      !(key in table),
      {
        en: `There are several rows for ${key}. Rows that differ only in ${name} become one row: add up their values.`,
        zh: `${key} 出现了好几行。只在 ${name} 上不同的行要并成一行：把它们的值加起来。`,
      },
      { call },
    );
    table[key] = value;
  }
  const each = (change: (values: number[]) => number): Record<string, number> =>
    Object.fromEntries([...sums].map(([key, values]) => [key, change(values)]));
  const total = (values: number[]): number => values.reduce((sum, value) => sum + value, 0);
  c.equal(table, each(total), {
    call,
    tolerance: 1e-12,
    message: { en: "The values of the result, row by row.", zh: "结果逐行的值。" },
    mistakes: [
      {
        value: each((values) => total(values) / values.length),
        says: { en: "This is the mean of the rows; their sum is wanted.", zh: "这是各行的平均，要的是和。" },
      },
      {
        value: each((values) => values.at(-1) ?? 0),
        says: {
          en: "Only the last row of each case has arrived. Add it to what is there.",
          zh: "每种情形只剩下最后一行。要加到已有的和上，而不是替换它。",
        },
      },
      {
        value: each((values) => Math.max(...values)),
        says: { en: "This is the largest row; the sum is wanted.", zh: "这是最大的一行，要的是和。" },
      },
    ],
  });
}

/** What is left for the target, after the learner's own eliminations in this order. */
function answerOf(
  eliminate: E1["eliminate"],
  factors: Factor[],
  order: readonly string[],
  target: Variable,
  evidence: World,
  c: lesson.CheckContext,
): number[] {
  let left = factors;
  for (const name of order) {
    const about = left.filter(({ names }) => names.includes(name));
    const others = left.filter(({ names }) => !names.includes(name));
    const call = `eliminate([${left
      .map(({ names }) => `φ(${names.join(" ")})`)
      .join(", ")
      .slice(0, 200)}], "${name}")`;
    const got = eliminate(left, name);
    c.that(
      Array.isArray(got) && got.every(isFactor),
      {
        en: "eliminate must return a list of factors { names, rows }, each row { world, value }.",
        zh: "eliminate 要返回因子 { names, rows } 的列表，每行是 { world, value }。",
      },
      { call, got },
    );
    const scope = [...new Set(about.flatMap(({ names }) => names))].filter((other) => other !== name);
    const [is, wanted] = [scopesOf(got), scopesOf([...others, { names: scope, rows: [] }])];
    const many = got.length > others.length + 1;
    if (many || is.join(";") !== wanted.join(";")) {
      const still = got.some(({ names }) => names.includes(name));
      c.fail(
        still
          ? {
              en: `A factor still mentions ${name} afterwards. The factors that were multiplied must leave the list.`,
              zh: `做完之后还有因子含有 ${name}。乘过的那些因子要从列表里拿走。`,
            }
          : many
            ? {
                en: `The factors that mention ${name} must first be multiplied into one, then summed: the sum of a product is not the product of the sums.`,
                zh: `含有 ${name} 的因子要先乘成一个，再求和：积的和不等于和的积。`,
              }
            : {
                en: `Which variables the factors speak of is not as expected. Multiply the factors that mention ${name}, and no others; keep the others as they are.`,
                zh: `剩下的因子所含的变量不对。只把含有 ${name} 的因子乘起来，其余的原样留下。`,
              },
        { call, got: is, expected: wanted },
      );
    }
    left = got;
  }
  const open = evidence[target.name] === undefined ? target.states : [evidence[target.name] ?? ""];
  return shares(
    open.map((state) =>
      left.reduce((product, { names, rows }) => {
        const row = rows.find(({ world }) => names.length === 0 || world[target.name] === state);
        return product * (row?.value ?? 0);
      }, 1),
    ),
  );
}

export const e1 = lesson.exercise<E1>({
  id: "06.E1",
  title: { en: "Finish the elimination", zh: "把消元写完" },
  prompt: {
    en: "Write sumOut(factor, name) and eliminate(factors, name). With them the posteriors of asia, child and alarm must be those of other programs, to nine digits.",
    zh: "写出 sumOut(factor, name) 和 eliminate(factors, name)。用它们算出的 asia、child、alarm 的后验，要和别的程序相同到小数点后九位。",
  },
  names: ["sumOut", "eliminate"],
  setup: lessonSetup,
  timeLimit: 20,
  check({ sumOut, eliminate }, c) {
    c.cases(8, () => checkSumOut(sumOut, c));
    c.cases(8, () => {
      const variables = randomVariables(c, c.rng.int(3, 5));
      const [target, seen] = c.rng.sample(variables, 2) as [Variable, Variable];
      const evidence: World = c.rng.bool() ? { [seen.name]: c.rng.choice(seen.states) } : {};
      const factors = c.rng.shuffle(variables.map((variable) => factorOf(variable, variables, evidence)));
      const order = c.rng.shuffle(variables.map(({ name }) => name).filter((name) => name !== target.name));
      c.equal(
        answerOf(eliminate, factors, order, target, evidence, c),
        shares(countWorlds(variables, target, evidence)),
        {
          tolerance: 1e-9,
          call: `P(${target.name} | ${printed(evidence)}), eliminating ${order.join(", ")}`,
          message: { en: "Counting all worlds gives another posterior.", zh: "数遍所有世界，得到的后验不一样。" },
        },
      );
    });
    c.cases(frozen.length, (index) => {
      const { network, evidence, posteriors } = frozen[index] as Frozen;
      const variables = unpack(data.network(network));
      const [name, expected] = c.rng.choice(Object.entries(posteriors));
      const target = variables.find((variable) => variable.name === name) as Variable;
      const factors = variables.map((variable) => factorOf(variable, variables, evidence));
      const order = fewestNeighboursFirst(variables, name);
      c.equal(answerOf(eliminate, factors, order, target, evidence, c), expected, {
        tolerance: 1e-9,
        call: `${network}: P(${name} | ${printed(evidence)})`,
        message: {
          en: "pgmpy and pyAgrum, two other programs, give another posterior.",
          zh: "另外两个程序 pgmpy 和 pyAgrum 得到的后验不一样。",
        },
      });
    });
  },
  why: {
    en: "These two functions answer any question to any Bayesian network. What is left to choose is the order, and the order decides whether it takes a millisecond or a century.",
    zh: "有了这两个函数，任何贝叶斯网络的任何问题都能回答。剩下要选的只是次序，而次序决定了是一毫秒还是一百年。",
  },
  hints: [
    {
      en: "sumOut: for each row, which states are left when name is taken away? Rows with the same rest belong together.",
      zh: "sumOut：每一行去掉 name 之后还剩哪些状态？剩下部分相同的行归在一起。",
    },
    {
      en: 'A key for the rest: names.map((other) => world[other]).join(" "), with names already without name. Keep one row for each key in a Map and add to its value.',
      zh: '给剩下的部分做一个键：names.map((other) => world[other]).join(" ")，这里的 names 已去掉 name。用 Map 给每个键存一行，把值加上去。',
    },
    {
      en: "eliminate: about = factors that mention name, others = those that do not. about.reduce(multiply) is their product.",
      zh: "eliminate：about 是含有 name 的因子，others 是其余的。about.reduce(multiply) 就是它们的积。",
    },
    {
      en: "return [...others, sumOut(about.reduce(multiply), name)];",
      zh: "return [...others, sumOut(about.reduce(multiply), name)];",
    },
  ],
  solution: `function sumOut(factor: Factor, name: string): Factor {
  const names = factor.names.filter((other) => other !== name);
  const sums = new Map<string, { world: World; value: number }>();
  for (const { world, value } of factor.rows) {
    const key = names.map((other) => world[other]).join(" ");
    const before = sums.get(key);
    sums.set(key, { world, value: before ? before.value + value : value });
  }
  return { names, rows: [...sums.values()] };
}

function eliminate(factors: Factor[], name: string): Factor[] {
  const about = factors.filter((factor) => factor.names.includes(name));
  const others = factors.filter((factor) => !factor.names.includes(name));
  return [...others, sumOut(about.reduce(multiply), name)];
}`,
  alternatives: [
    `function sumOut(factor: Factor, name: string): Factor {
  const rows: Factor["rows"] = [];
  for (const { world, value } of factor.rows) {
    const rest = { ...world };
    delete rest[name];
    const twin = rows.find((row) => Object.keys(rest).every((other) => row.world[other] === rest[other]));
    if (twin) twin.value += value;
    else rows.push({ world: rest, value });
  }
  return { names: factor.names.filter((other) => other !== name), rows };
}
function eliminate(factors: Factor[], name: string): Factor[] {
  const kept: Factor[] = [];
  let product: Factor = { names: [], rows: [{ world: {}, value: 1 }] };
  for (const factor of factors) {
    if (factor.names.includes(name)) product = multiply(product, factor);
    else kept.push(factor);
  }
  kept.push(sumOut(product, name));
  return kept;
}`,
    `const sumOut = (factor: Factor, name: string): Factor => {
  const names = factor.names.filter((other) => other !== name);
  const sums: Record<string, number> = {};
  for (const { world, value } of factor.rows) {
    const key = JSON.stringify(names.map((other) => world[other]));
    sums[key] = (sums[key] ?? 0) + value;
  }
  return {
    names,
    rows: Object.keys(sums).map((key) => {
      const states: string[] = JSON.parse(key);
      return { world: Object.fromEntries(names.map((other, i) => [other, states[i]])), value: sums[key] };
    }),
  };
};
const eliminate = (factors: Factor[], name: string): Factor[] => {
  let [first, ...more] = factors.filter((factor) => factor.names.includes(name));
  for (const factor of more) first = multiply(first, factor);
  return [sumOut(first, name)].concat(factors.filter((factor) => !factor.names.includes(name)));
};`,
  ],
  alsoRight: [{ change: "entries swapped: return [...others", why: "The order of the factors in the list is free." }],
  wrong: [
    {
      kind: "constant",
      code: `const sumOut = (factor: Factor, name: string): Factor => factor;
const eliminate = (factors: Factor[], name: string): Factor[] => factors;`,
      says: "still mentions",
    },
    {
      kind: "misconception",
      code: `const sumOut = (factor: Factor, name: string): Factor => ({
  names: factor.names.filter((other) => other !== name),
  rows: factor.rows,
});
const eliminate = (factors: Factor[], name: string): Factor[] => [
  ...factors.filter((factor) => !factor.names.includes(name)),
  sumOut(factors.filter((factor) => factor.names.includes(name)).reduce(multiply), name),
];`,
      says: "Rows that differ only in",
    },
    {
      code: `function sumOut(factor: Factor, name: string): Factor {
  const names = factor.names.filter((other) => other !== name);
  const rows = new Map<string, { world: World; value: number }>();
  for (const { world, value } of factor.rows) rows.set(names.map((other) => world[other]).join(" "), { world, value });
  return { names, rows: [...rows.values()] };
}
const eliminate = (factors: Factor[], name: string): Factor[] => [
  ...factors.filter((factor) => !factor.names.includes(name)),
  sumOut(factors.filter((factor) => factor.names.includes(name)).reduce(multiply), name),
];`,
      says: "Only the last row",
    },
    {
      code: `function sumOut(factor: Factor, name: string): Factor {
  const names = factor.names.filter((other) => other !== name);
  const sums = new Map<string, { world: World; value: number }>();
  for (const { world, value } of factor.rows) {
    const key = names.map((other) => world[other]).join(" ");
    sums.set(key, { world, value: (sums.get(key)?.value ?? 0) + value });
  }
  return { names, rows: [...sums.values()] };
}
const eliminate = (factors: Factor[], name: string): Factor[] =>
  factors.map((factor) => (factor.names.includes(name) ? sumOut(factor, name) : factor));`,
      says: "the sum of a product is not the product of the sums",
    },
    {
      code: `function sumOut(factor: Factor, name: string): Factor {
  const names = factor.names.filter((other) => other !== name);
  const sums = new Map<string, { world: World; value: number }>();
  for (const { world, value } of factor.rows) {
    const key = names.map((other) => world[other]).join(" ");
    sums.set(key, { world, value: (sums.get(key)?.value ?? 0) + value });
  }
  return { names, rows: [...sums.values()] };
}
const eliminate = (factors: Factor[], name: string): Factor[] => [sumOut(factors.reduce(multiply), name)];`,
      says: "and no others",
    },
    {
      code: `function sumOut(factor: Factor, name: string): Factor {
  const names = factor.names.filter((other) => other !== name);
  const sums = new Map<string, { world: World; value: number }>();
  for (const { world, value } of factor.rows) {
    const key = names.map((other) => world[other]).join(" ");
    sums.set(key, { world, value: (sums.get(key)?.value ?? 0) + value });
  }
  return { names, rows: [...sums.values()] };
}
const eliminate = (factors: Factor[], name: string): Factor[] => [
  ...factors,
  sumOut(factors.filter((factor) => factor.names.includes(name)).reduce(multiply), name),
];`,
      says: "must leave the list",
    },
  ],
});

type Effect = readonly (readonly number[])[];

/** P(a = 1 | effect, and b in `bs`), by adding up the worlds. */
function chanceOfA(pA: number, pB: number, effect: Effect, bs: readonly number[]): number {
  const weights = [0, 1].map((a) =>
    bs.reduce((sum, b) => sum + (a ? pA : 1 - pA) * (b ? pB : 1 - pB) * (effect[a]?.[b] ?? NaN), 0),
  );
  return (weights[1] ?? 0) / ((weights[0] ?? 0) + (weights[1] ?? 0));
}

const shiftOf = (pA: number, pB: number, effect: Effect): number =>
  chanceOfA(pA, pB, effect, [1]) - chanceOfA(pA, pB, effect, [0, 1]);

const hundredths = (x: number): number => Math.round(100 * x) / 100;

export const e2 = lesson.exercise<{
  shift: (pA: number, pB: number, effect: number[][]) => number;
  needsBoth: number[][];
}>({
  id: "06.E2",
  title: { en: "Explaining away, and its opposite", zh: "“解释掉”与它的反面" },
  prompt: {
    en: "Write shift(pA, pB, effect): P(a | effect, b) - P(a | effect). Then give a table needsBoth for which it is positive (with pA = pB = 0.5).",
    zh: "写出 shift(pA, pB, effect)：P(a | effect, b) - P(a | effect)。再给出一张表 needsBoth，使它为正（pA = pB = 0.5）。",
  },
  names: ["shift", "needsBoth"],
  check({ shift, needsBoth }, c) {
    c.cases(30, (index) => {
      const [pA, pB] = [hundredths(c.rng.float(0.05, 0.6)), hundredths(c.rng.float(0.05, 0.6))];
      // noisy-or: each cause alone may bring the effect about; noisy-and: it takes both
      const [strengthA, strengthB, leak] = [c.rng.float(0.5, 0.95), c.rng.float(0.5, 0.95), c.rng.float(0.02, 0.1)];
      const either = (a: number, b: number): number => 1 - (1 - leak) * (1 - strengthA) ** a * (1 - strengthB) ** b;
      const both = (a: number, b: number): number => (a && b ? strengthA : leak);
      const gate = index % 2 === 0 ? either : both;
      const effect = [0, 1].map((a) => [0, 1].map((b) => hundredths(gate(a, b))));
      const expected = shiftOf(pA, pB, effect);
      const joint = (a: number, b: number): number => (a ? pA : 1 - pA) * (b ? pB : 1 - pB) * (effect[a]?.[b] ?? 0);
      const evenly = ((effect[1]?.[0] ?? 0) + (effect[1]?.[1] ?? 0)) * pA;
      const all = evenly + ((effect[0]?.[0] ?? 0) + (effect[0]?.[1] ?? 0)) * (1 - pA);
      c.equal(shift(pA, pB, effect), expected, {
        tolerance: 1e-9,
        message: {
          en: `Here P(a | effect) = ${chanceOfA(pA, pB, effect, [0, 1]).toFixed(4)}, and P(a | effect, b) = ${chanceOfA(pA, pB, effect, [1]).toFixed(4)}.`,
          zh: `这里 P(a | effect) = ${chanceOfA(pA, pB, effect, [0, 1]).toFixed(4)}，P(a | effect, b) = ${chanceOfA(pA, pB, effect, [1]).toFixed(4)}。`,
        },
        mistakes: [
          {
            value: -expected,
            says: { en: "The sign is turned: after minus before.", zh: "符号反了：是“之后”减“之前”。" },
          },
          {
            value: chanceOfA(pA, pB, effect, [1]) - pA,
            says: {
              en: "You compare with pA, the prior. Compare with P(a | effect): the effect has been seen already.",
              zh: "你是和先验 pA 比。要和 P(a | effect) 比：结果已经看到了。",
            },
          },
          {
            value: chanceOfA(pA, pB, effect, [1]) - evenly / all,
            says: {
              en: "While b is unknown its two cases count by pB and 1 - pB, not half each.",
              zh: "b 未知时，它的两种情形要按 pB 和 1 - pB 计入，不是各占一半。",
            },
          },
          {
            value: joint(1, 1) - (joint(1, 0) + joint(1, 1)),
            says: {
              en: "These are joint probabilities. Divide each by the sum of all worlds that agree with what is known.",
              zh: "这些是联合概率。要各自除以“与已知相符的所有世界”之和。",
            },
          },
        ],
      });
    });
    const fits =
      Array.isArray(needsBoth) &&
      needsBoth.length === 2 &&
      needsBoth.every((row) => Array.isArray(row) && row.length === 2 && row.every((p) => p >= 0 && p <= 1));
    c.that(
      fits,
      {
        en: "needsBoth must be two lists of two probabilities, such as [[0.1, 0.2], [0.3, 0.4]].",
        zh: "needsBoth 应是两行两列的概率，例如 [[0.1, 0.2], [0.3, 0.4]]。",
      },
      { call: "needsBoth", got: needsBoth },
    );
    const change = shiftOf(0.5, 0.5, needsBoth);
    c.that(
      chanceOfA(0.5, 0.5, needsBoth, [0, 1]) < 1 - 1e-9,
      {
        en: "With needsBoth the effect alone already proves that a is there: P(a | effect) = 1, and nothing can be added. Let the effect happen, if rarely, without a.",
        zh: "用这张 needsBoth，单凭结果就已证明 a 在：P(a | effect) = 1，再加不上去了。让没有 a 的时候结果也偶尔发生。",
      },
      { call: "shift(0.5, 0.5, needsBoth)", got: 0 },
    );
    c.that(
      change > 1e-6,
      {
        en: "With needsBoth, learning b does not make a more probable. When would the effect make you say: then the other one must have been there, too?",
        zh: "用这张 needsBoth，得知 b 并没有让 a 更可能。什么样的结果，会让你说“那另一个一定也在”？",
      },
      { call: "shift(0.5, 0.5, needsBoth)", got: Number.isFinite(change) ? change : "0 / 0" },
    );
  },
  why: {
    en: "Two causes that each suffice push each other away once their effect is seen; two that need each other pull. Either way they were independent before: seeing a common effect ties its causes.",
    zh: "各自都足够的两个原因，在看到结果之后互相排挤；缺一不可的两个原因则互相牵引。而在此之前它们是独立的：看到共同的结果，就把原因绑在了一起。",
  },
  hints: [
    {
      en: "There are four worlds (a, b). The weight of each is P(a) P(b) effect[a][b].",
      zh: "(a, b) 有四个世界，每个的权重是 P(a) P(b) effect[a][b]。",
    },
    {
      en: "P(a | effect) = the two worlds with a = 1, divided by all four. P(a | effect, b): only the two worlds with b = 1 count.",
      zh: "P(a | effect) = a = 1 的两个世界除以全部四个。P(a | effect, b)：只算 b = 1 的两个世界。",
    },
    {
      en: "const w = (a: number, b: number) => (a ? pA : 1 - pA) * (b ? pB : 1 - pB) * effect[a][b];",
      zh: "const w = (a: number, b: number) => (a ? pA : 1 - pA) * (b ? pB : 1 - pB) * effect[a][b];",
    },
    {
      en: "needsBoth: a lock with two keys. One key alone, or none, opens it now and then by luck; both nearly always.",
      zh: "needsBoth：一把要两把钥匙的锁。只有一把或一把也没有，偶尔碰巧能开；两把都在，几乎总能开。",
    },
  ],
  solution: `function shift(pA: number, pB: number, effect: number[][]): number {
  const weight = (a: number, b: number) => (a ? pA : 1 - pA) * (b ? pB : 1 - pB) * effect[a][b];
  const withA = weight(1, 0) + weight(1, 1);
  const withoutA = weight(0, 0) + weight(0, 1);
  const after = weight(1, 1) / (weight(1, 1) + weight(0, 1));
  return after - withA / (withA + withoutA);
}

const needsBoth: number[][] = [[0.01, 0.01], [0.01, 0.9]];`,
  alternatives: [
    `function shift(pA: number, pB: number, effect: number[][]): number {
  const whenA = pB * effect[1][1] + (1 - pB) * effect[1][0];
  const whenNot = pB * effect[0][1] + (1 - pB) * effect[0][0];
  const bayes = (yes: number, no: number) => (pA * yes) / (pA * yes + (1 - pA) * no);
  return bayes(effect[1][1], effect[0][1]) - bayes(whenA, whenNot);
}
const needsBoth: number[][] = [[0.1, 0.2], [0.1, 0.8]];`,
    `function shift(pA: number, pB: number, effect: number[][]): number {
  const net = new bn.BayesianNetwork()
    .addVariable("a", ["0", "1"]).addVariable("b", ["0", "1"]).addVariable("e", ["0", "1"])
    .addEdges([["a", "e"], ["b", "e"]])
    .addCpt("a", [1 - pA, pA]).addCpt("b", [1 - pB, pB])
    .addCpt("e", effect.map((row) => row.map((p) => [1 - p, p])));
  const ask = (evidence: Record<string, string>) => bn.enumerate(net, ["a"], evidence).value({ a: "1" });
  return ask({ e: "1", b: "1" }) - ask({ e: "1" });
}
const needsBoth: number[][] = [[0.5, 0.1], [0.1, 0.5]];`,
  ],
  alsoRight: [
    {
      change: /^constant: const needsBoth[^;]*; => const needsBoth[^;]*;$/,
      why: "Many tables have the property that is asked for.",
    },
  ],
  wrong: [
    {
      kind: "constant",
      code: `const shift = (pA: number, pB: number, effect: number[][]): number => 0;\nconst needsBoth: number[][] = [[0, 0], [0, 1]];`,
      says: "Here P(a | effect)",
    },
    {
      kind: "misconception",
      code: `function shift(pA: number, pB: number, effect: number[][]): number {
  const yes = pA * effect[1][1];
  return yes / (yes + (1 - pA) * effect[0][1]) - pA;
}
const needsBoth: number[][] = [[0, 0], [0, 1]];`,
      says: "the prior",
    },
    {
      code: `function shift(pA: number, pB: number, effect: number[][]): number {
  const after = (pA * effect[1][1]) / (pA * effect[1][1] + (1 - pA) * effect[0][1]);
  const withA = pA * (effect[1][0] + effect[1][1]);
  return after - withA / (withA + (1 - pA) * (effect[0][0] + effect[0][1]));
}
const needsBoth: number[][] = [[0, 0], [0, 1]];`,
      says: "not half each",
    },
    {
      code: `function shift(pA: number, pB: number, effect: number[][]): number {
  const w = (a: number, b: number) => (a ? pA : 1 - pA) * (b ? pB : 1 - pB) * effect[a][b];
  const all = w(0, 0) + w(0, 1) + w(1, 0) + w(1, 1);
  return (w(1, 0) + w(1, 1)) / all - w(1, 1) / (w(1, 1) + w(0, 1));
}
const needsBoth: number[][] = [[0, 0], [0, 1]];`,
      says: "The sign is turned",
    },
    {
      code: `function shift(pA: number, pB: number, effect: number[][]): number {
  const w = (a: number, b: number) => (a ? pA : 1 - pA) * (b ? pB : 1 - pB) * effect[a][b];
  return w(1, 1) - (w(1, 0) + w(1, 1));
}
const needsBoth: number[][] = [[0, 0], [0, 1]];`,
      says: "joint probabilities",
    },
    {
      code: `function shift(pA: number, pB: number, effect: number[][]): number {
  const w = (a: number, b: number) => (a ? pA : 1 - pA) * (b ? pB : 1 - pB) * effect[a][b];
  const all = w(0, 0) + w(0, 1) + w(1, 0) + w(1, 1);
  return w(1, 1) / (w(1, 1) + w(0, 1)) - (w(1, 0) + w(1, 1)) / all;
}
const needsBoth: number[][] = [[0.05, 0.8], [0.9, 0.99]];`,
      says: "does not make a more probable",
    },
    {
      code: `function shift(pA: number, pB: number, effect: number[][]): number {
  const w = (a: number, b: number) => (a ? pA : 1 - pA) * (b ? pB : 1 - pB) * effect[a][b];
  const all = w(0, 0) + w(0, 1) + w(1, 0) + w(1, 1);
  return w(1, 1) / (w(1, 1) + w(0, 1)) - (w(1, 0) + w(1, 1)) / all;
}
const needsBoth: number[][] = [[0, 0], [0, 1]];`,
      says: "already proves",
    },
  ],
});

type Parents = Record<string, string[]>;

/** Why a path is closed at its inner nodes; undefined for one that is open. */
function blockedAt(parents: Parents, path: readonly string[], given: readonly string[]): string | undefined {
  const above = new Set(given);
  for (const node of above) for (const parent of parents[node] ?? []) above.add(parent);
  for (let i = 1; i < path.length - 1; i++) {
    const [before, node, after] = [path[i - 1] ?? "", path[i] ?? "", path[i + 1] ?? ""];
    const collider = (parents[node] ?? []).includes(before) && (parents[node] ?? []).includes(after);
    if (collider ? !above.has(node) : given.includes(node)) return node;
  }
  return undefined;
}

/** Every way from x to y along edges in either direction that visits no node twice, shortest first. */
function pathsBetween(parents: Parents, x: string, y: string): string[][] {
  const linked = (a: string, b: string): boolean => (parents[a] ?? []).includes(b) || (parents[b] ?? []).includes(a);
  const todo = [[x]];
  const found: string[][] = [];
  for (const path of todo) {
    const last = path.at(-1) ?? "";
    if (last === y) found.push(path);
    else
      for (const next of Object.keys(parents))
        if (!path.includes(next) && linked(last, next)) todo.push([...path, next]);
  }
  return found;
}

const drawn = (parents: Parents, path: readonly string[]): string =>
  path
    .map((node, i) => (i === 0 ? node : `${(parents[node] ?? []).includes(path[i - 1] ?? "") ? "->" : "<-"} ${node}`))
    .join(" ");

export const e3 = lesson.exercise<{
  dSeparated: (parents: Parents, x: string, y: string, given: string[]) => boolean;
}>({
  id: "06.E3",
  title: { en: "d-separation from the graph alone", zh: "只看图：d-分离" },
  prompt: {
    en: "Write dSeparated(parents, x, y, given): true when the graph promises that x and y are independent once the nodes in `given` are known.",
    zh: "写出 dSeparated(parents, x, y, given)：图保证在已知 given 时 x 与 y 独立，就返回 true。",
  },
  names: ["dSeparated"],
  optional: true,
  check({ dSeparated }, c) {
    const judge = (parents: Parents, x: string, y: string, given: string[]): void => {
      const open = pathsBetween(parents, x, y).find((path) => blockedAt(parents, path, given) === undefined);
      const got = dSeparated(parents, x, y, given);
      const edges = Object.keys(parents).flatMap((child) => (parents[child] ?? []).map((one) => `${one} -> ${child}`));
      const call = `dSeparated({ ${edges.join(", ")} }, "${x}", "${y}", [${given.join(", ")}])`;
      if (got === (open === undefined)) return c.that(true, "");
      const show = { call, got, expected: open === undefined };
      if (open !== undefined) {
        const opened = open.find((node, i) => {
          const list = parents[node] ?? [];
          return i > 0 && i < open.length - 1 && list.includes(open[i - 1] ?? "") && list.includes(open[i + 1] ?? "");
        });
        const reason =
          opened === undefined
            ? { en: "no node on it is observed", zh: "路上没有一个节点被观测" }
            : given.includes(opened)
              ? { en: `the collider ${opened} is observed`, zh: `对撞点 ${opened} 被观测` }
              : { en: `a descendant of the collider ${opened} is observed`, zh: `对撞点 ${opened} 的后代被观测` };
        return c.fail(
          {
            en: `This path is open: ${drawn(parents, open)}, since ${reason.en}.`,
            zh: `这条路是通的：${drawn(parents, open)}，因为${reason.zh}。`,
          },
          show,
        );
      }
      const path = pathsBetween(parents, x, y)[0];
      const at = path ? (blockedAt(parents, path, given) ?? "") : "";
      return c.fail(
        path === undefined
          ? { en: `No path joins ${x} and ${y} at all.`, zh: `${x} 与 ${y} 之间根本没有路。` }
          : given.includes(at)
            ? {
                en: `All paths are closed, such as ${drawn(parents, path)}: ${at} is observed.`,
                zh: `所有的路都断了，例如 ${drawn(parents, path)}：${at} 被观测。`,
              }
            : {
                en: `All paths are closed, such as ${drawn(parents, path)}: ${at} is a collider, and neither it nor a descendant is observed.`,
                zh: `所有的路都断了，例如 ${drawn(parents, path)}：${at} 是对撞点，它和它的后代都没有被观测。`,
              },
        show,
      );
    };
    const letters = (count: number): string[] => c.rng.sample(["a", "b", "c", "d", "e", "f", "g", "h"], count);
    const named = (edges: readonly (readonly [number, number])[], names: readonly string[]): Parents => {
      const parents: Parents = Object.fromEntries(c.rng.shuffle(names).map((name) => [name, []]));
      for (const [from, to] of edges) parents[names[to] ?? ""]?.push(names[from] ?? "");
      return parents;
    };
    c.cases(12, (index) => {
      const names = letters(4);
      const [x, m, y, d] = names as [string, string, string, string];
      const chain = named(
        [
          [0, 1],
          [1, 2],
          [1, 3],
        ],
        names,
      );
      const fork = named(
        [
          [1, 0],
          [1, 2],
          [1, 3],
        ],
        names,
      );
      const collider = named(
        [
          [0, 1],
          [2, 1],
          [1, 3],
        ],
        names,
      );
      const [graph, given] = [
        [chain, []],
        [chain, [m]],
        [fork, []],
        [fork, [m]],
        [collider, []],
        [collider, [m]],
        [collider, [d]],
        [chain, [d]],
        [fork, [d]],
        [collider, [d, m]],
        [chain, [m, d]],
        [fork, [m, d]],
      ][index] as [Parents, string[]];
      if (c.rng.bool()) judge(graph, x, y, given);
      else judge(graph, y, x, given);
    });
    c.cases(80, () => {
      const names = letters(c.rng.int(4, 6));
      const edges = names.flatMap((_, to) =>
        names.slice(0, to).flatMap((__, from) => (c.rng.bool(0.4) ? [[from, to] as const] : [])),
      );
      const [x, y, ...rest] = c.rng.shuffle(names) as [string, string, ...string[]];
      judge(
        named(edges, names),
        x,
        y,
        rest.filter(() => c.rng.bool(0.4)),
      );
    });
  },
  why: {
    en: "One look at the graph, and no probability: that is what the picture of a Bayesian network is worth. The same test tells which measurements are worth their price.",
    zh: "不用一个概率，只看一眼图：贝叶斯网络那张图的价值就在这里。哪些检查值得做，也用同一个判断。",
  },
  hints: [
    {
      en: "Follow the recipe in the text: keep ancestors, marry parents, take the observed away, look for a way.",
      zh: "照正文的四步走：留下祖先，父母成婚，拿走已观测的，再找有没有路。",
    },
    {
      en: "keep = new Set([x, y, ...given]); for (const node of keep) for (const parent of parents[node]) keep.add(parent); A loop over a Set also visits what is added on the way.",
      zh: "keep = new Set([x, y, ...given]); for (const node of keep) for (const parent of parents[node]) keep.add(parent); 对 Set 的循环会访问途中新加的元素。",
    },
    {
      en: "Two kept nodes a, b are neighbours if one is a parent of the other, or both are parents of the same kept child.",
      zh: "两个留下的节点 a、b 相邻：一个是另一个的父节点，或者它们是同一个留下的孩子的父母。",
    },
    {
      en: "reached = new Set([x]); for (const node of reached) add every neighbour of node that is not in given. The answer is !reached.has(y).",
      zh: "reached = new Set([x]); for (const node of reached) 把 node 的、不在 given 里的邻居都加进去。答案是 !reached.has(y)。",
    },
  ],
  solution: `function dSeparated(
  parents: Record<string, string[]>,
  x: string,
  y: string,
  given: string[],
): boolean {
  const keep = new Set([x, y, ...given]);
  for (const node of keep) for (const parent of parents[node]) keep.add(parent);
  const families = [...keep].map((node) => [node, ...parents[node]]);
  const reached = new Set([x]);
  for (const node of reached) {
    for (const family of families.filter((members) => members.includes(node))) {
      for (const next of family) if (!given.includes(next)) reached.add(next);
    }
  }
  return !reached.has(y);
}`,
  alternatives: [
    `function dSeparated(parents: Record<string, string[]>, x: string, y: string, given: string[]): boolean {
  const names = Object.keys(parents);
  const descendantSeen = (node: string): boolean =>
    given.includes(node) || names.some((child) => parents[child].includes(node) && descendantSeen(child));
  const walk = (path: string[]): boolean => {
    const node = path[path.length - 1];
    if (node === y) return true;
    return names.some((next) => {
      const up = parents[node].includes(next);
      if (path.includes(next) || !(up || parents[next].includes(node))) return false;
      if (path.length > 1) {
        const before = path[path.length - 2];
        const collider = up && parents[node].includes(before);
        if (collider ? !descendantSeen(node) : given.includes(node)) return false;
      }
      return walk([...path, next]);
    });
  };
  return !walk([x]);
}`,
    `function dSeparated(parents: Record<string, string[]>, x: string, y: string, given: string[]): boolean {
  const above = new Set(given);
  for (const node of above) parents[node].forEach((parent) => above.add(parent));
  const seen = new Set<string>();
  const visit = (node: string, fromChild: boolean): boolean => {
    const key = node + fromChild;
    if (seen.has(key)) return false;
    seen.add(key);
    if (node === y) return true;
    const observed = given.includes(node);
    const goUp = fromChild ? !observed : above.has(node);
    if (goUp && parents[node].some((parent) => visit(parent, true))) return true;
    return !observed && Object.keys(parents).some((child) => parents[child].includes(node) && visit(child, false));
  };
  return !visit(x, true);
}`,
  ],
  wrong: [
    {
      kind: "constant",
      code: `const dSeparated = (parents: Record<string, string[]>, x: string, y: string, given: string[]): boolean => true;`,
      says: "no node on it is observed",
    },
    {
      kind: "misconception",
      code: `function dSeparated(parents: Record<string, string[]>, x: string, y: string, given: string[]): boolean {
  const reached = new Set([x]);
  for (const node of reached)
    for (const next of Object.keys(parents))
      if ((parents[node].includes(next) || parents[next].includes(node)) && !given.includes(next)) reached.add(next);
  return !reached.has(y);
}`,
      says: "is a collider, and neither it nor a descendant",
    },
    {
      code: `function dSeparated(parents: Record<string, string[]>, x: string, y: string, given: string[]): boolean {
  const keep = new Set([x, y, ...given]);
  for (const node of keep) for (const parent of parents[node]) keep.add(parent);
  const reached = new Set([x]);
  for (const node of reached)
    for (const next of keep)
      if ((parents[node].includes(next) || parents[next].includes(node)) && !given.includes(next)) reached.add(next);
  return !reached.has(y);
}`,
      says: /the collider . is observed/,
    },
    {
      code: `function dSeparated(parents: Record<string, string[]>, x: string, y: string, given: string[]): boolean {
  const names = Object.keys(parents);
  const reached = new Set([x]);
  for (const node of reached)
    for (const child of names) {
      const family = [child, ...parents[child]];
      if (family.includes(node)) for (const next of family) if (!given.includes(next)) reached.add(next);
    }
  return !reached.has(y);
}`,
      says: "is a collider, and neither it nor a descendant",
    },
    {
      code: `const dSeparated = (parents: Record<string, string[]>, x: string, y: string, given: string[]): boolean =>
  !parents[x].includes(y) && !parents[y].includes(x);`,
      says: "This path is open",
    },
  ],
});

interface E4 {
  weightedSample: (variables: Variable[], evidence: World, random: () => number) => { world: World; weight: number };
  slope: (sizes: number[], errors: number[]) => number;
}

const product = (factors: readonly number[]): number => factors.reduce((sofar, factor) => sofar * factor, 1);

/** How a share of n draws may stray: 6 standard errors, so that a right sampler is refused once in many million checks. */
const strays = (share: number, n: number): number => 6 * Math.sqrt((share * (1 - share)) / n);

function checkSamples(weightedSample: E4["weightedSample"], c: lesson.CheckContext, draws: number): void {
  const variables = randomVariables(c, 4);
  const [first, second] = c.rng.sample(variables, 2) as [Variable, Variable];
  const evidence: World = { [first.name]: c.rng.choice(first.states), [second.name]: c.rng.choice(second.states) };
  const open = variables.filter(({ name }) => evidence[name] === undefined);
  const random = (): number => c.rng.float();
  const call = `weightedSample(${variables.map(({ name }) => name).join(" ")}, ${printed(evidence)}, random)`;
  const counts = new Map<string, number>();
  for (let i = 0; i < draws; i++) {
    const got = weightedSample(variables, evidence, random);
    c.that(
      isRow({ world: got?.world, value: got?.weight }),
      {
        en: "It must return { world, weight }, the weight a number.",
        zh: "要返回 { world, weight }，weight 是一个数。",
      },
      { call, got },
    );
    const { world, weight } = got;
    for (const { name, states } of variables) {
      const state = world?.[name];
      c.that(
        state !== undefined && states.includes(state),
        {
          en: `The world gives ${name} the state ${String(state)}; its states are ${states.join(", ")}.`,
          zh: `世界里 ${name} 的状态是 ${String(state)}；它的状态只有 ${states.join("、")}。`,
        },
        { call, got },
      );
      c.that(
        evidence[name] === undefined || state === evidence[name],
        {
          en: `${name} was observed as ${evidence[name]}, but stands in the world as ${state}.`,
          zh: `${name} 已观测为 ${evidence[name]}，世界里却是 ${state}。`,
        },
        { call, got },
      );
    }
    const chances = new Map(variables.map((variable) => [variable.name, variable.chance(world)]));
    const [a, b] = [chances.get(first.name) ?? NaN, chances.get(second.name) ?? NaN];
    const later = variables.indexOf(first) < variables.indexOf(second) ? b : a;
    c.equal(weight, a * b, {
      call,
      tolerance: 1e-12,
      message: {
        en: `In this world P(${first.name}) is ${a.toFixed(4)} and P(${second.name}) is ${b.toFixed(4)}, each given its parents there.`,
        zh: `在这个世界里，给定各自的父节点，P(${first.name}) 是 ${a.toFixed(4)}，P(${second.name}) 是 ${b.toFixed(4)}。`,
      },
      mistakes: [
        { value: 1, says: { en: "The weight is still 1.", zh: "权重还是 1。" } },
        {
          value: later,
          says: {
            en: "Only the last observed variable counts: multiply into the weight, do not replace it.",
            zh: "只算了最后一个被观测的变量：要乘进权重，而不是替换它。",
          },
        },
        {
          value: a + b,
          says: {
            en: "The two were added. Probabilities along a world multiply.",
            zh: "两个相加了。同一个世界里概率要相乘。",
          },
        },
        {
          value: product([...chances.values()]),
          says: {
            en: "Every variable is in this product. What was drawn is paid for by being drawn; only the observed ones are weighed.",
            zh: "每个变量都乘进去了。抽出来的，抽取时已经按概率计入；只有被观测的才要加权。",
          },
        },
      ],
    });
    for (const { name } of open) {
      const key = `${name} = ${world[name]}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  // Drawn worlds, unweighted, follow the product of the CPTs of what was drawn.
  for (const target of open) {
    const expected = target.states.map(() => 0);
    for (const world of combinations(variables, evidence)) {
      const place = target.states.indexOf(world[target.name] ?? "");
      expected[place] = (expected[place] ?? 0) + product(open.map((variable) => variable.chance(world)));
    }
    target.states.forEach((state, i) => {
      const share = (counts.get(`${target.name} = ${state}`) ?? 0) / draws;
      c.that(
        Math.abs(share - (expected[i] ?? 0)) <= strays(expected[i] ?? 0, draws),
        {
          en: `${target.name} must be drawn from its CPT, given its parents in the world: ${state} should come in about ${((expected[i] ?? 0) * 100).toFixed(1)} % of the samples.`,
          zh: `${target.name} 要按它的 CPT、给定世界里的父节点来抽：${state} 应约占样本的 ${((expected[i] ?? 0) * 100).toFixed(1)} %。`,
        },
        { call, got: `${(share * 100).toFixed(1)} %`, expected: `${((expected[i] ?? 0) * 100).toFixed(1)} %` },
      );
    });
  }
}

/** An answer to E4 that is right but for what is given. */
function weighing({
  draw = `let left = random();
    for (const state of name in evidence ? [evidence[name]] : states) {
      world[name] = state;
      left -= chance(world);
      if (left < 0) break;
    }`,
  weigh = "if (name in evidence) weight *= chance(world);",
  slope = "Math.log(errors[1] / errors[0]) / Math.log(sizes[1] / sizes[0])",
}): string {
  return `function weightedSample(variables: Variable[], evidence: World, random: () => number) {
  const world: World = {};
  let weight = 1;
  for (const { name, states, chance } of variables) {
    ${draw}
    ${weigh}
  }
  return { world, weight };
}
const slope = (sizes: number[], errors: number[]): number => ${slope};`;
}

export const e4 = lesson.exercise<E4>({
  id: "06.E4",
  title: { en: "Likelihood weighting, and how its error falls", zh: "似然加权，以及误差怎样变小" },
  prompt: {
    en: "Fill the two gaps of weightedSample. Write slope(sizes, errors): by how much ln(error) rises when ln(n) rises by 1.",
    zh: "填上 weightedSample 的两个空。写出 slope(sizes, errors)：ln(n) 增加 1，ln(误差) 增加多少。",
  },
  names: ["weightedSample", "slope"],
  setup: lessonSetup,
  timeLimit: 20,
  check({ weightedSample, slope }, c) {
    c.cases(3, () => checkSamples(weightedSample, c, 1000));
    c.cases(12, () => {
      const power = hundredths(c.rng.float(-2, 1));
      const factor = c.rng.float(0.1, 5);
      const sizes = Array.from({ length: c.rng.int(3, 5) }, (_, i) => c.rng.int(2, 9) * 10 ** (i + 1));
      const errors = sizes.map((n) => factor * n ** power);
      const [n0, n1] = [sizes[0] ?? 1, sizes.at(-1) ?? 1];
      const [e0, e1] = [errors[0] ?? 1, errors.at(-1) ?? 1];
      c.equal(slope(sizes, errors), power, {
        tolerance: 1e-6,
        message: {
          en: `These errors are ${factor.toFixed(2)} times n to the power of ${power}.`,
          zh: `这些误差是 ${factor.toFixed(2)} 乘以 n 的 ${power} 次方。`,
        },
        mistakes: [
          {
            value: (e1 - e0) / (n1 - n0),
            says: {
              en: "This is the slope of the plain numbers. Take the logarithm of both first: Math.log.",
              zh: "这是原始数字的斜率。先给两边取对数：Math.log。",
            },
          },
          {
            value: Math.log(n1 / n0) / Math.log(e1 / e0),
            says: {
              en: "It is upside down: rise of ln(error) over run of ln(n).",
              zh: "写颠倒了：是 ln(误差) 的变化除以 ln(n) 的变化。",
            },
          },
        ],
      });
    });
    c.cases(1, () => {
      const variables = randomVariables(c, 4, 2);
      const [seen, target] = [variables[3] as Variable, variables[0] as Variable];
      const evidence: World = { [seen.name]: "yes" };
      const exact = shares(countWorlds(variables, target, evidence))[0] ?? 0;
      const sizes = [24, 96, 384];
      const errors = sizes.map((n) => {
        let squares = 0;
        for (let run = 0; run < 40; run++) {
          let [hits, total] = [0, 0];
          for (let i = 0; i < n; i++) {
            const { world, weight } = weightedSample(variables, evidence, () => c.rng.float());
            total += weight;
            if (world[target.name] === "yes") hits += weight;
          }
          squares += (hits / total - exact) ** 2 / 40;
        }
        return Math.sqrt(squares);
      });
      const got = slope(sizes, errors);
      c.that(
        Math.abs(got + 0.5) < 0.3,
        {
          en: "The slope of the errors that your own samples make should lie near -0.5.",
          zh: "你自己的样本产生的误差，斜率应在 -0.5 附近。",
        },
        {
          call: `slope([${sizes.join(", ")}], [${errors.map((e) => e.toFixed(4)).join(", ")}])`,
          got,
          expected: "-0.5 ± 0.3",
        },
      );
    });
  },
  why: {
    en: "Four times the samples halve the error, whatever the network's size. That is slow, and it is a law of independent samples: weighting them cleverly changes the factor before it, not the power.",
    zh: "样本多到四倍，误差减半，和网络的大小无关。这很慢，却是独立样本的一条规律：加权再巧妙，改的也只是前面的系数，不是这个次方。",
  },
  hints: [
    {
      en: "The weight is a product: multiply it by chance(world), once the observed state stands in the world.",
      zh: "权重是一个积：先把观测到的状态写进世界，再乘上 chance(world)。",
    },
    {
      en: "To draw a state, copy the loop of draw: left = random(); for each state, set it, left -= chance(world), stop when left < 0.",
      zh: "抽状态，就照 draw 里的循环：left = random()；对每个状态，先写进世界，left -= chance(world)，小于 0 就停。",
    },
    {
      en: "world[name] = state happens inside the loop; the last state that was set stays. You may replace the line of the gap by several lines.",
      zh: "world[name] = state 写在循环里，最后写进去的状态留下。空着的那一行可以换成好几行。",
    },
    {
      en: "Two points suffice for a slope: Math.log(errors[last] / errors[0]) / Math.log(sizes[last] / sizes[0]).",
      zh: "求斜率两个点就够：Math.log(errors[last] / errors[0]) / Math.log(sizes[last] / sizes[0])。",
    },
  ],
  solution: `function weightedSample(variables: Variable[], evidence: World, random: () => number) {
  const world: World = {};
  let weight = 1;
  for (const { name, states, chance } of variables) {
    if (name in evidence) {
      world[name] = evidence[name];
      weight = weight * chance(world);
    } else {
      let left = random();
      for (const state of states) {
        world[name] = state;
        left -= chance(world);
        if (left < 0) break;
      }
    }
  }
  return { world, weight };
}

function slope(sizes: number[], errors: number[]): number {
  const last = sizes.length - 1;
  return Math.log(errors[last] / errors[0]) / Math.log(sizes[last] / sizes[0]);
}`,
  alternatives: [
    `function weightedSample(variables: Variable[], evidence: World, random: () => number) {
  let world: World = {};
  const weights: number[] = [];
  for (const variable of variables) {
    const options = variable.states.map((state) => ({ ...world, [variable.name]: state }));
    if (evidence[variable.name] !== undefined) {
      world = { ...world, [variable.name]: evidence[variable.name] };
      weights.push(variable.chance(world));
      continue;
    }
    const u = random();
    let sum = 0;
    const chosen = options.find((option) => (sum += variable.chance(option)) > u);
    world = chosen ?? options[options.length - 1];
  }
  return { world, weight: weights.reduce((a, b) => a * b, 1) };
}
function slope(sizes: number[], errors: number[]): number {
  const x = sizes.map(Math.log);
  const y = errors.map(Math.log);
  const mean = (list: number[]) => list.reduce((a, b) => a + b, 0) / list.length;
  let [above, below] = [0, 0];
  x.forEach((value, i) => {
    above += (value - mean(x)) * (y[i] - mean(y));
    below += (value - mean(x)) ** 2;
  });
  return above / below;
}`,
  ],
  wrong: [
    {
      kind: "constant",
      code: `const weightedSample = (variables: Variable[], evidence: World, random: () => number) => ({ world: {} as World, weight: 1 });
const slope = (sizes: number[], errors: number[]): number => -0.5;`,
      says: "The world gives",
    },
    { kind: "misconception", code: weighing({ weigh: "" }), says: "The weight is still 1" },
    { code: weighing({ weigh: "weight *= chance(world);" }), says: "Every variable is in this product" },
    { code: weighing({ weigh: "if (name in evidence) weight = chance(world);" }), says: "do not replace it" },
    {
      code: weighing({
        draw: "world[name] = name in evidence ? evidence[name] : states[Math.floor(random() * states.length)];",
      }),
      says: "must be drawn from its CPT",
    },
    {
      code: weighing({
        slope: "(errors[errors.length - 1] - errors[0]) / (sizes[sizes.length - 1] - sizes[0])",
      }),
      says: "Take the logarithm of both first",
    },
  ],
});
