import { lesson } from "gradbook";

type Slopes = (a: number, b: number) => number[];
type Operation = "add" | "mul" | "exp" | "tanh";

const inputsOf: Record<Operation, number> = { add: 2, mul: 2, exp: 1, tanh: 1 };
const compute: Record<Operation, (a: number, b: number) => number> = {
  add: (a, b) => a + b,
  mul: (a, b) => a * b,
  exp: (a) => Math.exp(a),
  tanh: (a) => Math.tanh(a),
};
const operations = Object.keys(compute) as Operation[];

/** Two decimals: a case that a learner can type again. */
const round = (x: number): number => Math.round(100 * x) / 100;

const nudge = 1e-5;
/** The slope of `f` at `x`, measured. */
const measured = (f: (x: number) => number, x: number): number => (f(x + nudge) - f(x - nudge)) / (2 * nudge);

/** A random expression: leaves, then steps that use earlier values. */
interface Step {
  readonly op: Operation;
  readonly inputs: readonly number[];
}

function run(leaves: readonly number[], steps: readonly Step[]): number[] {
  const values = [...leaves];
  for (const { op, inputs } of steps)
    values.push(compute[op](values[inputs[0] ?? 0] ?? 0, values[inputs[1] ?? 0] ?? 0));
  return values;
}

