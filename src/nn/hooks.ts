import type { Module } from "./module";

/** Sees a module's inputs before `forward`; a list that it returns takes their place. */
export type ForwardPreHook = (module: Module<unknown>, inputs: readonly unknown[]) => readonly unknown[] | void;

/** Sees what a module computed; a value that it returns takes its place. */
export type ForwardHook<Output> = (
  module: Module<unknown>,
  inputs: readonly unknown[],
  output: Output,
) => Output | void;

type Forward = (...inputs: readonly unknown[]) => unknown;

/**
 * The hooks of one module. While there are any, a `forward` of the object's own stands in front of that of its class, so that
 * `net.forward(x)` calls them.
 */
export class ForwardHooks {
  readonly #before = new Set<ForwardPreHook>();
  readonly #after = new Set<ForwardHook<unknown>>();
  #own: PropertyDescriptor | undefined;

  constructor(readonly module: Module<unknown>) {}

  before(hook: ForwardPreHook): { remove(): void } {
    return this.#add(this.#before, hook);
  }

  after(hook: ForwardHook<unknown>): { remove(): void } {
    return this.#add(this.#after, hook);
  }

  #add<Hook>(hooks: Set<Hook>, hook: Hook): { remove(): void } {
    if (this.#before.size + this.#after.size === 0) this.#install();
    hooks.add(hook);
    return {
      remove: () => {
        if (hooks.delete(hook) && this.#before.size + this.#after.size === 0) this.#uninstall();
      },
    };
  }

  #install(): void {
    const { module } = this;
    const forward = module.forward as Forward;
    this.#own = Object.getOwnPropertyDescriptor(module, "forward");
    const value = (...inputs: readonly unknown[]): unknown => {
      let given = inputs;
      for (const hook of this.#before) given = hook(module, given) ?? given;
      let output = forward.apply(module, [...given]);
      for (const hook of this.#after) output = hook(module, given, output) ?? output;
      return output;
    };
    Object.defineProperty(module, "forward", { value, configurable: true, writable: true });
  }

  #uninstall(): void {
    if (this.#own) Object.defineProperty(this.module, "forward", this.#own);
    else delete (this.module as Partial<Module<unknown>>).forward;
  }
}
