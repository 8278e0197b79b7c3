import { lesson } from "gradbook";
import type { data } from "gradbook";

/** Days by a rule of two days' memory: `stays[today + yesterday]` is the chance that tomorrow is as today. */
function daysOf(rng: data.Random, states: readonly string[], length: number, chance: (before: number[]) => number[]) {
  const days = [0, 0];
  while (days.length < length + 2) {
    const chances = chance(days.slice(-2));
    let draw = rng.float();
    let next = 0;
    while (next < states.length - 1 && draw >= (chances[next] ?? 1)) draw -= chances[next++] ?? 0;
    days.push(next);
  }
  return days.slice(2).map((day) => states[day] ?? "");
}

const distribution = (rng: data.Random, n: number): number[] => {
  const sizes = rng.floats(n, 0.1, 1);
  const all = sizes.reduce((a, b) => a + b, 0);
  return sizes.map((size) => size / all);
};

/** Entropy in nats of what `keyOf` makes of each place from the third on. */
function entropy(days: readonly string[], keyOf: (i: number) => string, log: (x: number) => number = Math.log): number {
  const counts: Record<string, number> = {};
  for (let i = 2; i < days.length; i++) counts[keyOf(i)] = (counts[keyOf(i)] ?? 0) + 1;
  const all = days.length - 2;
  return -Object.values(counts).reduce((sum, n) => sum + (n / all) * log(n / all), 0);
}

/** I(today; two days before | yesterday) = H(yesterday, today) + H(before, yesterday) - H(yesterday) - H(all three). */
function gain(days: readonly string[], log: (x: number) => number = Math.log): number {
  const of = (...back: number[]): number => entropy(days, (i) => back.map((b) => days[i - b]).join("|"), log);
  return of(1, 0) + of(2, 1) - of(1) - of(2, 1, 0);
}

const shareAfter = `function shareAfter(days: string[], before: string[], next: string): number {
  let all = 0;
  let hits = 0;
  for (let i = before.length; i < days.length; i++) {
    if (before.some((day, k) => days[i - before.length + k] !== day)) continue;
    all++;
    if (days[i] === next) hits++;
  }
  return hits / all;
}`;

