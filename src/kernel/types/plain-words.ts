/** The type errors that learners meet most, in plain words. TypeScript's own text always follows. */

type Rule = readonly [pattern: RegExp, say: (...parts: string[]) => string];

const rules: Readonly<Record<number, Rule>> = {
  2304: [
    /name '(.+)'/,
    (name) => `Nothing is called ${name} here. Is it spelled right, and has the cell that declares it run?`,
  ],
  2552: [
    /name '(.+)'\. Did you mean '(.+)'/,
    (name, other) => `Nothing is called ${name} here, but there is a ${other}.`,
  ],
  2307: [/module '(.+)'/, (name) => `There is no module ${name}. Is it spelled right and installed?`],
  2322: [
    /Type '(.+)' is not assignable to type '(.+)'/,
    (got, wanted) => `This place takes ${wanted}, but the value is ${got}.${awaitHint(got)}`,
  ],
  2339: [
    /Property '(.+)' does not exist on type '(.+)'/,
    (name, type) => `A value of type ${type} has no ${name}.${awaitHint(type)}`,
  ],
  2551: [
    /Property '(.+)' does not exist on type '(.+)'\. Did you mean '(.+)'/,
    (name, type, other) => `A value of type ${type} has no ${name}, but it has ${other}.`,
  ],
  2345: [
    /Argument of type '(.+)' is not assignable to parameter of type '(.+)'/,
    (got, wanted) => `The function takes ${wanted} here, but got ${got}.${awaitHint(got)}`,
  ],
  2554: [
    /Expected (.+) arguments?, but got (\d+)/,
    (wanted, got) => `The function takes ${wanted} argument(s), but got ${got}.`,
  ],
  2588: [
    /assign to '(.+)'/,
    (name) => `${name} is a const and keeps its value. Declare it with let if it shall change.`,
  ],
  2532: [
    /Object is possibly/,
    () => "This value may be missing (undefined). Check it first, or say x! if you know better.",
  ],
  2531: [/Object is possibly/, () => "This value may be null. Check it first, or say x! if you know better."],
  18048: [
    /'(.+)' is possibly/,
    (name) => `${name} may be undefined here. Check it first, or write ${name}! if you know better.`,
  ],
  18047: [
    /'(.+)' is possibly/,
    (name) => `${name} may be null here. Check it first, or write ${name}! if you know better.`,
  ],
  18046: [
    /'(.+)' is of type/,
    (name) => `The type of ${name} is not known here. Test it first, for example with instanceof.`,
  ],
  7006: [/Parameter '(.+)' implicitly/, (name) => `Say what type ${name} has, for example (${name}: number).`],
  7034: [
    /Variable '(.+)' implicitly has type '(.+)'/,
    (name) => `Say what ${name} will hold, for example const ${name}: number[] = [].`,
  ],
  2451: [/variable '(.+)'/, (name) => `This cell declares ${name} twice.`],
  2454: [/Variable '(.+)' is used/, (name) => `${name} has no value yet at this place.`],
  2448: [/variable '(.+)' used/, (name) => `${name} is used above the line that declares it.`],
  2362: [/left-hand side/, () => "Arithmetic needs numbers, and what stands left of the sign is none."],
  2363: [/right-hand side/, () => "Arithmetic needs numbers, and what stands right of the sign is none."],
  2353: [
    /and '(.+)' does not exist in type '(.+)'/,
    (name, type) => `An object of type ${type} has no ${name}. Is it spelled right?`,
  ],
  2741: [
    /Property '(.+)' is missing in type '(.+)' but required in type '(.+)'/,
    (name, _, wanted) => `${name} is missing: every ${wanted} has it.`,
  ],
  2739: [/from type '(.+)': (.+)/, (wanted, names) => `Of what every ${wanted} has, these are missing: ${names}.`],
  2540: [/assign to '(.+)'/, (name) => `${name} is readonly: it can be read, but not set.`],
  2341: [/'(.+)' is private/, (name) => `${name} is private: only its own class can use it.`],
  2355: [/must return a value/, () => "This function promises to return a value, but never does."],
  2366: [/lacks ending return/, () => "Some ways through this function end without a return."],
  2365: [
    /Operator '(.+)' cannot be applied to types '(.+)' and '(.+)'/,
    (sign, left, right) => `${sign} does not work between ${left} and ${right}.`,
  ],
  2367: [
    /types '(.+)' and '(.+)' have no overlap/,
    (left, right) => `This is always the same: a ${left} never equals a ${right}.`,
  ],
  2584: [/name '(.+)'/, (name) => `There is no ${name} here: cells run in Node.js, not in a page of a browser.`],
  7053: [
    /type '(.+)' can't be used to index type '(.+)'/,
    (_, type) => `A value of type ${type} has nothing under such a key.`,
  ],
  2349: [/not callable/, () => "This is no function, so it cannot be called with ( )."],
};

function awaitHint(type = ""): string {
  return type.startsWith("Promise<") ? " Is an await missing?" : "";
}

/** A sentence for this error, if there is one. */
export function plainWords(code: number, message: string): string | undefined {
  const rule = rules[code];
  const found = rule && rule[0].exec(message);
  return found ? rule[1](...found.slice(1)) : undefined;
}
