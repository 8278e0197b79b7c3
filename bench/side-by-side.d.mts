export interface BenchCommand {
  command: string;
  args: string[];
  cwd: string;
  env?: Record<string, string>;
}

export interface Contender {
  key: string;
  label: string;
  backend?: string;
  command: BenchCommand | undefined;
  missing?: string;
}

export interface Comparison {
  workload: string;
  unit: string;
  ours: string;
  peer?: string;
  goal?: number;
  check?: number;
}

export interface BenchLine {
  workload: string;
  backend?: string;
  ours: number | null;
  peer: number | null;
  peerName: string;
  unit: string;
  ratio: number | null;
  goal: number | null;
  met: boolean | null;
  note?: string;
}

export function median(values: readonly number[]): number;
export function agrees(a: number | undefined, b: number | undefined): boolean;

export function sideBySide(options: {
  contenders: readonly Contender[];
  comparisons: readonly Comparison[];
  rounds: number;
  timeout?: number;
  log: (text: string) => void;
}): Promise<BenchLine[]>;