export const e1 = lesson.exercise<{ localSlopes: Record<Operation, Slopes> }>({
  id: "03.E1",
  title: { en: "Local slopes", zh: "局部斜率" },
  prompt: {
    en: "Return, for each operation, the list of its slopes: one for each input.",
    zh: "为每种运算返回它的斜率列表：每个输入一个。",
  },
  names: ["localSlopes"],
  check({ localSlopes }, c) {
    c.cases(10, () => {
      for (const op of operations) {
        const a = round(c.rng.float(0.3, 1.6)) * c.rng.choice([-1, 1]);
        const b = round(c.rng.float(2, 3)) * c.rng.choice([-1, 1]);
        const twoInputs = inputsOf[op] === 2;
        const got = localSlopes[op](a, b);
        const slopes = [measured((x) => compute[op](x, b), a)];
        if (twoInputs) slopes.push(measured((x) => compute[op](a, x), b));
        c.equal(got, slopes, {
          tolerance: 1e-6,
          call: `localSlopes.${op}(${twoInputs ? `${a}, ${b}` : a})`,
          message: {
            en: `The slopes of ${op}, measured by nudging, are different.`,
            zh: `${op} 的斜率和“挪一挪”量出的不同。`,
          },
          mistakes: [
            ...(op === "mul"
              ? [
                  {
                    value: [a, b],
                    says: {
                      en: "The two are swapped: nudging a is multiplied by the other factor, b.",
                      zh: "两个写反了：挪动 a，乘上的是另一个因子 b。",
                    },
                  },
                ]
              : []),
            ...(op === "tanh"
              ? [
                  {
                    value: [1 - a * a],
                    says: {
                      en: "You squared the input. The slope of tanh is made from its result: t = Math.tanh(a).",
                      zh: "你平方的是输入。tanh 的斜率要用它的结果来算：t = Math.tanh(a)。",
                    },
                  },
                  {
                    value: [Math.tanh(a)],
                    says: { en: "This is the value of tanh, not its slope.", zh: "这是 tanh 的值，不是它的斜率。" },
                  },
                ]
              : []),
            ...(op === "exp"
              ? [
                  {
                    value: [a * Math.exp(a - 1)],
                    says: {
                      en: "This is the rule for a to a fixed power. In exp, a itself is the exponent.",
                      zh: "这是“a 的固定次幂”的求导规则。在 exp 里，a 自己是指数。",
                    },
                  },
                ]
              : []),
          ],
        });
      }
    });
    c.cases(10, () => {
      const leaves = c.rng.floats(3, -1, 1);
      const steps: Step[] = [];
      for (const op of c.rng.shuffle([...operations, ...c.rng.sample(operations, 2), "tanh" as const])) {
        const known = leaves.length + steps.length;
        // tanh before exp keeps the numbers small, whatever was drawn before
        if (op === "exp") steps.push({ op: "tanh", inputs: [c.rng.int(0, known - 1)] });
        const last = leaves.length + steps.length - 1;
        const first = op === "exp" ? last : c.rng.bool() ? last : c.rng.int(0, last);
        steps.push({ op, inputs: inputsOf[op] === 2 ? [first, c.rng.int(0, last)] : [first] });
      }
      const values = run(leaves, steps);
      const grads = values.map(() => 0);
      grads[grads.length - 1] = 1;
      for (let k = values.length - 1; k >= leaves.length; k--) {
        const step = steps[k - leaves.length] as Step;
        const slopes = localSlopes[step.op](values[step.inputs[0] ?? 0] ?? 0, values[step.inputs[1] ?? 0] ?? 0);
        step.inputs.forEach((input, i) => (grads[input] = (grads[input] ?? 0) + (grads[k] ?? 0) * (slopes[i] ?? NaN)));
      }
      const nudged = leaves.map((leaf, i) => measured((x) => run(leaves.with(i, x), steps).at(-1) ?? NaN, leaf));
      c.equal(grads.slice(0, leaves.length), nudged, {
        tolerance: 1e-4,
        call: steps
          .map(({ op, inputs }, i) => `v${i + leaves.length} = ${op}(${inputs.map((k) => `v${k}`).join(", ")})`)
          .join("; "),
        message: {
          en: "In a larger graph the chain of your slopes gives another result than nudging.",
          zh: "在更大的计算图里，你的斜率连乘的结果和“挪一挪”不同。",
        },
      });
    });
  },
  why: {
    en: "Four small formulas, and the gradient of any expression made of these operations is known. A library is a longer list of the same kind.",
    zh: "四个小公式，凡由这些运算组成的式子，梯度就都知道了。一个库，不过是同样的列表长一些。",
  },
  hints: [
    {
      en: "For mul: hold a still and nudge b. 3 · 4 becomes 3 · 4.01: by how much did the result move for each 0.01?",
      zh: "mul：a 不动，只挪 b。3 · 4 变成 3 · 4.01，每挪 0.01，结果动多少？",
    },
    {
      en: "For exp the slope equals the result: Math.exp(a). It is still a list, with one entry.",
      zh: "exp 的斜率等于它的结果：Math.exp(a)。别忘了返回的是列表，只有一项。",
    },
    {
      en: "For tanh compute the result first, t = Math.tanh(a), then 1 - t * t.",
      zh: "tanh：先算结果 t = Math.tanh(a)，再算 1 - t * t。",
    },
  ],
  solution: `const localSlopes = {
  add: (a: number, b: number): number[] => [1, 1],
  mul: (a: number, b: number): number[] => [b, a],
  exp: (a: number): number[] => [Math.exp(a)],
  tanh: (a: number): number[] => [1 - Math.tanh(a) * Math.tanh(a)],
};`,
  alternatives: [
    `const localSlopes = {
  add: () => [1, 1],
  mul: (a: number, b: number) => [b, a],
  exp: (a: number) => [Math.E ** a],
  tanh: (a: number) => [1 / Math.cosh(a) ** 2],
};`,
    `const step = 1e-5;
const slope = (f: (x: number) => number, x: number) => (f(x + step) - f(x - step)) / (2 * step);
const localSlopes = {
  add: (a: number, b: number) => [slope((x) => x + b, a), slope((x) => a + x, b)],
  mul: (a: number, b: number) => [slope((x) => x * b, a), slope((x) => a * x, b)],
  exp: (a: number) => [slope(Math.exp, a)],
  tanh: (a: number) => [slope(Math.tanh, a)],
};`,
  ],
  wrong: [
    {
      kind: "constant",
      code: `const localSlopes = { add: (a: number, b: number) => [1, 1], mul: (a: number, b: number) => [1, 1], exp: (a: number) => [1], tanh: (a: number) => [1] };`,
      says: "The slopes of mul, measured by nudging, are different",
    },
    {
      kind: "misconception",
      code: `const localSlopes = { add: (a: number, b: number) => [1, 1], mul: (a: number, b: number) => [b, a], exp: (a: number) => [Math.exp(a)], tanh: (a: number) => [1 - a * a] };`,
      says: "You squared the input",
    },
    {
      code: `const localSlopes = { add: (a: number, b: number) => [1, 1], mul: (a: number, b: number) => [a, b], exp: (a: number) => [Math.exp(a)], tanh: (a: number) => [1 - Math.tanh(a) ** 2] };`,
      says: "The two are swapped",
    },
    {
      code: `const localSlopes = { add: (a: number, b: number) => [1, 1], mul: (a: number, b: number) => [b, a], exp: (a: number) => [a * Math.exp(a - 1)], tanh: (a: number) => [1 - Math.tanh(a) ** 2] };`,
      says: "a itself is the exponent",
    },
  ],
});

