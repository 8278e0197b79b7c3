import { createHmac } from "node:crypto";
import { chmodSync } from "node:fs";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Wire, WireError, type Message } from "../../src/kernel/protocol/wire";
import { toCharacters, toUnits } from "../../src/kernel/server/offsets";
import { Client } from "./client";

const cases = process.env["GRADBOOK_DEEP"] === "1" ? 10_000 : 300;

const message = (wire: Wire, type = "kernel_info_request", content = {}): Message => ({
  identities: [Buffer.from("someone")],
  header: wire.header(type),
  parentHeader: {},
  metadata: {},
  content,
  buffers: [Buffer.from([1, 2, 3])],
});

describe("the wire format", () => {
  test("what is written is read again, buffers and identities too", () => {
    const sent = message(new Wire("key"), "comm_msg", { data: { text: "naïve 😀" } });
    const read = new Wire("key").decode(new Wire("key").encode(sent));
    expect(read).toEqual(sent);
  });

  test("the signature is HMAC-SHA256 of the four JSON frames", () => {
    const frames = new Wire("secret").encode(message(new Wire("secret")));
    const hmac = createHmac("sha256", "secret");
    for (const frame of frames.slice(3, 7)) hmac.update(frame);
    expect(frames[2]?.toString()).toBe(hmac.digest("hex"));
  });

  test("another key, a changed frame, a missing frame and a replay are refused", () => {
    const wire = new Wire("key");
    const frames = new Wire("key").encode(message(wire));
    expect(() => new Wire("other").decode(frames)).toThrow(WireError);
    const changed = frames.map((frame, at) => (at === 6 ? Buffer.from('{"code":"evil"}') : frame));
    expect(() => wire.decode(changed)).toThrow("wrong signature");
    expect(() => wire.decode(frames.slice(0, 5))).toThrow(WireError);
    expect(() => wire.decode(frames.slice(2))).toThrow("delimiter");
    wire.decode(frames);
    expect(() => wire.decode(frames)).toThrow("replay");
  });

  test("any list of frames is read or refused by a WireError, signed or not", () => {
    const frame = fc.oneof(
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      fc.json().map((text) => Buffer.from(text)),
      fc.constant(Buffer.from("<IDS|MSG>")),
    );
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 9 }), fc.boolean(), (frames, signed) => {
        try {
          new Wire(signed ? "key" : "").decode(frames);
        } catch (error) {
          expect(error).toBeInstanceOf(WireError);
        }
      }),
      { numRuns: cases },
    );
  });

  test("cursor positions count characters, and go back to UTF-16 units", () => {
    expect(toUnits("a😀b", 2)).toBe(3);
    expect(toCharacters("a😀b", 3)).toBe(2);
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const characters = [...text].length;
        expect(toUnits(text, characters)).toBe(text.length);
        expect(toCharacters(text, text.length)).toBe(characters);
      }),
      { numRuns: cases },
    );
  });
});

describe("a kernel that is sent nonsense", () => {
  let kernel: Client;
  let log = "";
  beforeAll(async () => {
    kernel = await Client.start();
    kernel.process.stderr?.on("data", (text: Buffer) => (log += text.toString()));
    await kernel.execute("let alive = 1");
  });
  afterAll(() => kernel.stop());

  test("truncated, unsigned, huge and mistyped frames on every channel never end the process", async () => {
    const channels = fc.constantFrom("shell" as const, "control" as const, "stdin" as const);
    const bytes = fc.uint8Array({ maxLength: 64 }).map((array) => Buffer.from(array));
    const cut = fc.nat({ max: 7 }).map((keep) => kernel.wire.encode(message(kernel.wire)).slice(1, 1 + keep));
    const frames = fc.oneof(fc.array(bytes, { minLength: 1, maxLength: 8 }), cut);
    await fc.assert(
      fc.asyncProperty(frames, channels, async (list, channel) =>
        kernel.sendFrames(list.length > 0 ? list : [""], channel),
      ),
      { numRuns: cases },
    );
    await kernel.sendFrames([Buffer.alloc(5_000_000, 1)]);
    expect((await kernel.execute("alive")).text).toBe("1");
    expect(log).toContain("was dropped");
  });

  test("signed messages with contents of wrong types are answered or dropped", async () => {
    const types = fc.constantFrom(
      "complete_request",
      "inspect_request",
      "is_complete_request",
      "history_request",
      "comm_open",
      "comm_msg",
      "comm_close",
      "comm_info_request",
      "execute_request",
      "input_reply",
      "no_such_request",
    );
    const names = fc.constantFrom(
      "code",
      "cursor_pos",
      "comm_id",
      "data",
      "hist_access_type",
      "n",
      "pattern",
      "session",
      "user_expressions",
      "target_name",
      "silent",
    );
    const value = fc.oneof(
      fc.integer(),
      fc.string({ maxLength: 8 }),
      fc.constant(null),
      fc.boolean(),
      fc.constant([]),
      fc.constant({}),
      fc.double(),
    );
    const content = fc.dictionary(names, value, { maxKeys: 4 });
    await fc.assert(
      fc.asyncProperty(
        types,
        content,
        async (type, fields) =>
          void (await kernel.send(type, { ...fields, ...(type === "execute_request" && { code: "" }) })),
      ),
      { numRuns: cases },
    );
    expect((await kernel.execute("alive")).text).toBe("1");
  });

  test("a message with a wrong signature runs nothing, and the same message twice runs once", async () => {
    await kernel.execute("let runs = 0;");
    const forged = new Wire("not the key");
    await kernel.sendFrames(
      forged.encode({ ...message(forged, "execute_request", { code: "runs += 100" }), identities: [] }),
    );
    const twice = kernel.wire.encode({
      ...message(kernel.wire, "execute_request", { code: "runs += 1", store_history: false }),
      identities: [],
    });
    await kernel.sendFrames(twice);
    await kernel.sendFrames(twice);
    expect((await kernel.execute("runs")).text).toBe("1");
    expect(log).toContain("wrong signature");
    expect(log).toContain("replay");
  });
});

test.skipIf(process.platform === "win32")("a connection file that others can read is told of", async () => {
  const first = await Client.start();
  const file = first.connectionFile;
  chmodSync(file, 0o644);
  const { spawnSync } = await import("node:child_process");
  const { kernelFile } = await import("./build");
  // The ports are taken, so this second kernel ends at once; it has read the file by then.
  const { stderr } = spawnSync(process.execPath, [await kernelFile(), file], { encoding: "utf8", timeout: 20_000 });
  expect(stderr).toContain("can be read by other users");
  await first.stop();
});
