import { Generator, manualSeed, nn, optim, tensor, type train } from "gradbook";

/** Two opposite quarters of the plane against the other two, as in XOR. */
export function quarters(count: number, seed: number): train.Dataset {
  const x = tensor.randn([count, 2], { generator: new Generator(seed) });
  return { x, y: x.at(":", 0).mul(x.at(":", 1)).gt(0).to("int32") };
}

export function network(...more: nn.Module[]): nn.Sequential {
  manualSeed(5);
  return new nn.Sequential(new nn.Linear(2, 16), new nn.Tanh(), ...more, new nn.Linear(16, 2));
}

export function options(net: nn.Module, more: Partial<train.FitOptions> = {}): train.FitOptions {
  const optimizer = new optim.Adam(net.parameters(), { lr: 0.02 });
  return { data: quarters(200, 1), loss: nn.crossEntropy, optimizer, epochs: 3, progress: false, ...more };
}

export const valuesOf = (net: nn.Module): number[] => net.parameters().flatMap((parameter) => parameter.toList());

export async function errorOf(run: Promise<unknown>): Promise<Error & { history?: train.History }> {
  return run.then(
    () => new Error("no error"),
    (thrown: unknown) => thrown as Error,
  );
}
