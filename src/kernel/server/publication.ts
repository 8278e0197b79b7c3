/** What cells put out, as messages on iopub. */
import type { Output } from "../protocol/threads";
import type { Content } from "../protocol/wire";

export interface Published {
  readonly type: string;
  readonly content: Content;
  readonly metadata?: Content;
  readonly buffers?: readonly Uint8Array[];
}

/** The message type and content of something that a cell puts out. */
export function publication(output: Output): Published {
  switch (output.type) {
    case "stream":
      return { type: "stream", content: { name: output.name, text: output.text } };
    case "clear_output":
      return { type: output.type, content: { wait: output.wait } };
    case "error":
      return { type: output.type, content: { ...output.error } };
    case "display_data":
    case "update_display_data": {
      const transient = output.displayId === undefined ? {} : { display_id: output.displayId };
      return { type: output.type, content: { data: output.data, metadata: output.metadata, transient } };
    }
    default:
      return output;
  }
}