export const e1 = lesson.exercise<{ memoryGain: (days: string[]) => number }>({
  id: "08.E1",
  title: { en: "Does the past count, given yesterday?", zh: "知道了昨天，前天还有用吗" },
  prompt: {
    en: "memoryGain(days): the mean, over all days from the third on, of ln of P(today | the day before yesterday, yesterday) divided by P(today | yesterday); both are shares counted in `days`.",
    zh: "memoryGain(days)：从第三天起，对每一天求 P(今天 | 前天, 昨天) 除以 P(今天 | 昨天) 的自然对数，再取平均；两个概率都是在 `days` 里数出来的比例。",
  },
  names: ["memoryGain"],
  setup: shareAfter,
  timeLimit: 30,
  check({ memoryGain }, c) {
    c.cases(6, (index) => {
      const states = index % 2 === 0 ? ["sun", "rain"] : ["sun", "cloud", "rain"];
      const rows = c.rng.array(9, () => distribution(c.rng, states.length));
      const forgets = index % 3 === 1;
      const length = index === 0 ? 400 : c.rng.int(900, 1200);
      const days =
        index === 0
          ? Array.from({ length }, (_, i) => states[i % 4 < 2 ? 0 : 1] ?? "")
          : daysOf(c.rng, states, length, ([a = 0, b = 0]) => {
              if (forgets) return rows[b] ?? [];
              // What follows repeats the day before yesterday more often than chance would.
              return states.map((_, s) => 0.6 * Number(s === (a + index) % states.length) + 0.4 * (rows[b]?.[s] ?? 0));
            });
      const told =
        index === 0
          ? "memoryGain(sun, sun, rain, rain, sun, sun, rain, rain ...)"
          : `memoryGain(${days.slice(0, 5).join(", ")} ... ${days.length} days)`;
      const expected = gain(days);
      const yesterday = entropy(days, (i) => days[i] ?? "") + entropy(days, (i) => days[i - 1] ?? "");
      c.equal(memoryGain(days), expected, {
        // One day more or less at the ends of the list is no mistake.
        tolerance: 0.004,
        call: told,
        mistakes: [
          {
            value: yesterday - entropy(days, (i) => `${days[i]}|${days[i - 1]}`),
            says: {
              en: "That is what yesterday tells about today. Asked is what the day before yesterday adds to it.",
              zh: "这是昨天对今天说明了多少。问的是：在此之上，前天又添了多少。",
            },
          },
          {
            value: gain(days, Math.log2),
            says: {
              en: "That is in bits, by log2; the natural logarithm is asked for.",
              zh: "这是用 log2 算的，单位是比特；这里要的是自然对数。",
            },
          },
          {
            value: expected * (days.length - 2),
            says: { en: "That is the sum over all days; the mean is asked for.", zh: "这是所有天的总和；要的是平均。" },
          },
        ],
      });
    });
  },
  why: {
    en: "Zero means that, given yesterday, the day before adds nothing: the Markov assumption. Times twice the number of days this is the G of `bn.testMarkovOrder`.",
    zh: "等于零，就是说知道了昨天，前天什么也不添：这正是马尔可夫假设。再乘上天数的两倍，就是 `bn.testMarkovOrder` 里的 G。",
  },
  hints: [
    {
      en: "shareAfter(days, [a, b], today) and shareAfter(days, [b], today) are the two probabilities.",
      zh: "shareAfter(days, [a, b], today) 和 shareAfter(days, [b], today) 就是那两个概率。",
    },
    {
      en: "A loop from i = 2: a = days[i - 2], b = days[i - 1], today = days[i]. Add Math.log of the quotient to a sum.",
      zh: "从 i = 2 开始循环：a = days[i - 2]，b = days[i - 1]，today = days[i]。把商的 Math.log 加进总和。",
    },
    {
      en: "Return the sum divided by days.length - 2, the number of days that have two days before them.",
      zh: "返回总和除以 days.length - 2，也就是前面有两天的那些天的天数。",
    },
  ],
  solution: `function memoryGain(days: string[]): number {
  let sum = 0;
  for (let i = 2; i < days.length; i++) {
    const two = shareAfter(days, [days[i - 2], days[i - 1]], days[i]);
    const one = shareAfter(days, [days[i - 1]], days[i]);
    sum += Math.log(two / one);
  }
  return sum / (days.length - 2);
}`,
  alternatives: [
    `function memoryGain(days: string[]): number {
  const counts = new Map<string, number>();
  const count = (key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);
  for (let i = 2; i < days.length; i++) {
    const [a, b, c] = [days[i - 2], days[i - 1], days[i]];
    for (const key of [\`\${a} \${b} \${c}\`, \`\${a} \${b} *\`, \`* \${b} \${c}\`, \`* \${b} *\`]) count(key);
  }
  let sum = 0;
  for (const [key, n] of counts) {
    const [a, b, c] = key.split(" ");
    if (a === "*" || c === "*") continue;
    const quotient = (n * counts.get(\`* \${b} *\`)!) / (counts.get(\`\${a} \${b} *\`)! * counts.get(\`* \${b} \${c}\`)!);
    sum += n * Math.log(quotient);
  }
  return sum / (days.length - 2);
}`,
  ],
  alsoRight: [
    {
      change: /days\.length|i = 2|i < |- 2\)|i\+\+/,
      why: "a day more or less at the ends of the list moves the mean by less than the check can tell",
    },
  ],
  wrong: [
    { kind: "constant", code: `const memoryGain = (days: string[]): number => 0;`, says: /expected/ },
    {
      kind: "misconception",
      code: `function memoryGain(days: string[]): number {
  let sum = 0;
  for (let i = 2; i < days.length; i++) {
    sum += Math.log(shareAfter(days, [days[i - 1]], days[i]) / shareAfter(days, [], days[i]));
  }
  return sum / (days.length - 2);
}`,
      says: "what the day before yesterday adds",
    },
    {
      code: `function memoryGain(days: string[]): number {
  let sum = 0;
  for (let i = 2; i < days.length; i++) {
    sum += Math.log2(shareAfter(days, [days[i - 2], days[i - 1]], days[i]) / shareAfter(days, [days[i - 1]], days[i]));
  }
  return sum / (days.length - 2);
}`,
      says: "in bits",
    },
    {
      code: `function memoryGain(days: string[]): number {
  let sum = 0;
  for (let i = 2; i < days.length; i++) {
    sum += Math.log(shareAfter(days, [days[i - 1]], days[i]) / shareAfter(days, [days[i - 2], days[i - 1]], days[i]));
  }
  return sum / (days.length - 2);
}`,
      says: "sign",
    },
    {
      code: `function memoryGain(days: string[]): number {
  let sum = 0;
  for (let i = 2; i < days.length; i++) {
    sum += Math.log(shareAfter(days, [days[i - 2], days[i - 1]], days[i]) / shareAfter(days, [days[i - 1]], days[i]));
  }
  return sum;
}`,
      says: "the mean is asked for",
    },
  ],
});

