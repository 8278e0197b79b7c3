import { GradbookError, inWords } from "../errors";
import type { DType, TypedArray } from "../tensor/dtype";
import { contiguous } from "../tensor/kernels";
import { checkUsable } from "../tensor/memory";
import type { NDArray } from "../tensor/ndarray";
import { toNested, type NestedNumbers } from "../tensor/nested";
import { formatShape, sameShape } from "../tensor/shape";
import type { TapeEntry } from "./tape-entry";

/** Sees a gradient on its way; what it returns takes the gradient's place. */
export type GradientHook = (grad: Tensor) => Tensor | void;

/** What `registerHook` returns. */
export interface HookHandle {
  /** Ends the hook; a second time does nothing. */
  remove(): void;
}

/** The gradient, read by the library itself: its memory can be used again as long as nobody else has seen it. */
export let gradOf: (tensor: Tensor) => Tensor | undefined;

/** Stores a gradient that the library has made. */
export let storeGrad: (tensor: Tensor, grad: Tensor) => void;

/** Forgets the gradient before the next `backward()`, and gives its memory back if nobody else can hold it. */
export let forgetGrad: (tensor: Tensor) => void;

/**
 * An n-dimensional array that remembers how it was computed.
 *
 * Its operations (`add`, `matmul`, `sum` ...) stand in `operations/`, one file each, with the formula of the result and
 * of the gradient together.
 *
 * @example
 * const w = tensor([1, 2], { requiresGrad: true });
 * w.mul(3).sum().backward();
 * w.grad?.toList(); // -> [3, 3]
 */
export class Tensor {
  /** The elements: a strided view of memory. */
  readonly array: NDArray;
  /** How this tensor was computed, if a gradient can flow back through it. */
  readonly entry: TapeEntry | undefined;
  /** What `registerHook` has added, in order. */
  hooks: Set<GradientHook> | undefined = undefined;
  #grad: Tensor | undefined;
  /** Whether anyone but the library may hold the gradient. */
  #gradSeen = false;
  #requiresGrad: boolean;
  #retainsGrad = false;

