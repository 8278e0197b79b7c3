import type { JupyterFrontEnd, JupyterFrontEndPlugin } from "@jupyterlab/application";
import { ICommandPalette, Notification, showDialog, Dialog } from "@jupyterlab/apputils";
import { INotebookTracker, type NotebookPanel } from "@jupyterlab/notebook";
import { ServerConnection } from "@jupyterlab/services";
import { ITranslator, nullTranslator, type TranslationBundle } from "@jupyterlab/translation";
import { URLExt } from "@jupyterlab/coreutils";
import { downloadIcon } from "@jupyterlab/ui-components";
import { parseNotebook } from "../../../src/export/notebook";
import { findSecrets } from "../../../src/export/secrets";

export const exportCommand = "gradbook:export-html";

/** Saves a page that the server made as a file of the reader's. */
function download(page: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(page);
  link.download = name;
  document.body.appendChild(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** The page, made on the server by `gradbook export` through nbconvert: the same file as File > Save and Export > HTML. */
async function fetchPage(path: string): Promise<Blob> {
  const settings = ServerConnection.makeSettings();
  const url = URLExt.join(settings.baseUrl, "nbconvert", "html", URLExt.encodeParts(path)) + "?download=true";
  const response = await ServerConnection.makeRequest(url, { method: "GET" }, settings);
  if (response.ok) return response.blob();
  const text = new DOMParser().parseFromString(await response.text(), "text/html").body.textContent ?? "";
  throw new Error(text.replace(/\s+/g, " ").trim().slice(0, 400) || `${response.status} ${response.statusText}`);
}

/** Asks about what the reader may not want to send to others; true when the export goes on. */
async function mayExport(panel: NotebookPanel, trans: TranslationBundle): Promise<boolean> {
  const notebook = parseNotebook(JSON.stringify(panel.content.model?.toJSON() ?? {}));
  const secrets = findSecrets(notebook);
  const code = notebook.cells.filter((cell) => cell.type === "code");
  const questions: string[] = [];
  if (secrets.length > 0) {
    const list = secrets.map(({ cell, what, shown }) => trans.__("cell %1: %2 (%3)", cell + 1, what, shown)).join("; ");
    questions.push(trans.__("The page may hold a secret, and everyone you send it to could read it: %1.", list));
  }
  if (code.length > 0 && code.every((cell) => cell.outputs.length === 0)) {
    questions.push(
      trans.__("No cell has an output yet: the page will have no results and no figures. Run the cells first."),
    );
  }
  if (questions.length === 0) return true;
  const result = await showDialog({
    title: trans.__("Export as interactive HTML"),
    body: questions.join("\n\n"),
    buttons: [Dialog.cancelButton(), Dialog.okButton({ label: trans.__("Export anyway") })],
  });
  return result.button.accept;
}

async function exportPanel(panel: NotebookPanel, trans: TranslationBundle): Promise<void> {
  if (!(await mayExport(panel, trans))) return;
  const id = Notification.emit(trans.__("Exporting ..."), "in-progress", { autoClose: false });
  try {
    if (panel.context.model.dirty && !panel.context.model.readOnly) await panel.context.save();
    const name = panel.context.path.split("/").pop() ?? "notebook.ipynb";
    const file = `${name.replace(/\.ipynb$/, "")}.html`;
    download(await fetchPage(panel.context.path), file);
    Notification.update({ id, message: trans.__("Exported: %1", file), type: "success", autoClose: 5000 });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    Notification.update({ id, message: trans.__("The export failed: %1", why), type: "error", autoClose: false });
  }
}

/** 'Export as interactive HTML' in the File menu, the command palette and the notebook's toolbar (schema/export.json). */
export const exportPlugin: JupyterFrontEndPlugin<void> = {
  id: "@gradbook/jupyterlab:export",
  description: "Exports a notebook as one HTML file whose figures stay alive.",
  autoStart: true,
  requires: [INotebookTracker],
  optional: [ICommandPalette, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    tracker: INotebookTracker,
    palette: ICommandPalette | null,
    translator: ITranslator | null,
  ) => {
    const trans = (translator ?? nullTranslator).load("gradbook");
    app.commands.addCommand(exportCommand, {
      label: (args) => (args.toolbar ? "" : trans.__("Export as Interactive HTML")),
      caption: trans.__("One HTML file that works without a network and whose figures stay alive"),
      icon: (args) => (args.toolbar ? downloadIcon : undefined),
      isEnabled: () => tracker.currentWidget !== null,
      execute: async () => {
        if (tracker.currentWidget) await exportPanel(tracker.currentWidget, trans);
      },
    });
    palette?.addItem({ command: exportCommand, category: "Gradbook" });
    const refresh = (): void => app.commands.notifyCommandChanged(exportCommand);
    tracker.currentChanged.connect(refresh);
  },
};
