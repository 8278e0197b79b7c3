export interface BenchCommand {
  command: string;
  args: string[];
  cwd: string;
  env?: Record<string, string>;
}

export interface BenchLine {
  workload: string;
  ours: number | null;
  peer: number | null;
  peerName: string;
  unit: string;
  ratio: number | null;
  goal: number | null;
  met: boolean | null;
  note?: string;
}

export function sideBySide(options: {
  workloads: readonly { name: string; check?: number; goals: Record<string, number> }[];
  ours: BenchCommand;
  peers: readonly { key: string; label: string; command: BenchCommand | undefined }[];
  rounds: number;
  timeout?: number;
  log: (text: string) => void;
}): Promise<BenchLine[]>;
