/** Notebooks written for tslab show things by `import { display } from "tslab"`: its own package does so here too. */
import type { MimeBundle } from "../protocol/threads";
import type { JupyterHost } from "./host";

interface DisplayData {
  readonly data: MimeBundle;
  readonly metadata: MimeBundle;
  readonly transient: { readonly display_id?: string };
}

/** The one place where tslab's `display` hands over to the kernel that runs it. */
interface TslabJupyter {
  lastWriteDisplayData: ((content: DisplayData, update?: boolean) => void) | null;
}

export function connectTslab(require: (specifier: string) => unknown, host: JupyterHost): void {
  const jupyter = require("tslab/dist/jupyter") as TslabJupyter;
  jupyter.lastWriteDisplayData = ({ data, metadata, transient }, update = false) => {
    const { display_id: displayId } = transient;
    host.display(data, { metadata, update, ...(displayId !== undefined && { displayId }) });
  };
}
