/** What the page itself says. */
export interface Words {
  readonly contents: string;
  readonly code: string;
  readonly output: string;
  readonly hideCode: string;
  readonly showCode: string;
  readonly theme: string;
  readonly themes: readonly [auto: string, light: string, dark: string];
  readonly error: string;
  readonly image: string;
  readonly skip: string;
  readonly download: string;
  readonly noOutputs: string;
  readonly imageMissing: string;
  readonly lines: (count: number) => string;
  readonly madeFrom: (file: string) => string;
  readonly figureFailed: (why: string) => string;
  readonly notShown: (types: string) => string;
}

const en: Words = {
  contents: "Contents",
  code: "Code",
  output: "Output",
  hideCode: "Hide code",
  showCode: "Show code",
  theme: "Colours: ",
  themes: ["Auto", "Light", "Dark"],
  error: "Error",
  image: "Image",
  skip: "Skip to the text",
  download: "Save the notebook",
  noOutputs: "This notebook was exported before its cells were run: results and figures are missing.",
  imageMissing: "Image not in this file",
  lines: (count) => (count === 1 ? "1 line" : `${count} lines`),
  madeFrom: (file) => `Exported from ${file} with Gradbook. The notebook itself is inside this page.`,
  figureFailed: (why) => `A figure could not be drawn: ${why}`,
  notShown: (types) => `An output of a type that this page cannot show: ${types}`,
};

const zh: Words = {
  contents: "目录",
  code: "代码",
  output: "输出",
  hideCode: "隐藏代码",
  showCode: "显示代码",
  theme: "配色：",
  themes: ["自动", "浅色", "深色"],
  error: "错误",
  image: "图片",
  skip: "跳到正文",
  download: "保存笔记本",
  noOutputs: "导出时单元格尚未运行，因此页面中没有结果和图形。",
  imageMissing: "图片不在本文件中",
  lines: (count) => `${count} 行`,
  madeFrom: (file) => `由 Gradbook 从 ${file} 导出。笔记本原文就在本页之内。`,
  figureFailed: (why) => `有一幅图无法绘制：${why}`,
  notShown: (types) => `本页无法显示这种类型的输出：${types}`,
};

/** The words for a text's language: Chinese for Chinese, English for every other. */
export const wordsFor = (lang: string): Words => (lang.toLowerCase().startsWith("zh") ? zh : en);
