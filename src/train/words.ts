/** How a run ended. */
export type Ending = "done" | "stopped" | "stoppedEarly" | "error";

/** What the progress bar and the history say. */
export interface Words {
  readonly separator: string;
  readonly epoch: (epoch: number, epochs: number) => string;
  readonly quantity: (name: string) => string;
  readonly seconds: (seconds: number) => string;
  readonly left: (seconds: number) => string;
  readonly ended: (ending: Ending, seconds: number, restoredEpoch: number | undefined) => string;
  readonly label: string;
  readonly history: (epochs: number, bestEpoch: number | undefined, ending: Ending) => string;
}

const english: Words = {
  separator: ", ",
  epoch: (epoch, epochs) => `epoch ${epoch}/${epochs}`,
  // `validationLoss` reads `validation loss`.
  quantity: (name) => name.replace(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`),
  seconds: (seconds) => `${seconds.toFixed(1)} s`,
  left: (seconds) => `about ${seconds} s left`,
  ended(ending, seconds, restoredEpoch) {
    const how = {
      done: "",
      stopped: "stopped after ",
      stoppedEarly: "stopped early after ",
      error: "ended by an error after ",
    };
    const restored = restoredEpoch === undefined ? "" : `, parameters of epoch ${restoredEpoch}`;
    return `${how[ending]}${seconds.toFixed(1)} s${restored}`;
  },
  label: "training progress",
  history(epochs, bestEpoch, ending) {
    const best = bestEpoch === undefined ? "" : `, best epoch ${bestEpoch}`;
    const end = { done: "", error: "", stopped: ", interrupted", stoppedEarly: ", stopped early" }[ending];
    return `History: ${epochs} epoch${epochs === 1 ? "" : "s"}${best}${end}`;
  },
};

const chineseNames: Readonly<Record<string, string>> = {
  loss: "损失",
  validationLoss: "验证损失",
  accuracy: "准确率",
  validationAccuracy: "验证准确率",
};

const chinese: Words = {
  separator: "，",
  epoch: (epoch, epochs) => `第 ${epoch}/${epochs} 轮`,
  quantity: (name) => chineseNames[name] ?? name,
  seconds: (seconds) => `${seconds.toFixed(1)} 秒`,
  left: (seconds) => `约剩 ${seconds} 秒`,
  ended(ending, seconds, restoredEpoch) {
    const how = { done: "用时", stopped: "已停止，用时", stoppedEarly: "早停，用时", error: "因错误中止，用时" };
    const restored = restoredEpoch === undefined ? "" : `，参数取自第 ${restoredEpoch} 轮`;
    return `${how[ending]} ${seconds.toFixed(1)} 秒${restored}`;
  },
  label: "训练进度",
  history(epochs, bestEpoch, ending) {
    const best = bestEpoch === undefined ? "" : `，最好的是第 ${bestEpoch} 轮`;
    const end = { done: "", error: "", stopped: "，被中断", stoppedEarly: "，早停" }[ending];
    return `训练记录：共 ${epochs} 轮${best}${end}`;
  },
};

/** English, or Chinese when `GRADBOOK_LANG` says so or the notebook lies below a folder `zh`. */
export function words(): Words {
  if (typeof process === "undefined") return english;
  const wanted = process.env["GRADBOOK_LANG"]?.toLowerCase();
  if (wanted) return wanted.startsWith("zh") ? chinese : english;
  return process.cwd().split(/[\\/]/).includes("zh") ? chinese : english;
}
