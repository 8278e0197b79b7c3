export type Lang = "en" | "zh";
export type Catalogue<K extends string = string> = Readonly<Record<Lang, Readonly<Record<K, string>>>>;
export type Say<K extends string> = (key: K, values?: Readonly<Record<string, string | number>>) => string;

/** The texts of one language: `say("step", { n: 3 })` fills `{n}`. */
export function speak<K extends string>(catalogue: Catalogue<K>, lang: Lang): Say<K> {
  const texts = catalogue[lang];
  return (key, values = {}) => texts[key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** The texts that all figures share. */
export const shared = {
  en: {
    comma: ", ",
    semicolon: "; ",
    data: "Data table",
    keys: "Arrow keys walk the parts, Enter chooses, T opens the data table, Escape leaves.",
    play: "Play",
    pause: "Pause",
    back: "Step back",
    forward: "Step",
    restart: "Start again",
    of: "{n} of {total}",
    rows: "{n} more rows are left out here.",
    slider: "{name} = {value}. Enter to change it, then arrow keys; Escape comes back.",
    button: "{name}: Enter presses it.",
    unknownKind: "This figure ({mime}) is not one that this version of Gradbook can draw.",
    newer:
      "This figure was made by a newer Gradbook ({mime}). Update Gradbook to see it drawn; its data is still in the notebook.",
    malformed: "This figure cannot be drawn: its data is not as expected. {why}",
    failed: "This figure could not be drawn. {why}",
  },
  zh: {
    comma: "，",
    semicolon: "；",
    data: "数据表",
    keys: "方向键逐个浏览，回车选中，T 打开数据表，Esc 离开。",
    play: "播放",
    pause: "暂停",
    back: "后退一步",
    forward: "前进一步",
    restart: "从头开始",
    of: "第 {n} / {total}",
    rows: "此处省略了 {n} 行。",
    slider: "{name} = {value}。按回车后用方向键调整，Esc 返回。",
    button: "{name}：按回车执行。",
    unknownKind: "这个版本的 Gradbook 不会画这种图（{mime}）。",
    newer: "这张图由更新版本的 Gradbook 生成（{mime}）。升级 Gradbook 即可看到；数据仍保存在笔记本中。",
    malformed: "无法绘制这张图：数据格式不符。{why}",
    failed: "这张图没能画出来。{why}",
  },
} as const satisfies Catalogue;

/** Shared texts in a language. */
export const sayShared = (lang: Lang): Say<keyof (typeof shared)["en"]> => speak(shared, lang);