interface Example {
  words: Set<string>;
  spam: number;
}
type Judge = (mail: Example) => boolean;
type Learner = (mails: Example[]) => Judge;

/** A mail that can be told from all others by one of its words. */
const marked = (rng: data.Random, name: string): Example => ({ words: new Set([name, "the"]), spam: rng.int(0, 1) });
const nameOf = (mail: Example): string => [...mail.words].find((word) => /^(pool|held)\d/.test(word)) ?? "";

export const e2 = lesson.exercise<{
  learningCurve: (learn: Learner, pool: Example[], held: Example[], sizes: number[], draws: number) => number[];
}>({
  id: "08.E2",
  title: { en: "A learning curve", zh: "学习曲线" },
  prompt: {
    en: "learningCurve(learn, pool, held, sizes, draws): for each size, `draws` times: learn from that many random mails of `pool`, take the share of `held` that is judged wrongly. Return the mean for each size.",
    zh: "learningCurve(learn, pool, held, sizes, draws)：对每个规模重复 `draws` 次：从 `pool` 随机取这么多封邮件来学，算出 `held` 中判错的比例。返回每个规模的平均值。",
  },
  names: ["learningCurve"],
  setup: `const rng = new data.Random(1);
interface Example { words: Set<string>; spam: number }
type Learner = (mails: Example[]) => (mail: Example) => boolean;`,
  check({ learningCurve }, c) {
    c.cases(25, () => {
      const pool = c.rng.array(c.rng.int(30, 60), (i) => marked(c.rng, `pool${i}`));
      const held = c.rng.array(c.rng.int(7, 15), (i) => marked(c.rng, `held${i}`));
      const sizes = c.rng.sample([3, 5, 8, 12, 20], c.rng.int(1, 3));
      const draws = c.rng.int(2, 4);
      const calls: { names: string[]; wrong: number; judged: Set<string> }[] = [];
      // Each learner errs on mails that were drawn for it, so that the check knows each share of errors.
      const learn: Learner = (mails) => {
        const errs = new Set(c.rng.sample(held, c.rng.int(0, held.length)).map(nameOf));
        const judged = new Set<string>();
        calls.push({ names: Array.from(mails, nameOf), wrong: errs.size / held.length, judged });
        return (mail) => {
          judged.add(nameOf(mail));
          return (mail.spam === 1) !== errs.has(nameOf(mail));
        };
      };
      const call = `learningCurve(learn, ${pool.length} mails, ${held.length} mails, [${sizes.join(", ")}], ${draws})`;
      const got = learningCurve(learn, pool, held, sizes, draws);
      c.that(
        calls.length === sizes.length * draws,
        {
          en: `learn was called ${calls.length} times: ${sizes.length} sizes, ${draws} draws each, make ${sizes.length * draws}.`,
          zh: `learn 被调用了 ${calls.length} 次：${sizes.length} 个规模，每个 ${draws} 次，应是 ${sizes.length * draws} 次。`,
        },
        { call, got: calls.length, expected: sizes.length * draws },
      );
      checkCalls(calls, sizes, draws, c, call);
      const means = sizes.map((size) => {
        const mine = calls.filter(({ names }) => names.length === size);
        return mine.reduce((sum, { wrong }) => sum + wrong, 0) / mine.length;
      });
      c.equal(got, means, {
        tolerance: 1e-9,
        call,
        mistakes: [
          {
            value: means.map((mean) => 1 - mean),
            says: {
              en: "That is the share judged rightly; asked is the share judged wrongly.",
              zh: "这是判对的比例；要的是判错的比例。",
            },
          },
          {
            value: means.map((mean) => mean * draws),
            says: { en: "That is the sum over the draws; divide by their number.", zh: "这是各次的总和；要除以次数。" },
          },
          {
            value: means.map((mean) => mean * held.length),
            says: {
              en: "That is a number of mails; divide by how many there are to have a share.",
              zh: "这是邮件的封数；除以总封数才是比例。",
            },
          },
        ],
      });
    });
  },
  why: {
    en: "A learning curve tells what to do next: if it still falls, get more mails; if it is flat, get another model.",
    zh: "学习曲线告诉你下一步做什么：还在降，就多找些邮件；已经平了，就换个模型。",
  },
  hints: [
    {
      en: "rng.sample(pool, size) draws that many different mails; each call draws anew.",
      zh: "rng.sample(pool, size) 随机取出这么多封不同的邮件；每次调用都重新抽。",
    },
    {
      en: "Two loops: over sizes, and inside over the draws. Inside: const judge = learn(rng.sample(pool, size));",
      zh: "两层循环：外层是规模，内层是次数。里面：const judge = learn(rng.sample(pool, size));",
    },
    {
      en: "A mail is judged wrongly if judge(mail) !== (mail.spam === 1). Count such mails of held, divide by held.length, add up, divide by draws.",
      zh: "若 judge(mail) !== (mail.spam === 1)，就判错了。数 held 里这样的邮件，除以 held.length，累加，再除以 draws。",
    },
  ],
  solution: `function learningCurve(learn: Learner, pool: Example[], held: Example[], sizes: number[], draws: number): number[] {
  return sizes.map((size) => {
    let sum = 0;
    for (let draw = 0; draw < draws; draw++) {
      const judge = learn(rng.sample(pool, size));
      const wrong = held.filter((mail) => judge(mail) !== (mail.spam === 1));
      sum += wrong.length / held.length;
    }
    return sum / draws;
  });
}`,
  alternatives: [
    `function learningCurve(learn: Learner, pool: Example[], held: Example[], sizes: number[], draws: number): number[] {
  const curve: number[] = [];
  for (const size of sizes) {
    let errors = 0;
    for (let k = 0; k < draws; k++) {
      const mails = [...pool];
      for (let i = mails.length - 1; i > 0; i--) {
        const j = Math.floor(Math.random() * (i + 1));
        [mails[i], mails[j]] = [mails[j], mails[i]];
      }
      const judge = learn(mails.slice(0, size));
      for (const mail of held) if (Number(judge(mail)) !== mail.spam) errors++;
    }
    curve.push(errors / (draws * held.length));
  }
  return curve;
}`,
  ],
  wrong: [
    {
      kind: "constant",
      code: `const learningCurve = (learn: Learner, pool: Example[], held: Example[], sizes: number[], draws: number): number[] => sizes.map(() => 0.1);`,
      says: "learn was called 0 times",
    },
    {
      kind: "misconception",
      code: `function learningCurve(learn: Learner, pool: Example[], held: Example[], sizes: number[], draws: number): number[] {
  return sizes.map((size) => {
    let sum = 0;
    for (let draw = 0; draw < draws; draw++) {
      const part = rng.sample(pool, size);
      const judge = learn(part);
      sum += part.filter((mail) => judge(mail) !== (mail.spam === 1)).length / part.length;
    }
    return sum / draws;
  });
}`,
      says: "mails that it has learned from",
    },
    {
      code: `function learningCurve(learn: Learner, pool: Example[], held: Example[], sizes: number[], draws: number): number[] {
  return sizes.map((size) => {
    let sum = 0;
    for (let draw = 0; draw < draws; draw++) {
      const judge = learn(pool.slice(0, size));
      sum += held.filter((mail) => judge(mail) !== (mail.spam === 1)).length / held.length;
    }
    return sum / draws;
  });
}`,
      says: "the same mails each time",
    },
    {
      code: `function learningCurve(learn: Learner, pool: Example[], held: Example[], sizes: number[], draws: number): number[] {
  return sizes.map((size) => {
    let sum = 0;
    for (let draw = 0; draw < draws; draw++) {
      const judge = learn(rng.sample(pool, size));
      sum += held.filter((mail) => judge(mail) === (mail.spam === 1)).length / held.length;
    }
    return sum / draws;
  });
}`,
      says: "the share judged rightly",
    },
    {
      code: `function learningCurve(learn: Learner, pool: Example[], held: Example[], sizes: number[], draws: number): number[] {
  return sizes.map((size) => {
    let sum = 0;
    for (let draw = 0; draw < draws; draw++) {
      const judge = learn(rng.sample([...pool, ...held], size));
      sum += held.filter((mail) => judge(mail) !== (mail.spam === 1)).length / held.length;
    }
    return sum / draws;
  });
}`,
      says: "mails of held",
    },
  ],
});