/** A node of a computation graph as the lesson's class has it, made here anew. */
class Node {
  grad = 0;
  constructor(
    readonly name: string,
    readonly value: number,
    readonly op: string = "",
    readonly parents: Node[] = [],
    readonly slopes: number[] = [],
  ) {}

  toString(): string {
    return this.parents.length === 0
      ? this.name
      : `${this.name} = f(${this.parents.map((parent) => parent.name).join(", ")})`;
  }
}

/** Nodes from which `end` was made, each once; children before parents when read from the back. */
function reachable<T extends { readonly parents: readonly T[] }>(end: T): T[] {
  const list: T[] = [];
  const stack: { node: T; next: number }[] = [{ node: end, next: 0 }];
  const seen = new Set<T>([end]);
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    const parent = top.node.parents[top.next++];
    if (parent === undefined) {
      list.push(top.node);
      stack.pop();
    } else if (!seen.has(parent)) {
      seen.add(parent);
      stack.push({ node: parent, next: 0 });
    }
  }
  return list;
}

const valueClass = `class Value {
  value: number;
  op: string;
  parents: Value[];
  slopes: number[];
  grad = 0;
  constructor(value: number, op = "", parents: Value[] = [], slopes: number[] = []) {
    this.value = value;
    this.op = op;
    this.parents = parents;
    this.slopes = slopes;
  }
  add(other: Value) { return new Value(this.value + other.value, "+", [this, other], [1, 1]); }
  sub(other: Value) { return new Value(this.value - other.value, "-", [this, other], [1, -1]); }
  mul(other: Value) { return new Value(this.value * other.value, "*", [this, other], [other.value, this.value]); }
  exp() { return new Value(Math.exp(this.value), "exp", [this], [Math.exp(this.value)]); }
  log() { return new Value(Math.log(this.value), "log", [this], [1 / this.value]); }
  tanh() { const t = Math.tanh(this.value); return new Value(t, "tanh", [this], [1 - t * t]); }
}`;

const mendedPassOn = `function passOn(node: Value) {
  node.parents.forEach((parent, i) => {
    parent.grad += node.grad * node.slopes[i];
  });
}`;

