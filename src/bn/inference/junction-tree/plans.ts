import type { Variable } from "../../variable";
import { widest } from "../elimination";
import { bestOrder, InteractionGraph } from "../elimination-order";
import type { EliminationOrder } from "../elimination-order";
import { TooWide } from "../errors";
import type { Family } from "./families";
import { canOccur, withoutObserved } from "./observed";
import { Plan } from "./plan";
import type { Finding } from "./potentials";

/** Up to this many numbers an order found quickly is good enough. */
const smallTree = 200_000;
/**
 * A tree of its own for one set of observed variables must have at most this part of the numbers, and save so many for each
 * variable, as compiling it takes time too.
 */
const worthwhile = { part: 0.7, saved: 300 };
/** So many sets of observed variables are remembered as not worth a tree of their own. */
const mostRemembered = 1000;

/** The trees of one network: which one serves which evidence. Each is compiled when it is first needed. */
export class Plans {
  readonly #variables: readonly Variable[];
  readonly #families: readonly Family[];
  readonly #ranks: Float64Array;
  readonly #maxEntries: number;
  readonly #cardinalities: Int32Array;
  readonly #nobody: Uint8Array;
  #quick: EliminationOrder | undefined;
  #base: EliminationOrder | undefined;
  #masked: Plan | undefined;
  /** The sets of observed variables that the tree for all evidence serves. */
  readonly #unsliced = new Set<string>();
  #sliced: { readonly key: string; readonly plan: Plan } | undefined;

  /** `ranks` holds the variables' places in topological order. */
  constructor(variables: readonly Variable[], families: readonly Family[], ranks: Float64Array, maxEntries: number) {
    this.#variables = variables;
    this.#families = families;
    this.#ranks = ranks;
    this.#maxEntries = maxEntries;
    this.#cardinalities = new Int32Array(variables.length);
    for (let v = 0; v < variables.length; v++) this.#cardinalities[v] = variables[v].cardinality;
    this.#nobody = new Uint8Array(variables.length);
  }

  /** One tree for all evidence, or one that the observed variables are sliced out of, where that is much smaller. */
  for(findings: readonly Finding[]): Plan | undefined {
    const base = this.#base ?? this.#quickOrder();
    const least = worthwhile.saved * this.#variables.length;
    if (base.totalSize <= Math.min(least, this.#maxEntries)) return this.forAllEvidence;
    const observed = Uint8Array.from(findings, (finding) => Number(typeof finding === "number"));
    const key = observed.join("");
    if (this.#sliced?.key === key) return this.#sliced.plan;
    const needed = base.totalSize > this.#maxEntries;
    if (!needed && this.#unsliced.has(key)) return this.forAllEvidence;
    const order = bestOrder(this.#graph(observed), { effort: "quick" });
    const worth = order.totalSize <= worthwhile.part * base.totalSize && base.totalSize - order.totalSize > least;
    if (worth || needed) return this.#slicedPlan(observed, key, order);
    if (this.#unsliced.size >= mostRemembered) this.#unsliced.clear();
    this.#unsliced.add(key);
    return this.forAllEvidence;
  }

  /** Good enough to decide whether the findings are better sliced away. */
  #quickOrder(): EliminationOrder {
    this.#quick ??= bestOrder(this.#graph(this.#nobody), { effort: "quick" });
    return this.#quick;
  }

  /** The order behind that tree. */
  get order(): EliminationOrder {
    const quick = this.#quickOrder();
    this.#base ??= quick.totalSize <= smallTree ? quick : bestOrder(this.#graph(this.#nobody));
    return this.#base;
  }

  #graph(observed: Uint8Array): InteractionGraph {
    const graph = new InteractionGraph(this.#cardinalities);
    for (const { scope } of this.#families) graph.connect(scope.filter((v) => observed[v] === 0));
    return graph;
  }

  /** The tree that all other findings are weighed into. Throws TooWide if there is none. */
  get forAllEvidence(): Plan {
    const base = this.order;
    if (base.totalSize > this.#maxEntries) throw this.#tooWide(base);
    this.#masked ??= new Plan(this.#families, this.#cardinalities, this.#nobody, base, this.#ranks);
    return this.#masked;
  }

  #slicedPlan(observed: Uint8Array, key: string, quick: EliminationOrder): Plan | undefined {
    const best = quick.totalSize <= smallTree ? quick : bestOrder(this.#graph(observed));
    const order = withoutObserved(best, observed);
    if (order.order.length === 0) return undefined;
    if (order.totalSize > this.#maxEntries) throw this.#tooWide(order);
    this.#sliced = undefined;
    const plan = new Plan(this.#families, this.#cardinalities, observed, order, this.#ranks);
    this.#sliced = { key, plan };
    return plan;
  }

  #tooWide(order: EliminationOrder): TooWide {
    return new TooWide("JunctionTree", widest(order, this.#variables), order.totalSize, this.#maxEntries);
  }

  /** Whether findings can occur together; undefined if they leave nothing open. */
  canOccur(findings: readonly Finding[]): boolean | undefined {
    const observed = Uint8Array.from(findings, (finding) => Number(typeof finding === "number"));
    const order = withoutObserved(bestOrder(this.#graph(observed)), observed);
    if (order.order.length === 0) return undefined;
    return canOccur(findings, this.#families, this.#cardinalities, observed, order);
  }
}