/** What was learned from: as many mails as asked, of the pool, different ones, drawn anew; judged are all others and only them. */
function checkCalls(
  calls: readonly { names: string[]; judged: Set<string> }[],
  sizes: readonly number[],
  draws: number,
  c: Parameters<typeof e1.check>[1],
  call: string,
): void {
  for (const size of sizes) {
    const mine = calls.filter(({ names }) => names.length === size);
    c.that(
      mine.length === draws,
      {
        en: `It was learned ${mine.length} times from ${size} mails; ${draws} times were asked for.`,
        zh: `用 ${size} 封邮件学了 ${mine.length} 次；要求 ${draws} 次。`,
      },
      { call, got: mine.length, expected: draws },
    );
  }
  for (const { names, judged } of calls) {
    c.that(
      names.every((name) => name.startsWith("pool")),
      {
        en: "It was learned from mails of held: these must stay unseen until they are judged.",
        zh: "学习用到了 held 里的邮件：它们在判断之前必须没见过。",
      },
      { call },
    );
    c.that(
      new Set(names).size === names.length,
      { en: "A mail was taken twice; take different ones.", zh: "同一封邮件取了两次；要取不同的。" },
      { call },
    );
    c.that(
      [...judged].every((name) => name.startsWith("held")),
      {
        en: "It was judged on mails that it has learned from, or might have: only those of held tell what it can do.",
        zh: "判断用的是学过（或可能学过）的邮件：只有 held 里的才说明它的本事。",
      },
      { call },
    );
  }
  for (const size of sizes) {
    const sets = calls
      .filter(({ names }) => names.length === size)
      .map(({ names }) => [...names].sort((a, b) => (a < b ? -1 : 1)).join(" "));
    // Of 30 mails or more, two draws of 8 are equal once in millions.
    if (size >= 8)
      c.that(
        new Set(sets).size === sets.length,
        {
          en: "It was learned from the same mails each time: each draw takes others, at random.",
          zh: "每次学的都是同样的邮件：每次都要重新随机抽取。",
        },
        { call },
      );
  }
}