  static {
    gradOf = (tensor) => tensor.#grad;
    storeGrad = (tensor, grad) => {
      tensor.#grad = grad;
      tensor.#gradSeen = false;
    };
    forgetGrad = (tensor) => {
      if (tensor.#grad && !tensor.#gradSeen) tensor.#grad.array.storage.release();
      tensor.#grad = undefined;
    };
  }

  constructor(array: NDArray, options: { requiresGrad?: boolean; entry?: TapeEntry | undefined } = {}) {
    this.array = array;
    this.entry = options.entry;
    this.#requiresGrad = false;
    if (options.entry) this.#requiresGrad = true;
    else if (options.requiresGrad) this.requiresGrad = true;
  }

  /** The gradient of the last `backward()` with respect to this tensor, summed up over calls until `zeroGrad`. */
  get grad(): Tensor | undefined {
    this.#gradSeen = true;
    return this.#grad;
  }

  set grad(value: Tensor | undefined) {
    if (value !== undefined && !(value instanceof Tensor && sameShape(value.shape, this.shape))) {
      const got = value instanceof Tensor ? `a tensor of shape ${formatShape(value.shape)}` : inWords(value);
      throw new GradbookError(
        `grad: a gradient is a tensor of the shape ${formatShape(this.shape)}, got ${got}; undefined forgets it`,
      );
    }
    this.#grad = value;
    this.#gradSeen = true;
  }

  /** The length of each dimension, for example `[batch, features]`. */
  get shape(): readonly number[] {
    return this.array.shape;
  }

  /** The type of the elements: float32 (default), float64, int32, uint8 or bool. */
  get dtype(): DType {
    return this.array.dtype;
  }

  /** The number of dimensions. */
  get ndim(): number {
    return this.array.ndim;
  }

  /** The number of elements. */
  get size(): number {
    return this.array.size;
  }

  /** Whether operations on this tensor are recorded, so that `backward()` reaches it. */
  get requiresGrad(): boolean {
    return this.#requiresGrad;
  }

  set requiresGrad(value: boolean) {
    if (this.entry) {
      throw new GradbookError(
        `requiresGrad: this tensor was computed by '${this.entry.operation}'; only a tensor you made can be switched. ` +
          "For a copy without history use t.detach()",
      );
    }
    if (value && this.dtype !== "float32" && this.dtype !== "float64") {
      throw new GradbookError(`requiresGrad: only float32 and float64 have gradients, this tensor is ${this.dtype}`);
    }
    this.#requiresGrad = value;
  }

  /** The operation that computed this tensor, or `undefined` for one that you made. */
  get operation(): string | undefined {
    return this.entry?.operation;
  }

  /** The tensors that this one was computed from, constants included. */
  get parents(): readonly Tensor[] {
    return this.entry?.parents ?? [];
  }

  /** Whether this tensor is where gradients end: made by you, not computed. */
  get isLeaf(): boolean {
    return this.entry === undefined;
  }

  /** Whether `backward()` stores the gradient here: in leaves always, elsewhere after `retainGrad()`. */
  get retainsGrad(): boolean {
    return this.#retainsGrad || (this.isLeaf && this.#requiresGrad);
  }

  /** Asks `backward()` to keep the gradient of this computed tensor too. */
  retainGrad(): this {
    this.#retainsGrad = true;
    return this;
  }

  /**
   * Calls `hook` in each `backward()` with the whole gradient of this tensor, before it is stored and passed on. The hook must
   * not change it in place; it may return another gradient of the same shape, which takes its place.
   *
   * @throws if no gradient flows to this tensor.
   * @example
   * const w = tensor([1, 2], { requiresGrad: true });
   * const hook = w.registerHook((grad) => grad.mul(10));
   * w.sum().backward();
   * hook.remove();
   * w.grad?.toList(); // -> [10, 10]
   */
  registerHook(hook: GradientHook): HookHandle {
    if (!this.requiresGrad) {
      throw new GradbookError(
        "registerHook: no gradient flows to this tensor; make it with { requiresGrad: true }, or compute it from one that has it",
      );
    }
    if (typeof hook !== "function") {
      throw new GradbookError(`registerHook: expected a function like (grad) => grad.mul(2), got ${inWords(hook)}`);
    }
    // Each call is a hook of its own, also with the same function.
    const own: GradientHook = (grad) => hook(grad);
    (this.hooks ??= new Set()).add(own);
    return { remove: () => void this.hooks?.delete(own) };
  }

  /**
   * The only element, as a number.
   *
   * @throws if there is not exactly one.
   * @example
   * tensor([1, 2]).sum().item(); // -> 3
   */
  item(): number {
    if (this.size !== 1) {
      throw new GradbookError(
        `item: the tensor has ${this.size} elements (shape ${formatShape(this.shape)}); use toArray(), or reduce it first, as in t.mean().item()`,
      );
    }
    checkUsable("item", this.array.storage);
    return this.array.data[this.array.offset];
  }

  /**
   * The elements as nested lists, shaped like the tensor.
   *
   * @example
   * tensor([[1, 2], [3, 4]]).t().toArray(); // -> [[1, 3], [2, 4]]
   */
  toArray<T extends NestedNumbers = NestedNumbers>(): T {
    checkUsable("toArray", this.array.storage);
    return toNested(this.array) as T;
  }

  /** The elements in row-major order, as one list of numbers. */
  toList(): number[] {
    return Array.from(this.toTypedArray());
  }

  /** The elements in row-major order, as a new typed array. */
  toTypedArray(): TypedArray {
    checkUsable("toTypedArray", this.array.storage);
    const { data, offset, size } = contiguous(this.array);
    return data.slice(offset, offset + size);
  }
}