export const e2 = lesson.exercise<{
  Value: new (value: number, op?: string) => Node;
  witness: (a: Node) => Node;
  passOn: (node: Node) => void;
}>({
  id: "03.E2",
  title: { en: "Catch the bug", zh: "捉 bug" },
  prompt: {
    en: "Give an expression of a that exposes the bug in passOn, then mend passOn.",
    zh: "写一个由 a 组成的式子让 passOn 的 bug 现形，再把 passOn 改对。",
  },
  names: ["Value", "witness", "passOn"],
  mayMutate: true,
  setup: valueClass,
  check({ Value, witness, passOn }, c) {
    c.cases(5, () => {
      const at = round(c.rng.float(0.6, 1.4));
      const input = new Value(at, "a");
      const end = witness(input);
      const call = `witness(new Value(${at}))`;
      c.that(
        Array.isArray(end?.parents),
        {
          en: "witness must return a Value: write it with a.mul(...), a.add(...) and so on.",
          zh: "witness 要返回一个 Value：用 a.mul(...)、a.add(...) 等来写。",
        },
        { call, got: end },
      );
      const nodes = reachable(end);
      c.that(
        nodes.includes(input),
        {
          en: "Your expression does not depend on a, so nothing comes back to it.",
          zh: "你的式子和 a 无关，不会有梯度回到它那里。",
        },
        { call },
      );
      const truth = measured((x) => witness(new Value(x, "a")).value, at);
      const grads = new Map<Node, number>([[end, 1]]);
      for (const node of [...nodes].reverse()) {
        node.parents.forEach((parent, i) => grads.set(parent, (grads.get(node) ?? 0) * (node.slopes[i] ?? NaN)));
      }
      const buggy = grads.get(input) ?? 0;
      c.that(
        Math.abs(buggy - truth) > 1e-3 * Math.max(1, Math.abs(truth)),
        {
          en: "On your expression the bug does not show: the wrong rule gives the right slope as well. Where does a value get two answers back?",
          zh: "在你的式子上 bug 没有现形：用错误的规则也得到了正确的斜率。什么样的值会收到两份回音？",
        },
        { call, got: buggy, expected: truth },
      );
    });
    c.cases(15, (index) => {
      const parents = ["p", "q", "r"].map((name) => new Node(name, c.rng.float(-2, 2)));
      const before = c.rng.floats(3, -2, 2).map(round);
      parents.forEach((parent, i) => (parent.grad = before[i] ?? 0));
      const order = index % 3 === 0 ? [0, 0] : index % 3 === 1 ? [0, 1] : c.rng.shuffle([0, 1, 2, 1]);
      const slopes = order.map(() => round(c.rng.float(0.5, 3)) * c.rng.choice([-1, 1]));
      const node = new Node(
        "n",
        c.rng.float(-2, 2),
        "?",
        order.map((i) => parents[i] as Node),
        slopes,
      );
      node.grad = round(c.rng.float(0.5, 2));
      const grad = node.grad;
      passOn(node);
      const expected = before.map(
        (start, i) => start + slopes.reduce((sum, slope, k) => sum + (order[k] === i ? slope * grad : 0), 0),
      );
      const overwritten = before.map((start, i) =>
        order.includes(i) ? (slopes[order.lastIndexOf(i)] ?? 0) * grad : start,
      );
      const unscaled = before.map((start, i) => start + grad * order.filter((k) => k === i).length);
      c.equal(
        parents.map((parent) => parent.grad),
        expected,
        {
          call: `passOn(n), n = f(${order.map((i) => parents[i]?.name).join(", ")})`,
          message: {
            en: `The gradients of p, q, r after passOn. Before it they were ${before.join(", ")}.`,
            zh: `passOn 之后 p、q、r 的梯度。之前是 ${before.join("、")}。`,
          },
          mistakes: [
            {
              value: overwritten,
              says: {
                en: "passOn overwrites what has already come back to a parent. It must be added.",
                zh: "passOn 把已经回到父节点的梯度覆盖掉了，应该相加。",
              },
            },
            {
              value: unscaled,
              says: {
                en: "The local slope is missing: what is passed on is grad times slope.",
                zh: "漏了局部斜率：传下去的是 grad 乘以斜率。",
              },
            },
          ],
        },
      );
      c.equal(node.grad, grad, {
        message: { en: "passOn must not change the node's own gradient.", zh: "passOn 不应改动节点自己的梯度。" },
      });
    });
  },
  why: {
    en: "Every weight that is used for more than one example, and every neuron that feeds more than one other, fans out. With = instead of += a network trains a little, badly, and says nothing.",
    zh: "凡是用于多个样本的权重、通向多个神经元的神经元，都有扇出。把 += 写成 =，网络照样能训练一点点，只是训练不好，而且不报错。",
  },
  hints: [
    { en: "In which of these is a used twice: a.exp(), a.add(a)?", zh: "a.exp() 和 a.add(a)，哪一个里 a 用了两次？" },
    {
      en: "witness = (a) => a.add(a) has slope 2. What does the wrong rule leave in a.grad?",
      zh: "witness = (a) => a.add(a) 的斜率是 2。错误的规则会在 a.grad 里留下几？",
    },
    {
      en: "In passOn the sign = throws away what another path has brought. Use +=.",
      zh: "passOn 里的 = 丢掉了另一条路带回来的量。改用 +=。",
    },
  ],
  solution: `const witness = (a: Value): Value => a.mul(a);\n\n${mendedPassOn}`,
  alternatives: [
    `function witness(a: Value): Value {
  const b = a.exp();
  return b.add(b.tanh());
}
function passOn(node: Value) {
  for (let i = 0; i < node.parents.length; i++) node.parents[i].grad = node.parents[i].grad + node.slopes[i] * node.grad;
}`,
    `const witness = (a: Value): Value => a.sub(a);\n\n${mendedPassOn}`,
  ],
  wrong: [
    {
      kind: "constant",
      code: `const witness = (a: Value): Value => new Value(7);\n${mendedPassOn}`,
      says: "does not depend on a",
    },
    {
      kind: "misconception",
      code: `const witness = (a: Value): Value => a.mul(a);
function passOn(node: Value) { node.parents.forEach((parent, i) => { parent.grad = node.grad * node.slopes[i]; }); }`,
      says: "overwrites what has already come back",
    },
    { code: `const witness = (a: Value): Value => a.exp().tanh();\n${mendedPassOn}`, says: "the bug does not show" },
    {
      code: `const witness = (a: Value): Value => a.mul(a);
function passOn(node: Value) { node.parents.forEach((parent) => { parent.grad += node.grad; }); }`,
      says: "The local slope is missing",
    },
  ],
});

