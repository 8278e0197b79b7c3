import type { Contents } from "@jupyterlab/services";
import type { IStateDB } from "@jupyterlab/statedb";
import { Signal, type ISignal } from "@lumino/signaling";
import { emptyProgress, type Progress } from "../../../src/lesson/pure/progress";
import { files, lessonAt, parseCourse, readProgress, type Course, type Language } from "./course";

const stateKey = "gradbook:course";

/** The course, how far the learner is, and what they chose. Others may read it by its token and hear of changes. */
export class CourseModel {
  course: Course | null = null;
  progress: Progress = emptyProgress;
  language: Language = "en";
  /** Id of the lesson that was open last. */
  last: string | null = null;
  /** Path of the notebook in front. */
  current: string | null = null;
  isLoaded = false;
  private readonly signal = new Signal<this, void>(this);

  constructor(
    private readonly contents: Contents.IManager,
    private readonly state: IStateDB | null,
  ) {}

  get changed(): ISignal<this, void> {
    return this.signal;
  }

  /** Reads the course, the progress and the learner's choices. */
  async load(preferred: Language): Promise<void> {
    const kept = (await this.state?.fetch(stateKey).catch(() => undefined)) as Record<string, unknown> | undefined;
    this.language = kept?.language === "zh" || kept?.language === "en" ? kept.language : preferred;
    this.last = typeof kept?.last === "string" ? kept.last : null;
    const text = await this.read(files.course);
    this.course = text === null ? null : parseCourse(text);
    await this.refresh();
    this.isLoaded = true;
    this.signal.emit();
  }

  /** Reads the progress again: a check in a notebook may have changed it. */
  async refresh(): Promise<void> {
    this.progress = readProgress((await this.hasProgress()) ? await this.read(files.progress) : null);
    this.signal.emit();
  }

  choose(language: Language): void {
    this.language = language;
    this.keep();
  }

  /** Tells which notebook is in front. */
  follow(path: string | null): void {
    this.current = path;
    const lesson = path === null || this.course === null ? undefined : lessonAt(this.course, path);
    if (lesson) this.last = lesson.id;
    this.keep();
  }

  private keep(): void {
    void this.state?.save(stateKey, { language: this.language, last: this.last });
    this.signal.emit();
  }

  /** Looked up in the folder's list: asking for a file that is not there yet would leave an error in the console. */
  private async hasProgress(): Promise<boolean> {
    try {
      const { content } = await this.contents.get("", { content: true });
      return (content as readonly Contents.IModel[]).some(({ name }) => name === files.progress);
    } catch {
      return false;
    }
  }

  private async read(path: string): Promise<string | null> {
    try {
      const { content } = await this.contents.get(path, { type: "file", format: "text", content: true });
      return typeof content === "string" ? content : null;
    } catch {
      return null;
    }
  }
}
