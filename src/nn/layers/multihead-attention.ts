import { linear, scaledDotProductAttention, tensor, type Tensor } from "../../autograd/index";
import { checkOptions, GradbookError } from "../../errors";
import { dropout } from "../functional/index";
import * as init from "../init/index";
import { Module } from "../module";
import { Parameter } from "../parameter";
import { Linear } from "./linear";
import { zerosParameter } from "./start";

export interface MultiheadAttentionOptions {
  /** The probability of dropping an attention weight in training. Default 0. */
  dropout?: number;
  /** Whether biases are added. Default true. */
  bias?: boolean;
  /** Features of the keys. Default `embedDim`. */
  kdim?: number;
  /** Features of the values. Default `embedDim`. */
  vdim?: number;
  /** Whether sequences are `[batch, length, features]`, and not `[length, batch, features]`. Default true; PyTorch's is false. */
  batchFirst?: boolean;
}

export interface AttentionMasks {
  /**
   * `[queries, keys]` or `[batch * heads, queries, keys]`: true where a query may _not_ look, as in PyTorch (the opposite of
   * `nn.scaledDotProductAttention`), or numbers that are added to the scores.
   */
  attnMask?: Tensor;
  /** `[batch, keys]`: true for keys that are padding, or numbers that are added to the scores. */
  keyPaddingMask?: Tensor;
  /** Whether a position sees only itself and earlier ones. Default false. */
  causal?: boolean;
}

export interface MultiheadAttentionInputs extends AttentionMasks {
  /** Whether the attention weights are returned as well. Default true, as in PyTorch; false is faster. */
  needWeights?: boolean;
  /** Whether the weights are averaged over the heads. Default true. */
  averageAttnWeights?: boolean;
}

/**
 * Multi-head attention: queries, keys and values are projected, split into `numHeads` parts, and each part attends by itself:
 * `softmax(Q K^T / sqrt(headDim) + mask) V`; the parts joined are projected again.
 *
 * `inProjWeight` `[3 embedDim, embedDim]` holds the projections of queries, keys and values, one below the other
 * (`qProjWeight`, `kProjWeight`, `vProjWeight` if keys or values have other features). They start Xavier-uniform, biases at 0.
 *
 * Source: Vaswani et al., Attention Is All You Need, 2017.
 *
 * @throws if `embedDim` cannot be split into the heads, or the shapes do not fit.
 * @example
 * const [output, weights] = new nn.MultiheadAttention(8, 2).forward(tensor.rand([3, 5, 8]));
 * [output.shape, weights?.shape]; // -> [[3, 5, 8], [3, 5, 5]]
 */
export class MultiheadAttention extends Module<[output: Tensor, weights: Tensor | undefined]> {
  readonly inProjWeight: Parameter | undefined;
  readonly qProjWeight: Parameter | undefined;
  readonly kProjWeight: Parameter | undefined;
  readonly vProjWeight: Parameter | undefined;
  readonly inProjBias: Parameter | undefined;
  readonly outProj: Linear;
  readonly dropout: number;
  readonly batchFirst: boolean;

  constructor(
    readonly embedDim: number,
    readonly numHeads: number,
    {
      dropout = 0,
      bias = true,
      kdim = embedDim,
      vdim = embedDim,
      batchFirst = true,
      ...others
    }: MultiheadAttentionOptions = {},
  ) {
    super();
    checkOptions("MultiheadAttention", others, ["dropout", "bias", "kdim", "vdim", "batchFirst"]);
    if (!Number.isInteger(embedDim / numHeads)) {
      throw new GradbookError(`MultiheadAttention: ${embedDim} features cannot be split into ${numHeads} heads`);
    }
    this.dropout = dropout;
    this.batchFirst = batchFirst;
    const start = (...shape: number[]): Parameter => new Parameter(init.xavierUniform(tensor.zeros(shape)));
    const packed = kdim === embedDim && vdim === embedDim;
    this.inProjWeight = packed ? start(3 * embedDim, embedDim) : undefined;
    this.qProjWeight = packed ? undefined : start(embedDim, embedDim);
    this.kProjWeight = packed ? undefined : start(embedDim, kdim);
    this.vProjWeight = packed ? undefined : start(embedDim, vdim);
    this.inProjBias = bias ? zerosParameter([3 * embedDim]) : undefined;
    this.outProj = new Linear(embedDim, embedDim, { bias });
    if (this.outProj.bias) init.zeros(this.outProj.bias);
  }

  /** Queries `[batch, queries, embedDim]`; keys (default the queries) and values (default the keys) `[batch, keys, features]`. */
  override forward(
    query: Tensor,
    key: Tensor = query,
    value: Tensor = key,
    inputs: MultiheadAttentionInputs = {},
  ): [output: Tensor, weights: Tensor | undefined] {
    if (query.ndim === 2) return this.#forwardOne(query, key, value, inputs);
    this.#checkInputs(query, key, value);
    const [q, k, v] = this.#project(query, key, value).map((x) => this.#heads(x)) as [Tensor, Tensor, Tensor];
    const { joined, weights } = this.#attend(q, k, v, inputs);
    const [batch = 0, , length = 0] = q.shape;
    const rows = joined.transpose(1, 2).reshape([batch, length, this.embedDim]); // (B, L, E)
    const output = this.outProj.forward(this.batchFirst ? rows : rows.transpose(0, 1));
    return [output, weights && ((inputs.averageAttnWeights ?? true) ? weights.mean(1) : weights)];
  }