const nodeName = (index: number): string =>
  String.fromCharCode(97 + (index % 26)) + (index < 26 ? "" : String(Math.floor(index / 26)));

export const e3 = lesson.exercise<{ order: (end: Node) => Node[] }>({
  id: "03.E3",
  title: { en: "Topological order", zh: "拓扑序" },
  prompt: {
    en: "Write order(end): all nodes from which end was computed, and end, each once, parents first.",
    zh: "写出 order(end)：算出 end 所经过的全部节点和 end 自己，各一次，父节点在前。",
  },
  names: ["order"],
  mayMutate: true,
  setup: valueClass,
  check({ order }, c) {
    const judge = (end: Node, all: readonly Node[]): void => {
      const got = order(end);
      const call = `order(${end.name}); ${all.map(String).join("; ").slice(0, 300)}`;
      const names = Array.isArray(got) ? got.map((node) => node?.name).join(" ") : got;
      const show = { call, got: typeof names === "string" ? names.slice(0, 200) : names };
      c.that(
        Array.isArray(got) && got.every((node) => all.includes(node)),
        { en: "It must return a list of the nodes themselves.", zh: "要返回一个列表，里面就是那些节点本身。" },
        show,
      );
      const place = new Map<Node, number>();
      got.forEach((node, i) => {
        c.that(
          !place.has(node),
          {
            en: `The node ${node.name} stands twice in the list. Remember whom you have visited.`,
            zh: `节点 ${node.name} 在列表里出现了两次。谁已访问过，要记住。`,
          },
          show,
        );
        place.set(node, i);
      });
      const missing = all.find((node) => !place.has(node));
      c.that(
        missing === undefined,
        {
          en: `The node ${missing?.name ?? ""} is missing from the list.`,
          zh: `列表里缺少节点 ${missing?.name ?? ""}。`,
        },
        show,
      );
      const at = (node: Node): number => place.get(node) ?? -1;
      const pairs = all.flatMap((node) => node.parents.map((parent) => [parent, node] as const));
      const late = pairs.find(([parent, node]) => at(parent) > at(node));
      if (late === undefined) return;
      const turned = pairs.every(([parent, node]) => at(parent) > at(node));
      c.fail(
        turned
          ? {
              en: "The order is right, but reversed: parents must stand before what was made from them.",
              zh: "次序对，但方向反了：父节点要排在由它算出的节点之前。",
            }
          : {
              en: `${late[1].name} stands before its parent ${late[0].name}. A node may come only when all its parents are in the list.`,
              zh: `${late[1].name} 排在了它的父节点 ${late[0].name} 之前。父节点全都进了列表，才轮到它。`,
            },
        show,
      );
    };
    c.cases(20, () => {
      const names = c.rng.shuffle(Array.from({ length: 26 }, (_, i) => nodeName(i)));
      const make = (i: number, parents: Node[]): Node =>
        new Node(
          names[i] ?? "?",
          c.rng.float(-1, 1),
          "?",
          parents,
          parents.map(() => 1),
        );
      // a long way and a short way from the same input, then a few random steps on top
      const nodes = [make(0, [])];
      const long = c.rng.int(2, 4);
      for (let i = 1; i <= long; i++) nodes.push(make(i, [nodes[i - 1] as Node]));
      nodes.push(make(nodes.length, c.rng.shuffle([nodes[0] as Node, nodes[long] as Node])));
      const steps = c.rng.int(0, 5);
      for (let i = 0; i < steps; i++) {
        const last = nodes.at(-1) as Node;
        if (c.rng.bool(0.3)) nodes.splice(-1, 0, make(nodes.length, []));
        nodes.push(make(nodes.length, c.rng.shuffle([last, c.rng.choice(nodes)])));
      }
      const end = nodes.at(-1) as Node;
      judge(end, reachable(end));
    });
    c.cases(2, (index) => {
      let end = new Node("a", 1);
      for (let i = 1; i <= (index === 0 ? 16 : 300); i++)
        end = new Node(nodeName(i), 1, "+", index === 0 ? [end, end] : [end], index === 0 ? [1, 1] : [1]);
      judge(end, reachable(end));
    });
    c.cases(1, () => {
      const only = new Node("a", c.rng.float());
      judge(only, [only]);
    });
  },
  why: {
    en: "With this order each node passes its gradient on once, when it is complete. It turns a walk over two million paths into 21 steps.",
    zh: "有了这个次序，每个节点等到梯度完整时才往下传，而且只传一次：两百万条路变成 21 步。",
  },
  hints: [
    {
      en: "Write a helper visit(node). Whom must it visit before it may add the node to the list?",
      zh: "写一个辅助函数 visit(node)。把节点放进列表之前，它必须先访问谁？",
    },
    {
      en: "visit(node): for each parent visit(parent); then list.push(node).",
      zh: "visit(node)：先对每个父节点 visit(parent)，再 list.push(node)。",
    },
    {
      en: "A node can be reached by two ways. Keep a Set of the nodes seen, and return at once when the node is in it.",
      zh: "同一个节点可能从两条路到达。用一个 Set 记下见过的节点，见过就立刻返回。",
    },
    {
      en: "function visit(node) { if (seen.has(node)) return; seen.add(node); node.parents.forEach(visit); list.push(node); }",
      zh: "function visit(node) { if (seen.has(node)) return; seen.add(node); node.parents.forEach(visit); list.push(node); }",
    },
  ],
  solution: `function order(end: Value): Value[] {
  const list: Value[] = [];
  const seen = new Set<Value>();
  function visit(node: Value) {
    if (seen.has(node)) return;
    seen.add(node);
    for (const parent of node.parents) visit(parent);
    list.push(node);
  }
  visit(end);
  return list;
}`,
  alternatives: [
    `function order(end: Value): Value[] {
  const all = new Set<Value>([end]);
  for (const node of all) for (const parent of node.parents) all.add(parent);
  const list: Value[] = [];
  while (list.length < all.size) {
    for (const node of all) if (!list.includes(node) && node.parents.every((parent) => list.includes(parent))) list.push(node);
  }
  return list;
}`,
  ],
  wrong: [
    { kind: "constant", code: `const order = (end: Value): Value[] => [end];`, says: "is missing from the list" },
    {
      kind: "misconception",
      code: `function order(end: Value): Value[] {
  const list = [end];
  for (let i = 0; i < list.length; i++) for (const parent of list[i].parents) if (!list.includes(parent)) list.push(parent);
  return list.reverse();
}`,
      says: "stands before its parent",
    },
    {
      code: `function order(end: Value): Value[] {
  const list: Value[] = [];
  const visit = (node: Value) => { node.parents.forEach(visit); list.push(node); };
  visit(end);
  return list;
}`,
      says: "stands twice",
    },
    {
      code: `function order(end: Value): Value[] {
  const list: Value[] = [];
  const seen = new Set<Value>();
  const visit = (node: Value) => { if (seen.has(node)) return; seen.add(node); node.parents.forEach(visit); list.push(node); };
  visit(end);
  return list.reverse();
}`,
      says: "reversed",
    },
  ],
});

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

