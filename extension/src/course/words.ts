import type { TranslationBundle } from "@jupyterlab/translation";
import type { Language } from "./course";

/** What the panel says in Chinese when the learner reads the course in Chinese and JupyterLab itself speaks English. */
const zh: Readonly<Record<string, string>> = {
  Course: "课程",
  Continue: "继续",
  Start: "开始",
  "%1 min": "%1 分钟",
  "%1 of %2 exercises": "练习 %1/%2",
  "%1 exercise": "练习 %1 个",
  "%1 exercises": "练习 %1 个",
  Done: "已完成",
  "%1 of %2 lessons done": "已完成 %1/%2 课",
  "Language of the lessons": "课程语言",
  "No course here": "这里没有课程",
  "The list of lessons (.gradbook/course.json) is missing. It is written when JupyterLab is started with npm start.":
    "缺少课程列表（.gradbook/course.json）。用 npm start 启动 JupyterLab 时会自动生成。",
};

export type Say = (text: string, ...values: readonly (string | number)[]) => string;

const fill = (text: string, values: readonly (string | number)[]): string =>
  values.reduce<string>((said, value, index) => said.replace(`%${index + 1}`, String(value)), text);

/** Texts in the course's language; JupyterLab's translator comes first where it has them. */
export const speaker =
  (trans: TranslationBundle, language: Language): Say =>
  (text, ...values) => {
    const translated = trans.__(text, ...values);
    const chinese = zh[text];
    return language === "zh" && chinese !== undefined && translated === fill(text, values)
      ? fill(chinese, values)
      : translated;
  };
