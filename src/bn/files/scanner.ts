import { GradbookError, inWords } from "../../errors";

const [tab, newline, space, quote, slash, star] = [9, 10, 32, 34, 47, 42];
const [minus, plus, dot, zero, nine, upperE, lowerE] = [45, 43, 46, 48, 57, 69, 101];

const powersOfTen = Float64Array.from({ length: 23 }, (_, i) => 10 ** i);

const punctuation = new Uint8Array(128);
for (const sign of '{}[](),;|"') punctuation[sign.charCodeAt(0)] = 1;

/** Reads names, signs and numbers from a text one after the other, and tells line and column when something is wrong. */
export class Scanner {
  readonly text: string;
  at = 0;
  readonly #operation: string;
  readonly #comment: number;

  /** `operation` begins every message; `comment` is a further sign that makes the rest of its line a comment. */
  constructor(text: string, operation: string, options: { comment?: string } = {}) {
    if (typeof text !== "string")
      throw new GradbookError(`${operation}: needs the text of a file, got ${inWords(text)}.`);
    this.text = text;
    this.#operation = operation;
    this.#comment = options.comment?.charCodeAt(0) ?? -1;
  }

  /** An error at a place of the text (default: the next token). */
  error(message: string, at = this.at): GradbookError {
    const before = this.text.slice(0, at).split("\n");
    const column = before[before.length - 1].length + 1;
    return new GradbookError(`${this.#operation}: line ${before.length}, column ${column}: ${message}`);
  }

  /** Goes to the next token, over white space and comments. */
  skip(): void {
    const { text } = this;
    for (;;) {
      const code = text.charCodeAt(this.at);
      if (code === space || (code >= tab && code <= 13) || code === 0xfeff) {
        this.at++;
      } else if (code === this.#comment || (code === slash && text.charCodeAt(this.at + 1) === slash)) {
        const end = text.indexOf("\n", this.at);
        this.at = end < 0 ? text.length : end;
      } else if (code === slash && text.charCodeAt(this.at + 1) === star) {
        const end = text.indexOf("*/", this.at + 2);
        if (end < 0) throw this.error("this comment has no end; */ is missing.");
        this.at = end + 2;
      } else return;
    }
  }

  get done(): boolean {
    this.skip();
    return this.at >= this.text.length;
  }

  /** The character code of the next token, without taking it. */
  peek(): number {
    this.skip();
    return this.text.charCodeAt(this.at);
  }

  /** Takes `sign` if it comes next. */
  take(sign: string): boolean {
    this.skip();
    if (this.text.charCodeAt(this.at) !== sign.charCodeAt(0)) return false;
    this.at++;
    return true;
  }

  /** Takes `sign`, or throws what was found instead. */
  expect(sign: string, where: string): void {
    if (!this.take(sign)) throw this.error(`expected '${sign}' ${where}, found ${this.#found()}.`);
  }

  #found(): string {
    this.skip();
    if (this.at >= this.text.length) return "the end of the file";
    const end = this.#wordEnd();
    return `'${this.text.slice(this.at, Math.max(end, this.at + 1))}'`;
  }

  #wordEnd(): number {
    const { text } = this;
    let end = this.at;
    for (; end < text.length; end++) {
      const code = text.charCodeAt(end);
      if (code <= space || (code < 128 && punctuation[code] === 1)) break;
    }
    return end;
  }

  /** A name: everything up to white space or a sign, or what stands in quotes. */
  word(what: string): string {
    this.skip();
    if (this.text.charCodeAt(this.at) === quote) return this.#quoted();
    const end = this.#wordEnd();
    if (end === this.at) throw this.error(`expected ${what}, found ${this.#found()}.`);
    const word = this.text.slice(this.at, end);
    this.at = end;
    return word;
  }

  #quoted(): string {
    const end = this.text.indexOf('"', this.at + 1);
    const line = this.text.indexOf("\n", this.at);
    if (end < 0 || (line >= 0 && line < end)) throw this.error("this quoted name has no end on its line.");
    const word = this.text.slice(this.at + 1, end);
    this.at = end + 1;
    return word;
  }

  /** Goes behind the next `sign`. */
  skipPast(sign: string): void {
    const end = this.text.indexOf(sign, this.at);
    if (end < 0) throw this.error(`'${sign}' is missing from here on.`);
    this.at = end + 1;
  }

  /**
   * A number. Up to 15 digits with a small exponent are exact integers divided by an exact power of ten, so the quotient is
   * correctly rounded (Clinger, How to Read Floating Point Numbers Accurately, 1990); others go the language's own way.
   */
  number(what: string): number {
    this.skip();
    const { text } = this;
    const start = this.at;
    let at = start;
    let mantissa = 0;
    let digits = 0;
    let fraction = 0;
    let code = text.charCodeAt(at);
    const negative = code === minus;
    if (negative || code === plus) code = text.charCodeAt(++at);
    const first = at;
    for (; code >= zero && code <= nine; code = text.charCodeAt(++at)) {
      mantissa = mantissa * 10 + (code - zero);
      if (mantissa > 0) digits++;
    }
    if (code === dot) {
      const point = at;
      for (code = text.charCodeAt(++at); code >= zero && code <= nine; code = text.charCodeAt(++at)) {
        mantissa = mantissa * 10 + (code - zero);
        if (mantissa > 0) digits++;
      }
      fraction = at - point - 1;
    }
    const plain = code === 44 || code === 59 || code <= space;
    if (
      plain &&
      at > first + (fraction === 0 && text.charCodeAt(first) === dot ? 1 : 0) &&
      digits <= 15 &&
      fraction <= 22
    ) {
      this.at = at;
      const value = mantissa / powersOfTen[fraction];
      return negative ? -value : value;
    }
    return this.#slowNumber(start, what);
  }

  #slowNumber(start: number, what: string): number {
    const { text } = this;
    let end = start;
    for (; end < text.length; end++) {
      const code = text.charCodeAt(end);
      const sign = code === minus || code === plus || code === dot || code === upperE || code === lowerE;
      if (!sign && !(code >= zero && code <= nine)) break;
    }
    const value = Number(text.slice(start, end));
    if (end === start || Number.isNaN(value)) throw this.error(`expected ${what}, found ${this.#found()}.`);
    this.at = end;
    return value;
  }

  /** Whether a line ends between here and the next token. */
  get lineEnds(): boolean {
    const start = this.at;
    this.skip();
    const ends = this.text.slice(start, this.at).includes(String.fromCharCode(newline));
    this.at = start;
    return ends;
  }
}
