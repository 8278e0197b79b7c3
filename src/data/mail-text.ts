/** What a reader sees of a mail: its subject, and its text without headers, tags and transfer codes. */
export interface MailText {
  readonly subject: string;
  readonly text: string;
}

interface Part {
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/**
 * Takes a raw mail apart: headers from body, the parts of a multipart body, quoted-printable and base64 undone, tags of
 * HTML left out. Attached files are no text and stay out.
 *
 * Source: Freed and Borenstein, Multipurpose Internet Mail Extensions, RFC 2045 and 2046, 1996.
 */
export function mailText(raw: string): MailText {
  const mail = splitPart(raw.replaceAll("\r\n", "\n"));
  return { subject: mail.headers.get("subject") ?? "", text: tidy(texts(mail, 0).join("\n\n")) };
}

function splitPart(raw: string): Part {
  const end = raw.search(/\n[ \t]*\n/);
  const head = end < 0 ? raw : raw.slice(0, end);
  const headers = new Map<string, string>();
  // A header's line may go on in the next one, which then begins with a space.
  for (const line of head.replace(/\n[ \t]+/g, " ").split("\n")) {
    const found = /^([!-9;-~]+):\s*(.*)$/.exec(line);
    if (found?.[1] !== undefined && !headers.has(found[1].toLowerCase()))
      headers.set(found[1].toLowerCase(), found[2] ?? "");
  }
  return { headers, body: end < 0 ? "" : raw.slice(end).replace(/^\s*\n/, "") };
}

function texts({ headers, body }: Part, depth: number): string[] {
  const type = headers.get("content-type") ?? "text/plain";
  const boundary = /^multipart\/.*?boundary="?([^";]+)"?/is.exec(type)?.[1]?.trim();
  if (boundary !== undefined && depth < 5) {
    const parts = body.split(`--${boundary}`).slice(1);
    return parts.filter((part) => !part.startsWith("--")).flatMap((part) => texts(splitPart(part), depth + 1));
  }
  if (/^\s*message\/rfc822/i.test(type) && depth < 5) return texts(splitPart(body.trimStart()), depth + 1);
  if (!/^\s*(text\b|$)/i.test(type)) return [];
  const decoded = decode(body, headers.get("content-transfer-encoding") ?? "");
  return [/html/i.test(type) || /<(html|body|table|font)\b/i.test(decoded) ? withoutTags(decoded) : decoded];
}

function decode(body: string, encoding: string): string {
  if (/base64/i.test(encoding)) return Buffer.from(body, "base64").toString("latin1");
  if (!/quoted-printable/i.test(encoding)) return body;
  return body
    .replace(/=[ \t]*\n/g, "")
    .replace(/=([0-9A-F]{2})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: " ", copy: "©" };

function withoutTags(html: string): string {
  return html
    .replace(/<(style|script)\b.*?<\/\1>/gis, " ")
    .replace(/<!--.*?-->/gs, "")
    .replace(/<\/?(?:p|br|div|tr|table|td|th|li|h\d|center|hr)\b[^>]*>/gi, "\n")
    .replace(/<[^>]*>/g, "")
    .replace(/&(\w+);/g, (whole, name: string) => entities[name.toLowerCase()] ?? whole)
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code) % 65_536));
}

const tidy = (text: string): string =>
  text
    .replace(/[ \t\u00a0]+/g, " ")
    .replace(/ ?\n ?/g, "\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