export const e4 = lesson.exercise<{ sumToShape: (gradient: number[][], rows: number, columns: number) => number[][] }>({
  id: "03.E4",
  title: { en: "The gradient of something broadcast", zh: "广播之后的梯度" },
  prompt: {
    en: "Bring a gradient from the stretched shape back to the shape [rows, columns].",
    zh: "把梯度从撑大后的形状变回 [rows, columns]。",
  },
  names: ["sumToShape"],
  optional: true,
  check({ sumToShape }, c) {
    c.cases(24, (index) => {
      const [height, width] = [c.rng.int(2, 4), c.rng.int(2, 4)];
      const [rows, columns] = [index % 2 === 0 ? 1 : height, index % 4 < 2 ? width : 1];
      const gradient = c.rng.array(height, () => c.rng.floats(width, -3, 3).map(round));
      // The oracle stretches and nudges: how does the sum of gradient * stretched react to one entry of the small table?
      const weighed = (small: readonly (readonly number[])[]): number =>
        sum(
          gradient.map((row, i) =>
            sum(row.map((g, j) => g * (small[rows === 1 ? 0 : i]?.[columns === 1 ? 0 : j] ?? NaN))),
          ),
        );
      const nudged = (r: number, k: number): number =>
        weighed(
          Array.from({ length: rows }, (_, i) =>
            Array.from({ length: columns }, (__, j) => (i === r && j === k ? 1 : 0)),
          ),
        );
      const expected = Array.from({ length: rows }, (_, r) => Array.from({ length: columns }, (__, k) => nudged(r, k)));
      const copies = (height / rows) * (width / columns);
      const last = expected.map((row, r) =>
        row.map((_, k) => gradient[rows === 1 ? height - 1 : r]?.[columns === 1 ? width - 1 : k] ?? NaN),
      );
      c.equal(sumToShape(gradient, rows, columns), expected, {
        mistakes: [
          {
            value: expected.map((row) => row.map((value) => value / copies)),
            says: {
              en: "This is the mean over the copies. Each copy adds its share in full: take the sum.",
              zh: "这是各份拷贝的平均。每份拷贝的那一份都要足额相加：求和。",
            },
          },
          {
            value: last,
            says: {
              en: "Only the last copy has arrived: += was meant, not =.",
              zh: "只有最后一份拷贝的梯度到了：该用 +=，不是 =。",
            },
          },
          { value: gradient, says: { en: "The gradient still has the large shape.", zh: "梯度还是大表的形状。" } },
        ],
      });
    });
  },
  why: {
    en: "Each bias of each layer gets its gradient like this. A library does it for every shape, by the same rule: what was repeated is summed.",
    zh: "每一层的每个偏置，梯度都是这样得来的。库对各种形状都这么做，规则只有一条：重复过的，就求和。",
  },
  hints: [
    { en: "Make a table of zeros of shape [rows, columns] first.", zh: "先做一张形状为 [rows, columns] 的全零表。" },
    {
      en: "Walk over every entry gradient[i][j] and ask: to which entry of the small table does it belong?",
      zh: "逐个走过 gradient[i][j]，问：它属于小表的哪一格？",
    },
    {
      en: "Its row is 0 when rows is 1, else i; its column is 0 when columns is 1, else j. Add it there.",
      zh: "rows 为 1 时行号是 0，否则是 i；columns 为 1 时列号是 0，否则是 j。加到那一格上。",
    },
  ],
  solution: `function sumToShape(gradient: number[][], rows: number, columns: number): number[][] {
  const small: number[][] = [];
  for (let i = 0; i < rows; i++) small.push(new Array(columns).fill(0));
  gradient.forEach((row, i) => {
    row.forEach((g, j) => {
      small[rows === 1 ? 0 : i][columns === 1 ? 0 : j] += g;
    });
  });
  return small;
}`,
  alternatives: [
    `function sumToShape(gradient: number[][], rows: number, columns: number): number[][] {
  let result = gradient;
  if (rows === 1) result = [result.reduce((total, row) => total.map((value, j) => value + row[j]))];
  if (columns === 1) result = result.map((row) => [row.reduce((total, value) => total + value, 0)]);
  return result;
}`,
  ],
  wrong: [
    {
      kind: "constant",
      code: `const sumToShape = (gradient: number[][], rows: number, columns: number): number[][] => new Array(rows).fill(0).map(() => new Array(columns).fill(0));`,
      says: "is expected",
    },
    {
      kind: "misconception",
      code: `function sumToShape(gradient: number[][], rows: number, columns: number): number[][] {
  const small: number[][] = new Array(rows).fill(0).map(() => new Array(columns).fill(0));
  gradient.forEach((row, i) => row.forEach((g, j) => (small[rows === 1 ? 0 : i][columns === 1 ? 0 : j] = g)));
  return small;
}`,
      says: "Only the last copy",
    },
    {
      code: `function sumToShape(gradient: number[][], rows: number, columns: number): number[][] {
  const small: number[][] = new Array(rows).fill(0).map(() => new Array(columns).fill(0));
  const copies = (gradient.length / rows) * (gradient[0].length / columns);
  gradient.forEach((row, i) => row.forEach((g, j) => (small[rows === 1 ? 0 : i][columns === 1 ? 0 : j] += g / copies)));
  return small;
}`,
      says: "mean over the copies",
    },
    {
      code: `const sumToShape = (gradient: number[][], rows: number, columns: number): number[][] => [gradient[0].map((_, j) => gradient.reduce((total, row) => total + row[j], 0))];`,
      says: "entries, where",
    },
  ],
});
