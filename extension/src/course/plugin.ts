import { ILayoutRestorer, type JupyterFrontEnd, type JupyterFrontEndPlugin } from "@jupyterlab/application";
import { ICommandPalette } from "@jupyterlab/apputils";
import { ILauncher } from "@jupyterlab/launcher";
import { INotebookTracker, NotebookActions } from "@jupyterlab/notebook";
import { IStateDB } from "@jupyterlab/statedb";
import { ITranslator, nullTranslator } from "@jupyterlab/translation";
import { caretLeftIcon, caretRightIcon, notebookIcon } from "@jupyterlab/ui-components";
import { Token } from "@lumino/coreutils";
import { languageAt, lessonAt, neighbour, nextLesson, titleOf, type Language, type Lesson } from "./course";
import { courseIcon } from "./icon";
import { CourseModel } from "./model";
import { CoursePanel } from "./panel";

/** For other extensions: the course and the learner's progress. */
export const ICourse = new Token<CourseModel>(
  "@gradbook/jupyterlab:ICourse",
  "The course and the learner's progress in it.",
);

const commandIds = {
  continue: "gradbook:continue",
  previous: "gradbook:previous-lesson",
  next: "gradbook:next-lesson",
} as const;

/** The course panel in the left side bar, previous and next in the notebook's toolbar (schema/course.json), a launcher card. */
export const coursePlugin: JupyterFrontEndPlugin<CourseModel> = {
  id: "@gradbook/jupyterlab:course",
  description: "The course: lessons, progress, previous and next.",
  autoStart: true,
  provides: ICourse,
  requires: [INotebookTracker],
  optional: [IStateDB, ITranslator, ICommandPalette, ILauncher, ILayoutRestorer],
  activate: (
    app: JupyterFrontEnd,
    tracker: INotebookTracker,
    state: IStateDB | null,
    translator: ITranslator | null,
    palette: ICommandPalette | null,
    launcher: ILauncher | null,
    restorer: ILayoutRestorer | null,
  ) => {
    const trans = (translator ?? nullTranslator).load("gradbook");
    const preferred: Language = translator?.languageCode.startsWith("zh") ? "zh" : "en";
    const model = new CourseModel(app.serviceManager.contents, state);
    const open = (lesson: Lesson, language: Language): void => {
      void app.commands.execute("docmanager:open", { path: lesson.path[language], factory: "Notebook" });
    };

    const panel = new CoursePanel(model, open, trans);
    panel.id = "gradbook-course";
    panel.title.icon = courseIcon;
    panel.title.caption = trans.__("Course");
    app.shell.add(panel, "left", { rank: 50 });
    restorer?.add(panel, panel.id);

    const beside = (step: 1 | -1): { lesson: Lesson; language: Language } | null => {
      const path = tracker.currentWidget?.context.path;
      const lesson = path === undefined || !model.course ? undefined : lessonAt(model.course, path);
      const other = lesson && model.course ? neighbour(model.course, lesson, step) : undefined;
      return lesson && other && path !== undefined ? { lesson: other, language: languageAt(lesson, path) } : null;
    };
    const addStep = (id: string, step: 1 | -1, label: string, icon: typeof caretLeftIcon): void => {
      app.commands.addCommand(id, {
        label: (args) => (args.toolbar ? "" : label),
        caption: () => {
          const target = beside(step);
          return target ? `${label}: ${target.lesson.number} ${titleOf(target.lesson, target.language)}` : label;
        },
        icon: (args) => (args.toolbar ? icon : undefined),
        isEnabled: () => beside(step) !== null,
        execute: () => {
          const target = beside(step);
          if (target) open(target.lesson, target.language);
        },
      });
    };
    addStep(commandIds.previous, -1, trans.__("Previous lesson"), caretLeftIcon);
    addStep(commandIds.next, 1, trans.__("Next lesson"), caretRightIcon);
    const toContinue = (): Lesson | undefined =>
      model.course ? nextLesson(model.course, model.progress, model.last) : undefined;
    app.commands.addCommand(commandIds.continue, {
      label: trans.__("Continue the course"),
      caption: () => {
        const lesson = toContinue();
        return lesson ? `${lesson.number} ${titleOf(lesson, model.language)}` : "";
      },
      // The launcher takes the first card's icon for the whole section; the card itself has a picture.
      icon: (args) => (args.isPalette ? undefined : args.isLauncher ? notebookIcon : courseIcon),
      isEnabled: () => toContinue() !== undefined,
      execute: () => {
        const lesson = toContinue();
        if (lesson) open(lesson, model.language);
      },
    });
    for (const command of Object.values(commandIds)) {
      palette?.addItem({ command, category: "Gradbook", args: { isPalette: true } });
    }
    launcher?.add({
      command: commandIds.continue,
      category: (translator ?? nullTranslator).load("jupyterlab").__("Notebook"),
      rank: -1,
      args: { isLauncher: true },
      kernelIconUrl: `data:image/svg+xml;utf8,${encodeURIComponent(courseIcon.svgstr)}`,
    });

    const follow = (): void => model.follow(tracker.currentWidget?.context.path ?? null);
    tracker.currentChanged.connect(follow);
    model.changed.connect(() => {
      for (const command of Object.values(commandIds)) app.commands.notifyCommandChanged(command);
    });
    // A cell that ran may have been a check.
    let timer: ReturnType<typeof setTimeout> | undefined;
    NotebookActions.executed.connect(() => {
      clearTimeout(timer);
      timer = setTimeout(() => void model.refresh(), 400);
    });
    void Promise.all([model.load(preferred), app.restored]).then(() => {
      follow();
      if (model.course && model.last === null) app.shell.activateById(panel.id);
    });
    return model;
  },
};