export const e3 = lesson.exercise<{
  perplexity: (probability: (now: string, next: string) => number, text: string) => number;
}>({
  id: "08.E3",
  title: { en: "Perplexity of a bigram", zh: "二元模型的困惑度" },
  prompt: {
    en: "perplexity(probability, text): exp of the mean of -ln probability(now, next) over all neighbours in text. The first sign is given, not guessed.",
    zh: "perplexity(probability, text)：对文本中所有相邻的字，取 -ln probability(now, next) 的平均，再取 exp。第一个字是给定的，不用猜。",
  },
  names: ["perplexity"],
  check({ perplexity }, c) {
    c.cases(25, (index) => {
      const signs = [..."春江花月夜"].slice(0, index === 0 ? 4 : c.rng.int(2, 5));
      const table = signs.map(() => (index === 0 ? signs.map(() => 1 / 4) : distribution(c.rng, signs.length)));
      const probability = (now: string, next: string): number => table[signs.indexOf(now)]?.[signs.indexOf(next)] ?? 0;
      const length = index === 0 ? 4 : index % 5 === 4 ? c.rng.int(3000, 4000) : c.rng.int(2, 9);
      const places = index === 0 ? [0, 1, 2, 3] : c.rng.ints(length, 0, signs.length - 1);
      const text = places.map((place) => signs[place]).join("");
      const chances = places.slice(1).map((place, i) => table[places[i] ?? 0]?.[place] ?? 0);
      const swapped = places.slice(1).map((place, i) => table[place]?.[places[i] ?? 0] ?? 0);
      const steps = chances.length;
      // The geometric mean, by powers of two so that nothing vanishes on the way.
      const bits = (list: readonly number[]): number => list.reduce((sum, p) => sum + Math.log2(p), 0);
      const expected = 2 ** (-bits(chances) / steps);
      const mean = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0) / list.length;
      const call =
        index === 0
          ? "perplexity(probability, 春江花月), every probability 1/4"
          : `perplexity(probability, ${text.length > 12 ? `${text.slice(0, 8)}... (${text.length})` : text})`;
      const got = perplexity(probability, text);
      c.that(
        length < 3000 || (Number.isFinite(got) && got !== 0),
        {
          en: "A product of thousands of probabilities is smaller than the smallest number there is, so it becomes 0. Add up logarithms.",
          zh: "几千个概率相乘，比计算机能表示的最小的数还小，就成了 0。改为把对数相加。",
        },
        { call, got, expected },
      );
      c.equal(got, expected, {
        tolerance: 1e-6,
        call,
        mistakes: [
          {
            value: -bits(chances) * (Math.LN2 / steps),
            says: {
              en: "That is the mean of -ln p, the loss. Math.exp of it is the perplexity.",
              zh: "这是 -ln p 的平均，也就是损失。再取 Math.exp 才是困惑度。",
            },
          },
          {
            value: 2 ** (-bits(chances) / (steps + 1)),
            says: {
              en: "There is one step fewer than there are signs: the first sign is given.",
              zh: "步数比字数少一：第一个字是给定的。",
            },
          },
          {
            value: 2 ** (-bits(swapped) / steps),
            says: {
              en: "now and next are swapped: the model is asked backwards.",
              zh: "now 和 next 写反了：成了倒着问模型。",
            },
          },
          {
            value: 1 / mean(chances),
            says: {
              en: "That is one over the mean probability. The mean is taken of the logarithms.",
              zh: "这是平均概率的倒数。该平均的是对数。",
            },
          },
          {
            value: Math.exp(-bits(chances) / steps),
            says: {
              en: "log2 and exp do not belong together: Math.log with Math.exp, or Math.log2 with 2 **.",
              zh: "log2 和 exp 不配套：Math.log 配 Math.exp，或者 Math.log2 配 2 **。",
            },
          },
        ],
      });
    });
  },
  why: {
    en: "The same number judges the largest language models: exp of the loss that they were trained with.",
    zh: "评判最大的语言模型，用的也是这个数：训练时的损失取 exp。",
  },
  hints: [
    {
      en: "const signs = [...text]; then each pair is signs[i], signs[i + 1].",
      zh: "const signs = [...text]；每一对就是 signs[i] 和 signs[i + 1]。",
    },
    {
      en: "Add up -Math.log(probability(signs[i], signs[i + 1])) for i from 0 to signs.length - 2.",
      zh: "i 从 0 到 signs.length - 2，累加 -Math.log(probability(signs[i], signs[i + 1]))。",
    },
    {
      en: "return Math.exp(sum / (signs.length - 1));",
      zh: "return Math.exp(sum / (signs.length - 1));",
    },
  ],
  solution: `function perplexity(probability: (now: string, next: string) => number, text: string): number {
  const signs = [...text];
  let sum = 0;
  for (let i = 0; i + 1 < signs.length; i++) {
    sum -= Math.log(probability(signs[i], signs[i + 1]));
  }
  return Math.exp(sum / (signs.length - 1));
}`,
  alternatives: [
    `function perplexity(probability: (now: string, next: string) => number, text: string): number {
  const signs = [...text];
  const bits = signs.slice(1).map((next, i) => -Math.log2(probability(signs[i], next)));
  return 2 ** (bits.reduce((a, b) => a + b, 0) / bits.length);
}`,
    `function perplexity(probability: (now: string, next: string) => number, text: string): number {
  let now = "";
  let result = 1;
  const steps = [...text].length - 1;
  for (const next of text) {
    if (now !== "") result *= probability(now, next) ** (-1 / steps);
    now = next;
  }
  return result;
}`,
  ],
  wrong: [
    {
      kind: "constant",
      code: `const perplexity = (probability: (now: string, next: string) => number, text: string): number => 4;`,
      says: /expected/,
    },
    {
      kind: "misconception",
      code: `function perplexity(probability: (now: string, next: string) => number, text: string): number {
  const signs = [...text];
  let sum = 0;
  for (let i = 0; i + 1 < signs.length; i++) sum += probability(signs[i], signs[i + 1]);
  return (signs.length - 1) / sum;
}`,
      says: "one over the mean probability",
    },
    {
      code: `function perplexity(probability: (now: string, next: string) => number, text: string): number {
  const signs = [...text];
  let product = 1;
  for (let i = 0; i + 1 < signs.length; i++) product *= probability(signs[i], signs[i + 1]);
  return product ** (-1 / (signs.length - 1));
}`,
      says: "Add up logarithms",
    },
    {
      code: `function perplexity(probability: (now: string, next: string) => number, text: string): number {
  const signs = [...text];
  let sum = 0;
  for (let i = 0; i + 1 < signs.length; i++) sum -= Math.log(probability(signs[i], signs[i + 1]));
  return Math.exp(sum / signs.length);
}`,
      says: "one step fewer",
    },
    {
      code: `function perplexity(probability: (now: string, next: string) => number, text: string): number {
  const signs = [...text];
  let sum = 0;
  for (let i = 0; i + 1 < signs.length; i++) sum -= Math.log(probability(signs[i], signs[i + 1]));
  return sum / (signs.length - 1);
}`,
      says: "Math.exp of it is the perplexity",
    },
  ],
});

