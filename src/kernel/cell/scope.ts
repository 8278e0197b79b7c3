/** The variables of the notebook: one box a name, however often it is declared. */

export interface Box {
  v: unknown;
}

export class Scope {
  private readonly boxes = new Map<string, Box>();

  /** The box of a name, made when first asked for. */
  box(name: string): Box {
    let box = this.boxes.get(name);
    if (!box) {
      box = newBox();
      this.boxes.set(name, box);
    }
    return box;
  }

  /** The variable has been given a value at some time. */
  has(name: string): boolean {
    const box = this.boxes.get(name);
    return box !== undefined && "v" in box;
  }
}

/**
 * A class of its own for every box: V8 then notes for each variable alone that it holds, say, only doubles, and adds to
 * it in place. With one class for all, every addition would allocate.
 */
function newBox(): Box {
  return new (class {} as new () => Box)();
}
