/**
 * Some things end the whole process, and it cannot say so: an array that V8 finds no room for, or the system that runs out of
 * memory. So the cell that runs is noted beside the connection file, and the kernel that Jupyter starts in its place tells.
 */
import { readFileSync, rmSync, writeFileSync } from "node:fs";

export class RunningNote {
  private readonly file: string;
  private left: string | undefined;

  constructor(connectionFile: string) {
    this.file = `${connectionFile}.running`;
    this.left = this.read();
  }

  begin(label: string): void {
    try {
      writeFileSync(this.file, label, { mode: 0o600 });
    } catch {
      // Where nothing can be written, nothing can be told later.
    }
  }

  end(): void {
    rmSync(this.file, { force: true });
  }

  /** What the first cell is told when the kernel before this one has died; once. */
  takeMessage(): string | undefined {
    const { left } = this;
    this.left = undefined;
    if (left === undefined) return undefined;
    return (
      `The kernel before this one ended while ${left} ran, most likely because it needed more memory than there is. ` +
      "All variables are lost: run the cells again from the top, with smaller arrays in that cell.\n"
    );
  }

  private read(): string | undefined {
    try {
      return readFileSync(this.file, "utf8").slice(0, 100);
    } catch {
      return undefined;
    }
  }
}