  /** One sample without a batch. */
  #forwardOne(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    inputs: MultiheadAttentionInputs,
  ): [output: Tensor, weights: Tensor | undefined] {
    const dim = this.batchFirst ? 0 : 1;
    const [q, k, v] = [query, key, value].map((x) => x.unsqueeze(dim)) as [Tensor, Tensor, Tensor];
    const { keyPaddingMask } = inputs;
    const more = { ...inputs, ...(keyPaddingMask ? { keyPaddingMask: keyPaddingMask.unsqueeze(0) } : {}) };
    const [output, weights] = this.forward(q, k, v, more);
    return [output.squeeze(dim), weights?.squeeze(0)];
  }

  #checkInputs(query: Tensor, key: Tensor, value: Tensor): void {
    const shapes = [query, key, value].map(({ shape }) => `[${shape.join(", ")}]`).join(", ");
    const [first, second] = this.batchFirst ? [0, 1] : [1, 0];
    const fits =
      [query, key, value].every((x) => x.ndim === 3 && x.shape[first] === query.shape[first]) &&
      key.shape[second] === value.shape[second] &&
      query.shape[2] === this.embedDim;
    if (fits) return;
    const order = this.batchFirst ? "batch, length" : "length, batch";
    throw new GradbookError(
      `MultiheadAttention: expected queries [${order}, ${this.embedDim}] with keys and values of one batch and length, got ${shapes}`,
    );
  }

  #project(query: Tensor, key: Tensor, value: Tensor): Tensor[] {
    const { inProjWeight, qProjWeight, kProjWeight, vProjWeight, inProjBias } = this;
    if (inProjWeight && query === key && key === value) return linear(query, inProjWeight, inProjBias).chunk(3, -1);
    const weights = inProjWeight?.chunk(3) ?? [qProjWeight, kProjWeight, vProjWeight];
    const biases = inProjBias?.chunk(3);
    return [query, key, value].map((x, i) => linear(x, weights[i] as Tensor, biases?.[i]));
  }

  /** `[batch, length, embedDim]` (or length first) as `[batch, heads, length, headDim]`. */
  #heads(x: Tensor): Tensor {
    const rows = this.batchFirst ? x : x.transpose(0, 1);
    const [batch = 0, length = 0] = rows.shape;
    return rows.reshape([batch, length, this.numHeads, this.embedDim / this.numHeads]).transpose(1, 2);
  }

  #attend(
    q: Tensor,
    k: Tensor,
    v: Tensor,
    { needWeights = true, causal = false, ...masks }: MultiheadAttentionInputs,
  ): { joined: Tensor; weights: Tensor | undefined } {
    const [batch = 0, heads = 0, queries = 0] = q.shape;
    const size = { batch, heads, queries, keys: k.shape[2] ?? 0 };
    const mask = additive(masks, size, q);
    const drops = this.training && this.dropout > 0;
    if (!needWeights && !drops) {
      const joined = scaledDotProductAttention(q, k, v, { causal, ...(mask ? { mask } : {}) });
      return { joined, weights: undefined };
    }
    const scores = q.div(Math.sqrt(q.shape[3] ?? 1)).matmul(k.transpose(-2, -1)); // (B, heads, L, S)
    const seen = causal ? scores.maskedFill(future(size.queries, size.keys), -Infinity) : scores;
    const weights = dropout((mask ? seen.add(mask) : seen).softmax(-1), { p: this.dropout, training: drops });
    return { joined: weights.matmul(v), weights: needWeights ? weights : undefined };
  }

  override describe(): string {
    return `${this.embedDim}, ${this.numHeads} heads`;
  }
}

/** True where a key comes after its query. */
function future(queries: number, keys: number): Tensor {
  return tensor.arange(keys).gt(tensor.arange(queries).unsqueeze(1));
}

interface ScoresSize {
  readonly batch: number;
  readonly heads: number;
  readonly queries: number;
  readonly keys: number;
}

/** Both masks as numbers that are added to the scores `[batch, heads, queries, keys]`. */
function additive({ attnMask, keyPaddingMask }: AttentionMasks, size: ScoresSize, like: Tensor): Tensor | undefined {
  const { batch, heads, queries, keys } = size;
  const padding =
    keyPaddingMask &&
    asNumbers(checked("keyPaddingMask", keyPaddingMask, [[batch, keys]]), like).reshape([batch, 1, 1, keys]);
  if (!attnMask) return padding;
  const shapes = [
    [queries, keys],
    [batch * heads, queries, keys],
  ];
  const numbers = asNumbers(checked("attnMask", attnMask, shapes), like);
  const mask = attnMask.ndim === 3 ? numbers.reshape([batch, heads, queries, keys]) : numbers;
  return padding ? mask.add(padding) : mask;
}

function asNumbers(mask: Tensor, like: Tensor): Tensor {
  return mask.dtype === "bool" ? tensor.zeros(mask.shape, { dtype: like.dtype }).maskedFill(mask, -Infinity) : mask;
}

function checked(name: string, mask: Tensor, shapes: readonly (readonly number[])[]): Tensor {
  if (shapes.some((shape) => String(shape) === String(mask.shape))) return mask;
  const expected = shapes.map((shape) => `[${shape.join(", ")}]`).join(" or ");
  throw new GradbookError(
    `MultiheadAttention: ${name} must have the shape ${expected}, got [${mask.shape.join(", ")}]`,
  );
}
