import type { Tensor } from "../../autograd/index";
import { gelu, relu } from "../functional/index";
import { Module } from "../module";
import { Dropout } from "./dropout";
import { LayerNorm } from "./layer-norm";
import { Linear } from "./linear";
import { MultiheadAttention, type AttentionMasks } from "./multihead-attention";

export interface TransformerEncoderLayerOptions {
  /** Width of the two linear layers' middle. Default 2048. */
  dimFeedforward?: number;
  /** The probability of dropping an element in training. Default 0.1. */
  dropout?: number;
  /** Between the two linear layers. Default `"relu"`. */
  activation?: "relu" | "gelu" | ((x: Tensor) => Tensor);
  /** Added to variances. Default 1e-5. */
  layerNormEps?: number;
  /** Whether sequences are `[batch, length, features]`. Default true; PyTorch's is false. */
  batchFirst?: boolean;
  /** Whether normalisation stands before attention and linear layers instead of after. Default false. */
  normFirst?: boolean;
  /** Whether biases are added. Default true. */
  bias?: boolean;
}

/**
 * One layer of a transformer's encoder, `[batch, length, dModel]` to the same shape:
 * `y = norm1(x + attention(x))`, `z = norm2(y + linear2(activation(linear1(y))))`; with `normFirst`
 * `y = x + attention(norm1(x))`, `z = y + linear2(activation(linear1(norm2(y))))`. With `causal` it is the layer of a GPT.
 *
 * Source: Vaswani et al., Attention Is All You Need, 2017.
 *
 * @throws if `dModel` cannot be split into the heads.
 * @example
 * new nn.TransformerEncoderLayer(8, 2, { dimFeedforward: 16 }).forward(tensor.rand([3, 5, 8])).shape; // -> [3, 5, 8]
 */
export class TransformerEncoderLayer extends Module {
  readonly selfAttn: MultiheadAttention;
  readonly linear1: Linear;
  readonly dropout: Dropout;
  readonly linear2: Linear;
  readonly norm1: LayerNorm;
  readonly norm2: LayerNorm;
  readonly dropout1: Dropout;
  readonly dropout2: Dropout;
  readonly normFirst: boolean;
  readonly activation: (x: Tensor) => Tensor;

  constructor(
    readonly dModel: number,
    readonly nhead: number,
    options: TransformerEncoderLayerOptions = {},
  ) {
    super();
    const { dimFeedforward = 2048, dropout = 0.1, activation = "relu", layerNormEps: eps = 1e-5 } = options;
    const { batchFirst = true, normFirst = false, bias = true } = options;
    this.selfAttn = new MultiheadAttention(dModel, nhead, { dropout, bias, batchFirst });
    this.linear1 = new Linear(dModel, dimFeedforward, { bias });
    this.dropout = new Dropout(dropout);
    this.linear2 = new Linear(dimFeedforward, dModel, { bias });
    this.norm1 = new LayerNorm(dModel, { eps, bias });
    this.norm2 = new LayerNorm(dModel, { eps, bias });
    this.dropout1 = new Dropout(dropout);
    this.dropout2 = new Dropout(dropout);
    this.normFirst = normFirst;
    this.activation = activation === "relu" ? relu : activation === "gelu" ? (x) => gelu(x) : activation;
  }

  override forward(x: Tensor, masks: AttentionMasks = {}): Tensor {
    if (this.normFirst) {
      const y = x.add(this.#attention(this.norm1.forward(x), masks));
      return y.add(this.#feedForward(this.norm2.forward(y)));
    }
    const y = this.norm1.forward(x.add(this.#attention(x, masks)));
    return this.norm2.forward(y.add(this.#feedForward(y)));
  }

  #attention(x: Tensor, masks: AttentionMasks): Tensor {
    const [output] = this.selfAttn.forward(x, x, x, { ...masks, needWeights: false });
    return this.dropout1.forward(output);
  }

  #feedForward(x: Tensor): Tensor {
    const middle = this.dropout.forward(this.activation(this.linear1.forward(x)));
    return this.dropout2.forward(this.linear2.forward(middle));
  }

  override describe(): string {
    return `${this.dModel}, ${this.nhead} heads`;
  }
}