export const e4 = lesson.exercise<{
  calibrationError: (predictions: number[], happened: number[], bins: number) => number;
}>({
  id: "08.E4",
  title: { en: "Expected calibration error", zh: "期望校准误差" },
  prompt: {
    en: "calibrationError(predictions, happened, bins): in each of `bins` equal parts of 0 to 1, the distance of the mean prediction from the share that happened; their mean, each prediction counted alike.",
    zh: "calibrationError(predictions, happened, bins)：把 0 到 1 等分成 `bins` 个区间，每个区间里算平均预测与实际比例之差；再按预测个数加权平均。",
  },
  names: ["calibrationError"],
  check({ calibrationError }, c) {
    c.cases(30, (index) => {
      const bins = index === 0 ? 2 : c.rng.int(2, 10);
      const n = index === 0 ? 4 : c.rng.int(8, 60);
      // Never on a border between bins: there, rounding would decide.
      const drawn = c.rng.array(n, () => (c.rng.int(0, bins - 1) + c.rng.float(0.05, 0.95)) / bins);
      const predictions = index === 0 ? [0.1, 0.3, 0.8, 0.9] : drawn.map((p) => Math.round(1e4 * p) / 1e4);
      if (index % 3 === 2) predictions[0] = 1;
      if (index % 4 === 3) predictions[1] = 0;
      const power = c.rng.choice([0.4, 1, 2.5]);
      const happened = index === 0 ? [0, 1, 1, 1] : predictions.map((p) => Number(c.rng.bool(p ** power)));
      // A sure prediction that fails: whoever loses it from the last bin, loses its error too.
      if (index % 3 === 2) happened[0] = 0;
      const found = Array.from({ length: bins }, (_, b) => {
        const last = b === bins - 1;
        const mine = predictions
          .map((p, i) => ({ p, y: happened[i] ?? 0 }))
          .filter(({ p }) => p >= b / bins && (p < (b + 1) / bins || last));
        const mean = (key: "p" | "y"): number => mine.reduce((sum, one) => sum + one[key], 0) / mine.length;
        return { count: mine.length, predicted: mean("p"), observed: mean("y"), centre: (b + 0.5) / bins };
      }).filter(({ count }) => count > 0);
      const weighted = (gap: (bin: (typeof found)[number]) => number): number =>
        found.reduce((sum, bin) => sum + (bin.count / n) * gap(bin), 0);
      const gaps = found.map((bin) => Math.abs(bin.observed - bin.predicted));
      c.equal(
        calibrationError(predictions, happened, bins),
        weighted((bin) => Math.abs(bin.observed - bin.predicted)),
        {
          tolerance: 1e-6,
          mistakes: [
            {
              value: gaps.reduce((a, b) => a + b, 0) / gaps.length,
              says: {
                en: "Every bin counts alike here; a bin of many predictions must count more.",
                zh: "这里每个区间一样重；预测多的区间应该更重。",
              },
            },
            {
              value: gaps.reduce((a, b) => a + b, 0) / bins,
              says: {
                en: "Every bin counts alike here, the empty ones too; a bin of many predictions must count more.",
                zh: "这里每个区间一样重，空的也算在内；预测多的区间应该更重。",
              },
            },
            {
              value: predictions.reduce((sum, p, i) => sum + Math.abs((happened[i] ?? 0) - p), 0) / n,
              says: {
                en: "That is the mean distance of each prediction from 0 or 1. A coin called 0.5 would err by 0.5, and is perfectly calibrated: means of bins are compared.",
                zh: "这是每个预测离 0 或 1 的平均距离。说硬币是 0.5，照此要错 0.5，其实校准得很好：该比较的是区间的平均。",
              },
            },
            {
              value: weighted((bin) => Math.abs(bin.observed - bin.centre)),
              says: {
                en: "The middle of the bin was taken; the mean of its predictions is asked for.",
                zh: "取了区间的中点；要的是区间内预测的平均。",
              },
            },
            {
              value: Math.max(...gaps),
              says: {
                en: "That is the largest distance; the mean is asked for.",
                zh: "这是最大的差；要的是平均。",
              },
            },
            {
              value: Math.abs(weighted((bin) => bin.observed - bin.predicted)),
              says: {
                en: "Bins above and below the diagonal cancel here: take the distance of each bin, Math.abs, before adding up.",
                zh: "对角线上方和下方的区间抵消了：先对每个区间取 Math.abs，再相加。",
              },
            },
          ],
        },
      );
    });
  },
  why: {
    en: "A spam filter, a doctor's aid, a language model: whoever acts on a probability needs it to mean what it says.",
    zh: "垃圾邮件过滤、辅助诊断、语言模型：要按概率行事，概率就得说话算数。",
  },
  hints: [
    {
      en: "The bin of a prediction p is Math.min(bins - 1, Math.floor(p * bins)): 1 belongs to the last.",
      zh: "预测 p 的区间是 Math.min(bins - 1, Math.floor(p * bins))：1 归最后一个。",
    },
    {
      en: "For each bin: how many predictions, the sum of them, and the sum of what happened.",
      zh: "每个区间记三个数：预测的个数、预测之和、实际之和。",
    },
    {
      en: "For each bin that is not empty add (count / n) · |sum of happened / count - sum of predictions / count|. With a bin's count out of the way: |sum of happened - sum of predictions| / n.",
      zh: "对每个非空区间，加上 (个数 / n) · |实际之和 / 个数 - 预测之和 / 个数|。约去个数，就是 |实际之和 - 预测之和| / n。",
    },
  ],
  solution: `function calibrationError(predictions: number[], happened: number[], bins: number): number {
  const predicted = new Array(bins).fill(0);
  const observed = new Array(bins).fill(0);
  predictions.forEach((p, i) => {
    const bin = Math.min(bins - 1, Math.floor(p * bins));
    predicted[bin] += p;
    observed[bin] += happened[i];
  });
  let sum = 0;
  for (let bin = 0; bin < bins; bin++) sum += Math.abs(observed[bin] - predicted[bin]);
  return sum / predictions.length;
}`,
  alternatives: [
    `function calibrationError(predictions: number[], happened: number[], bins: number): number {
  let result = 0;
  for (let b = 0; b < bins; b++) {
    const mine: number[] = [];
    predictions.forEach((p, i) => {
      const inside = p >= b / bins && (p < (b + 1) / bins || (b === bins - 1 && p === 1));
      if (inside) mine.push(i);
    });
    if (mine.length === 0) continue;
    const meanP = mine.reduce((s, i) => s + predictions[i], 0) / mine.length;
    const meanY = mine.reduce((s, i) => s + happened[i], 0) / mine.length;
    result += (mine.length / predictions.length) * Math.abs(meanP - meanY);
  }
  return result;
}`,
  ],
  wrong: [
    {
      kind: "constant",
      code: `const calibrationError = (predictions: number[], happened: number[], bins: number): number => 0.1;`,
      says: /expected/,
    },
    {
      kind: "misconception",
      code: `function calibrationError(predictions: number[], happened: number[], bins: number): number {
  return predictions.reduce((sum, p, i) => sum + Math.abs(happened[i] - p), 0) / predictions.length;
}`,
      says: "A coin called 0.5",
    },
    {
      code: `function calibrationError(predictions: number[], happened: number[], bins: number): number {
  const sums = Array.from({ length: bins }, () => ({ n: 0, p: 0, y: 0 }));
  predictions.forEach((p, i) => {
    const bin = sums[Math.min(bins - 1, Math.floor(p * bins))];
    bin.n++; bin.p += p; bin.y += happened[i];
  });
  const full = sums.filter((bin) => bin.n > 0);
  return full.reduce((sum, bin) => sum + Math.abs(bin.y / bin.n - bin.p / bin.n), 0) / full.length;
}`,
      says: "Every bin counts alike",
    },
    {
      code: `function calibrationError(predictions: number[], happened: number[], bins: number): number {
  const sums = new Array(bins).fill(0);
  predictions.forEach((p, i) => { sums[Math.min(bins - 1, Math.floor(p * bins))] += happened[i] - p; });
  return Math.abs(sums.reduce((a, b) => a + b, 0)) / predictions.length;
}`,
      says: "cancel",
    },
    {
      code: `function calibrationError(predictions: number[], happened: number[], bins: number): number {
  const sums = Array.from({ length: bins }, () => ({ n: 0, p: 0, y: 0 }));
  predictions.forEach((p, i) => {
    const bin = sums[Math.floor(p * bins)];
    bin.n++; bin.p += p; bin.y += happened[i];
  });
  return sums.reduce((sum, bin) => sum + Math.abs(bin.y - bin.p), 0) / predictions.length;
}`,
      says: "stopped with an error",
    },
  ],
});
