/** What Jupyter shows: content by MIME type. (In a file of its own, so that its types need no schema's.) */
export type MimeBundle = Record<string, unknown>;
