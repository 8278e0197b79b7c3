import { embedding, tensor, type Tensor } from "../../autograd/index";
import { Module } from "../module";
import { Parameter } from "../parameter";

/** A learned vector for each of `numEmbeddings` things: whole numbers `[...]` give `[..., embeddingDim]`. Starts normal. */
export class Embedding extends Module {
  readonly weight: Parameter;

  constructor(
    readonly numEmbeddings: number,
    readonly embeddingDim: number,
  ) {
    super();
    this.weight = new Parameter(tensor.randn([numEmbeddings, embeddingDim]));
  }

  override forward(indices: Tensor): Tensor {
    return embedding(indices, this.weight);
  }

  override describe(): string {
    return `${this.numEmbeddings} x ${this.embeddingDim}`;
  }
}
