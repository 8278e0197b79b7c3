import type { TranslationBundle } from "@jupyterlab/translation";
import type { Message } from "@lumino/messaging";
import { Widget } from "@lumino/widgets";
import { doneOf, lessonAt, lessonsOf, nextLesson, titleOf, type Course, type Language, type Lesson } from "./course";
import type { CourseModel } from "./model";
import { speaker, type Say } from "./words";

type Child = Node | string;

function element(tag: string, properties: Readonly<Record<string, string>>, ...children: Child[]): HTMLElement {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

function button(className: string, onClick: () => void, ...children: Child[]): HTMLElement {
  const node = element("button", { type: "button", class: className }, ...children);
  node.addEventListener("click", onClick);
  return node;
}

/** The course in the left side bar: stages, lessons, what is done, and where to go on. */
export class CoursePanel extends Widget {
  constructor(
    private readonly model: CourseModel,
    private readonly open: (lesson: Lesson, language: Language) => void,
    private readonly trans: TranslationBundle,
  ) {
    super();
    this.addClass("gradbook-course");
    model.changed.connect(() => this.update());
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    void this.model.refresh();
  }

  protected override onUpdateRequest(): void {
    const focused = document.activeElement?.getAttribute("data-lesson");
    const scroll = this.node.scrollTop;
    const say = speaker(this.trans, this.model.language);
    this.node.lang = this.model.language === "zh" ? "zh-CN" : "en";
    if (this.model.course?.stages.length) this.node.replaceChildren(...this.whole(this.model.course, say));
    else if (this.model.isLoaded) this.node.replaceChildren(...this.empty(say));
    this.node.scrollTop = scroll;
    if (focused) this.node.querySelector<HTMLElement>(`[data-lesson="${CSS.escape(focused)}"]`)?.focus();
  }

  private empty(say: Say): Node[] {
    const why =
      "The list of lessons (.gradbook/course.json) is missing. It is written when JupyterLab is started with npm start.";
    return [element("h2", {}, say("No course here")), element("p", { class: "gradbook-empty" }, say(why))];
  }

  private whole(course: Course, say: Say): Node[] {
    const all = lessonsOf(course);
    const done = all.filter((lesson) => doneOf(lesson, this.model.progress).whole).length;
    const head = element("div", { class: "gradbook-head" }, element("h2", {}, say("Course")), this.languages(say));
    const share = say("%1 of %2 lessons done", done, all.length);
    const bar = element("progress", { max: String(all.length || 1), value: String(done), "aria-label": share });
    return [
      head,
      element("div", { class: "gradbook-share" }, bar, element("span", {}, share)),
      ...this.goOn(course, say),
      element("nav", { "aria-label": say("Course") }, ...course.stages.map((stage) => this.stage(stage, say))),
    ];
  }

  private languages(say: Say): Node {
    const choice = (language: Language, label: string): HTMLElement => {
      const node = button("gradbook-language", () => this.model.choose(language), label);
      node.setAttribute("aria-pressed", String(this.model.language === language));
      node.setAttribute("lang", language === "zh" ? "zh-CN" : "en");
      return node;
    };
    const label = say("Language of the lessons");
    return element("div", { role: "group", "aria-label": label }, choice("en", "EN"), choice("zh", "中文"));
  }

  private goOn(course: Course, say: Say): Node[] {
    const { language, last, progress } = this.model;
    const next = nextLesson(course, progress, last);
    if (!next) return [];
    const word = element("span", {}, say(last === null ? "Start" : "Continue"));
    const title = element("strong", {}, `${next.number} ${titleOf(next, language)}`);
    return [button("gradbook-continue", () => this.open(next, language), word, title)];
  }

  private stage(stage: Course["stages"][number], say: Say): Node {
    const { language } = this.model;
    const items = stage.lessons.map((lesson) => element("li", {}, this.lesson(lesson, say)));
    return element("section", {}, element("h3", {}, stage.title[language]), element("ol", {}, ...items));
  }

  private lesson(lesson: Lesson, say: Say): Node {
    const { language, progress, current, course } = this.model;
    const { passed, of, whole } = doneOf(lesson, progress);
    const facts: string[] = [];
    if (lesson.minutes !== undefined) facts.push(say("%1 min", lesson.minutes));
    if (whole) facts.push(say("Done"));
    else if (of > 0)
      facts.push(
        passed > 0 ? say("%1 of %2 exercises", passed, of) : say(of === 1 ? "%1 exercise" : "%1 exercises", of),
      );
    const node = button(
      "gradbook-lesson",
      () => this.open(lesson, language),
      element("span", { class: "gradbook-number", "aria-hidden": "true" }, whole ? "✓" : lesson.number),
      element("span", { class: "gradbook-title" }, titleOf(lesson, language)),
      element("span", { class: "gradbook-facts" }, facts.join(" · ")),
    );
    node.dataset.lesson = lesson.id;
    if (whole) node.classList.add("gradbook-done");
    const isOpen = current !== null && course !== null && lessonAt(course, current)?.id === lesson.id;
    if (isOpen) node.setAttribute("aria-current", "page");
    return node;
  }
}
