// A character GPT as a learner would write it, with the architecture of bench/peers/torch_engine.py.
import { nn, tensor, type Tensor } from "gradbook";
import type { GPTShape } from "../measure.mjs";

/** One block: every position looks at the ones before it, then thinks for itself. */
export class Block extends nn.Module {
  readonly norm1: nn.LayerNorm;
  readonly queryKeyValue: nn.Linear;
  readonly projection: nn.Linear;
  readonly norm2: nn.LayerNorm;
  readonly up: nn.Linear;
  readonly down: nn.Linear;

  constructor(
    readonly features: number,
    readonly heads: number,
  ) {
    super();
    this.norm1 = new nn.LayerNorm(features);
    this.queryKeyValue = new nn.Linear(features, 3 * features);
    this.projection = new nn.Linear(features, features);
    this.norm2 = new nn.LayerNorm(features);
    this.up = new nn.Linear(features, 4 * features);
    this.down = new nn.Linear(4 * features, features);
  }

  override forward(x: Tensor): Tensor {
    const attended = x.add(this.attention(this.norm1.forward(x))); // [B, T, C]
    const hidden = nn.gelu(this.up.forward(this.norm2.forward(attended)), { approximate: "tanh" }); // [B, T, 4 C]
    return attended.add(this.down.forward(hidden)); // [B, T, C]
  }

  private attention(x: Tensor): Tensor {
    const [batch = 0, context = 0] = x.shape;
    const [q, k, v] = this.queryKeyValue
      .forward(x)
      .split(this.features, -1)
      .map((part) => part.reshape([batch, context, this.heads, -1]).transpose(1, 2)) as [Tensor, Tensor, Tensor]; // [B, heads, T, C / heads]
    const mixed = nn.scaledDotProductAttention(q, k, v, { causal: true });
    return this.projection.forward(mixed.transpose(1, 2).reshape(x.shape)); // [B, T, C]
  }
}

/** From characters `[B, T]` to scores of the next ones `[B, T, vocabulary]`. */
export class GPT extends nn.Module {
  readonly tokens: nn.Embedding;
  readonly positions: nn.Embedding;
  readonly blocks: readonly Block[];
  readonly norm: nn.LayerNorm;
  readonly head: nn.Linear;
  readonly places: Tensor;

  constructor({ layers, heads, features, context, vocabulary }: GPTShape) {
    super();
    this.tokens = new nn.Embedding(vocabulary, features);
    this.positions = new nn.Embedding(context, features);
    this.blocks = Array.from({ length: layers }, () => new Block(features, heads));
    this.norm = new nn.LayerNorm(features);
    this.head = new nn.Linear(features, vocabulary, { bias: false });
    this.places = tensor.arange(0, context, 1, { dtype: "int32" });
  }

  override forward(indices: Tensor): Tensor {
    let x = this.tokens.forward(indices).add(this.positions.forward(this.places)); // [B, T, C]
    for (const block of this.blocks) x = block.forward(x);
    return this.head.forward(this.norm.forward(x)); // [B, T, vocabulary]
  }
}
