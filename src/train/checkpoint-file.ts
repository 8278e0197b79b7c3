import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { tensor, Tensor } from "../autograd/index";
import { GradbookError } from "../errors";
import type { DType, TypedArray } from "../tensor/dtype";
import type { Checkpoint } from "./checkpoint";
import type { Callback } from "./options";

// The file is one of safetensors: the length of a header (8 bytes), the header in JSON with name, type, shape and place of each
// tensor, then their numbers. So other programs read the tensors; what is not a tensor stands as JSON in the header's metadata.

const format = "gradbook.checkpoint.v1";
const types = { float32: "F32", float64: "F64", int32: "I32", uint8: "U8", bool: "BOOL" } as const;
const arrays = { F32: Float32Array, F64: Float64Array, I32: Int32Array, U8: Uint8Array, BOOL: Uint8Array } as const;

interface Entry {
  readonly dtype: keyof typeof arrays;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [start: number, end: number];
}

/**
 * Writes a checkpoint into a file, in the safetensors format; a file that was there is replaced only when the new one is whole.
 *
 * @example
 * const net = new nn.Linear(1, 1);
 * const optimizer = new optim.Adam(net.parameters(), { lr: 0.1 });
 * const options = { data: { x: tensor([[1]]), y: tensor([[2]]) }, loss: nn.mseLoss, optimizer, epochs: 2, progress: false };
 * const history = await train.fit(net, options);
 * const file = `${process.env.TMPDIR ?? "/tmp"}/gradbook-example-${process.pid}.safetensors`;
 * train.saveCheckpoint(file, history.checkpoint());
 * const longer = await train.fit(net, { ...options, epochs: 3, resume: train.loadCheckpoint(file) });
 * longer.epochs.length; // -> 3
 */
export function saveCheckpoint(file: string, checkpoint: Checkpoint): void {
  const part = `${file}.part`;
  writeFileSync(part, toBytes(checkpoint));
  renameSync(part, file);
}

/**
 * Reads a checkpoint that `saveCheckpoint` has written.
 *
 * @throws if the file is no checkpoint, or not whole.
 */
export function loadCheckpoint(file: string): Checkpoint {
  try {
    return fromBytes(new Uint8Array(readFileSync(file))) as Checkpoint;
  } catch (error) {
    if ((error as { code?: string }).code === "ENOENT")
      throw new GradbookError(`loadCheckpoint: there is no file ${file}`);
    throw new GradbookError(`loadCheckpoint: ${file} is no checkpoint, or not whole`, { cause: error });
  }
}

/**
 * A callback that writes a checkpoint after every so many epochs, and at the end or an interrupt.
 *
 * @param options.every default 1
 * @example
 * const file = `${process.env.TMPDIR ?? "/tmp"}/gradbook-callback-${process.pid}.safetensors`;
 * const net = new nn.Linear(1, 1);
 * await train.fit(net, {
 *   data: { x: tensor([[1]]), y: tensor([[2]]) },
 *   loss: nn.mseLoss,
 *   optimizer: new optim.SGD(net.parameters(), { lr: 0.1 }),
 *   epochs: 3,
 *   progress: false,
 *   callbacks: [train.checkpointTo(file, { every: 2 })],
 * });
 * train.loadCheckpoint(file).epochs.length; // -> 3
 */
export function checkpointTo(file: string, { every = 1 }: { every?: number } = {}): Callback {
  return {
    onEpoch(run, { epoch }) {
      if (epoch % every === 0) saveCheckpoint(file, run.checkpoint());
    },
    onEnd: (run) => saveCheckpoint(file, run.checkpoint()),
  };
}

function toBytes(checkpoint: Checkpoint): Uint8Array {
  const entries: Record<string, Entry> = {};
  const parts: Uint8Array[] = [];
  let length = 0;
  const content = JSON.stringify(
    withoutTensors(checkpoint, "", (name, value) => {
      const values = value.toTypedArray();
      const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      entries[name] = { dtype: types[value.dtype], shape: value.shape, data_offsets: [length, length + bytes.length] };
      parts.push(bytes);
      length += bytes.length;
    }),
  );
  const json = JSON.stringify({ __metadata__: { format, content }, ...entries });
  const header = new TextEncoder().encode(json + " ".repeat((8 - (new TextEncoder().encode(json).length % 8)) % 8));
  const file = new Uint8Array(8 + header.length + length);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(header, 8);
  let at = 8 + header.length;
  for (const part of parts) {
    file.set(part, at);
    at += part.length;
  }
  return file;
}

function fromBytes(file: Uint8Array): unknown {
  const headerLength = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  const data = file.subarray(8 + headerLength);
  const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + headerLength))) as Record<string, Entry> & {
    __metadata__: { format: string; content: string };
  };
  if (header.__metadata__.format !== format) throw new GradbookError(`the format is ${header.__metadata__.format}`);
  return withTensors(JSON.parse(header.__metadata__.content), (name) => {
    const entry = header[name];
    if (!entry) throw new GradbookError(`there is no tensor ${name}`);
    return readTensor(entry, data);
  });
}

function readTensor({ dtype, shape, data_offsets: [start, end] }: Entry, data: Uint8Array): Tensor {
  if (end > data.length) throw new GradbookError("the file ends too early");
  const values: TypedArray = new arrays[dtype](data.slice(start, end).buffer);
  const own = Object.entries(types).find(([, name]) => name === dtype)?.[0] as DType;
  return tensor(values, { dtype: own }).reshape(shape);
}

/** Plain data with `{ $tensor: name }` in the place of tensors, and numbers that JSON does not know as words. */
function withoutTensors(value: unknown, path: string, take: (name: string, value: Tensor) => void): unknown {
  if (value instanceof Tensor) {
    take(path, value);
    return { $tensor: path };
  }
  if (typeof value === "number" && !Number.isFinite(value)) return { $number: String(value) };
  if (Array.isArray(value)) return value.map((item, i) => withoutTensors(item, `${path}/${i}`, take));
  if (typeof value !== "object" || value === null) return value;
  const inner = (name: string): string => (path === "" ? name : `${path}/${name}`);
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, withoutTensors(item, inner(name), take)]),
  );
}

function withTensors(value: unknown, find: (name: string) => Tensor): unknown {
  if (Array.isArray(value)) return value.map((item) => withTensors(item, find));
  if (typeof value !== "object" || value === null) return value;
  const { $tensor, $number } = value as { $tensor?: string; $number?: string };
  if ($tensor !== undefined) return find($tensor);
  if ($number !== undefined) return Number($number);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withTensors(item, find)]));
}
