import { Worker } from "node:worker_threads";
import type { Job, JobReport, WorkerSetup } from "./jobs";

type Asked = Omit<Job, "number">;

interface Waiting {
  readonly job: Job;
  readonly resolve: (report: JobReport) => void;
}

/** Seconds beyond a job's own limits after which its worker counts as stuck. */
const grace = 8;

/** Runs jobs in worker threads. A job that does not end takes its worker with it, and a new one takes its place. */
export class Pool {
  readonly #queue: Waiting[] = [];
  readonly #idle: Worker[] = [];
  readonly #all = new Set<Worker>();
  #next = 0;
  #closed = false;

  constructor(
    readonly workerFile: string,
    readonly setup: WorkerSetup,
    size: number,
  ) {
    for (let i = 0; i < size; i++) this.#add();
  }

  /** Runs one answer through one check. Never rejects: a stuck or crashed worker is a report with a failure. */
  run(asked: Asked): Promise<JobReport> {
    return new Promise((resolve) => {
      this.#queue.push({ job: { ...asked, number: this.#next++ }, resolve });
      this.#deal();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#all].map((worker) => worker.terminate()));
  }

  #add(): void {
    const worker = new Worker(this.workerFile, { workerData: this.setup, stdout: true, stderr: true });
    this.#all.add(worker);
    this.#idle.push(worker);
  }

  #replace(worker: Worker): void {
    this.#all.delete(worker);
    void worker.terminate();
    if (!this.#closed) this.#add();
  }

  #deal(): void {
    while (this.#idle.length > 0 && this.#queue.length > 0) {
      this.#give(this.#idle.pop() as Worker, this.#queue.shift() as Waiting);
    }
  }

  #give(worker: Worker, { job, resolve }: Waiting): void {
    const seconds = job.seconds * job.seeds.length + grace;
    const end = (report: JobReport, isAlive: boolean): void => {
      clearTimeout(timer);
      // Each by its name: a worker listens to itself too, and must go on doing so.
      worker.off("message", answered).off("error", broke).off("exit", ended);
      if (isAlive) this.#idle.push(worker);
      else this.#replace(worker);
      resolve(report);
      this.#deal();
    };
    const lost = (failure: string): void => end({ number: job.number, runs: [], failure }, false);
    const answered = (report: JobReport): void => end(report, true);
    const broke = (error: Error): void => lost(`the worker broke: ${error.message}`);
    const ended = (): void => lost("the worker ended");
    const timer = setTimeout(() => lost("it did not end in time"), seconds * 1000);
    worker.on("message", answered).on("error", broke).on("exit", ended);
    worker.postMessage(job);
  }
}
