import { noGrad, tensor, type Tensor } from "../../autograd/index";
import { GradbookError } from "../../errors";
import { embedding, rowNumber } from "../functional/encode";
import { Module } from "../module";
import { Parameter } from "../parameter";

export interface EmbeddingOptions {
  /** The row that stands for nothing: it starts as zeros and receives no gradient. Negative numbers count from the end. */
  paddingIdx?: number;
}

/**
 * A learned vector for each of `numEmbeddings` things: whole numbers `[...]` give `[..., embeddingDim]`. Starts normal.
 *
 * @throws if an index is not one of the rows.
 * @example
 * new nn.Embedding(10, 4, { paddingIdx: 0 }).forward(tensor([[0, 3]])).at(0, 0).toList(); // -> [0, 0, 0, 0]
 */
export class Embedding extends Module {
  readonly weight: Parameter;
  readonly paddingIdx: number | undefined;

  constructor(
    readonly numEmbeddings: number,
    readonly embeddingDim: number,
    { paddingIdx }: EmbeddingOptions = {},
  ) {
    super();
    this.weight = new Parameter(tensor.randn([numEmbeddings, embeddingDim]));
    this.paddingIdx = paddingIdx === undefined ? undefined : rowNumber(paddingIdx, numEmbeddings);
    const { paddingIdx: row } = this;
    if (row !== undefined) noGrad(() => this.weight.slice([row, row + 1]).zero_());
  }

  /**
   * An embedding with rows that were learned before, frozen unless `freeze` is false.
   *
   * @param rows `[numEmbeddings, embeddingDim]`
   * @example
   * nn.Embedding.fromPretrained(tensor([[1, 2], [3, 4]])).forward(tensor([1])).toArray(); // -> [[3, 4]]
   */
  static fromPretrained(rows: Tensor, { freeze = true, ...options }: PretrainedOptions = {}): Embedding {
    const [count = 0, length = 0] = rows.shape;
    if (rows.ndim !== 2)
      throw new GradbookError(`Embedding.fromPretrained: expected rows of vectors, got [${rows.shape.join(", ")}]`);
    const layer = new Embedding(count, length, options);
    noGrad(() => layer.weight.copy_(rows));
    layer.weight.requiresGrad = !freeze;
    return layer;
  }

  override forward(indices: Tensor): Tensor {
    const { paddingIdx } = this;
    return embedding(indices, this.weight, paddingIdx === undefined ? {} : { paddingIdx });
  }

  override describe(): string {
    return `${this.numEmbeddings} x ${this.embeddingDim}`;
  }
}

export interface PretrainedOptions extends EmbeddingOptions {
  /** Whether the rows stay as they are. Default true. */
  freeze?: boolean;
}
